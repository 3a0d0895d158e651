package io.holdfast.ticketing.page;

import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/// [Messages] in English.
@Localized("en")
public interface EnglishMessages extends Messages {

    @Override
    @Message("en")
    String language();

    @Override
    @Message("Shows")
    String shows();

    @Override
    @Message("Show and booking")
    String show();

    @Override
    @Message("Choose seats")
    String performance();

    @Override
    @Message("Booking")
    String order();

    @Override
    @Message("Payment")
    String payment();

    @Override
    @Message("My Page")
    String me();

    @Override
    @Message("Ticket")
    String ticket();

    @Override
    @Message("Check-in")
    String checkIn();

    @Override
    @Message("A ticket for you")
    String transfer();

    @Override
    @Message("Sell with us")
    String business();

    @Override
    @Message("An invitation to sell")
    String join();

    @Override
    @Message("Print a ticket")
    String print();

    @Override
    @Message("Find a guest booking")
    String guest();

    @Override
    @Message("Status")
    String status();

    @Override
    @Message("Seats for you")
    String offer();

    @Override
    @Message("Skip to content")
    String skip();

    @Override
    @Message("Main menu")
    String menu();

    @Override
    @Message("한국어")
    String otherLanguage();

    @Override
    @Message("ko")
    String otherLanguageCode();

    @Override
    @Message("This page needs JavaScript. Please turn it on in your browser's settings and open the page again.")
    String noScript();

    @Override
    @Message("JavaScript is off, so you can look at the shows only. "
            + "To book, please turn it on in your browser's settings and open the page again.")
    String noScriptToBuy();

    @Override
    @Message("Everybody in turn, and no seat sold twice")
    String promise();

    @Override
    @Message("There is no such page")
    String notFound();

    @Override
    @Message("It has moved, or it is gone.")
    String notFoundMore();

    @Override
    @Message("You cannot see this page")
    String refused();

    @Override
    @Message("It belongs to another account, or you need to sign in.")
    String refusedMore();

    @Override
    @Message("Something went wrong")
    String broken();

    @Override
    @Message("Your bookings and payments are safe. Please try again in a moment.")
    String brokenMore();

    @Override
    @Message("To the shows")
    String toShows();

    @Override
    @Message("Search")
    String find();

    @Override
    @Message("Region, dates, sale")
    String moreFilters();

    @Override
    @Message("Title, cast or venue")
    String findWhat();

    @Override
    @Message("Region")
    String region();

    @Override
    @Message("All regions")
    String anyRegion();

    @Override
    @Message("From")
    String fromDay();

    @Override
    @Message("To")
    String toDay();

    @Override
    @Message("Sale")
    String saleState();

    @Override
    @Message("All")
    String anyState();

    @Override
    @Message("Opening soon")
    String saleSoon();

    @Override
    @Message("Categories")
    String categories();

    @Override
    @Message("All")
    String anyCategory();

    @Override
    @Message("TOP 10 right now")
    String topTitle();

    @Override
    @Message("By tickets sold in the last 30 minutes.")
    String topIntro();

    @Override
    @Message("Show more")
    String moreShows();

    @Override
    @Message("No shows yet.")
    String noShows();

    @Override
    @Message("No shows match.")
    String noneFound();

    @Override
    @Message("Try fewer words or other filters.")
    String noneFoundMore();

    @Override
    @Message("Clear all filters")
    String clearFilters();

    @Override
    @Message("This cannot be searched for. Please check the dates and the words.")
    String wrongFilters();

    @Override
    @Message("Dates")
    String performances();

    @Override
    @Message("Prices")
    String prices();

    @Override
    @Message("Seats left")
    String left();

    @Override
    @Message("Sold out")
    String soldOut();

    @Override
    @Message("Called off")
    String calledOff();

    @Override
    @Message("Book")
    String book();

    @Override
    @Message("Enter the lobby")
    String enterLobby();

    @Override
    @Message("See the seats")
    String preview();

    @Override
    @Message("The sale opens in")
    String opensIn();

    @Override
    @Message("About the show")
    String aboutShow();

    @Override
    @Message("Venue")
    String venue();

    @Override
    @Message("Address")
    String venueAddress();

    @Override
    @Message("Running time")
    String runtime();

    @Override
    @Message("Ages")
    String ageLimit();

    @Override
    @Message("All ages")
    String everyAge();

    @Override
    @Message("Cast")
    String cast();

    @Override
    @Message("Notices")
    String notices();

    @Override
    @Message("Before you come")
    String notes();

    @Override
    @Message("Add to calendar")
    String addToCalendar();

    @Override
    @Message("Shows: {n}")
    String foundShows(int n);

    @Override
    @Message("from {price}")
    String from(String price);

    @Override
    @Message("On sale from {at}")
    String opensAt(String at);

    @Override
    @Message("{day} and {n} more")
    String morePerformances(String day, int n);

    @Override
    @Message("{n} minutes")
    String minutes(int n);

    @Override
    @Message("{n} and over")
    String fromAge(int n);

    @Override
    @Message("""
        {#switch name.toLowerCase}\
        {#case 'concert'}Concert\
        {#case 'musical'}Musical\
        {#case 'theatre'}Theatre\
        {#case 'sports'}Sports\
        {#case 'exhibition'}Exhibition\
        {#case 'classic'}Classical\
        {#else}{name}{/switch}""")
    String category(String name);

    @Override
    @Message("""
        {#switch name}\
        {#case 'seoul'}Seoul\
        {#case 'gyeonggi'}Gyeonggi\
        {#case 'incheon'}Incheon\
        {#case 'gangwon'}Gangwon\
        {#case 'daejeon'}Daejeon\
        {#case 'sejong'}Sejong\
        {#case 'chungbuk'}Chungbuk\
        {#case 'chungnam'}Chungnam\
        {#case 'gwangju'}Gwangju\
        {#case 'jeonbuk'}Jeonbuk\
        {#case 'jeonnam'}Jeonnam\
        {#case 'daegu'}Daegu\
        {#case 'gyeongbuk'}Gyeongbuk\
        {#case 'busan'}Busan\
        {#case 'ulsan'}Ulsan\
        {#case 'gyeongnam'}Gyeongnam\
        {#case 'jeju'}Jeju\
        {#else}{name}{/switch}""")
    String regionName(String name);

    @Override
    @Message("""
        {#switch name}\
        {#case 'SCHEDULED'}Coming up\
        {#case 'LOBBY'}Lobby open\
        {#case 'OPEN'}On sale\
        {#case 'CLOSED'}Sale over\
        {#else}{name}{/switch}""")
    String saleStateOf(String name);
}
