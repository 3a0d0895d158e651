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
    @Message("Print a ticket")
    String print();

    @Override
    @Message("Find a guest booking")
    String guest();

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
}
