package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Clock;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import io.holdfast.launcher.house.House;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A ticket on its way: found again by a guest, given to somebody else, and shown where there is no network.
@ExtendWith(InTheHouse.class)
class TicketChangesHandsTest {

    private static final Pattern CODE = Pattern.compile("Code +([0-9]{6})");

    @Test
    void a_ticket_that_was_opened_once_opens_again_without_a_network_and_by_a_wrong_clock_and_lets_in(House house) {
        // Given
        var olga = new Olga(house);
        var show = tomorrow(olga);
        var ann = Person.named("ann", house).signsIn();
        var order = ann.buys(show.performance(), List.of("A-1"));
        var ticket = ticket(order, 0);
        var door = DoorStaff.at(olga, show, house, "north");
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.clock()
                    .install(new Clock.InstallOptions()
                            .setTime(Instant.now().minus(Duration.ofMinutes(10)).toEpochMilli()));
            SignIn.as("ann", page, house, "/me");
            page.navigate(house.url() + "/tickets/" + ticket);
            page.locator("svg.qr").waitFor();
            page.waitForFunction("() => caches.match(location.pathname).then(found => found !== undefined)");

            // When
            page.context().setOffline(true);
            page.reload();

            // Then
            page.locator("svg.qr").waitFor();
            assertThat(page.locator("hf-ticket .note[role=status]")).isVisible();
            desk.look("61-ticket-without-a-network");
            dark(desk, "62-ticket-without-a-network-dark");
            var code = TicketAtTheDoorTest.read(page);
            assertThat(door.scans(code).path("verdict").asText()).isEqualTo("ENTERED");
            page.context().setOffline(false);
            page.locator(".stub .note.good").waitFor();
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void a_guest_finds_their_booking_and_gives_a_ticket_to_somebody_who_enters_with_it(House house) {
        // Given
        var olga = new Olga(house);
        var show = tomorrow(olga);
        var guest = Person.named("gil", house);
        var order = guest.buys(show.performance(), List.of("A-1", "A-2"));
        var door = DoorStaff.at(olga, show, house, "north");
        try (var library = Desk.open();
                var phone = Desk.open()) {
            var page = library.page();
            page.navigate(house.url() + "/guest");
            page.locator("#phone").waitFor();
            library.look("63-guest");
            dark(library, "64-guest-dark");
            page.locator("#phone").fill("+821012345678");
            page.locator("#booking").fill(order.path("booking").asText());
            page.locator("form button.main").click();
            page.locator("#code").waitFor();
            library.look("65-guest-code");

            // When
            page.locator("#code").fill(code(guest));
            page.locator("form button.main").click();
            page.locator("#found").waitFor();
            library.look("66-guest-found");
            page.locator("a[href='/orders/" + order.path("id").asText() + "']").click();
            page.locator("a[href='/tickets/" + ticket(order, 0) + "']").click();
            page.locator("hf-transfer button").click();
            page.locator("#link").waitFor();
            library.look("67-ticket-link");
            var link = page.locator("#link").inputValue();
            var taker = phone.page();
            taker.navigate(link);
            taker.locator("#name").waitFor();
            phone.look("68-take-ticket");
            english(taker);
            taker.locator("#name").waitFor();
            phone.look("69-take-ticket-english");
            taker.locator("#name").fill("Bob Kim");
            taker.locator("#phone").fill("01099998888");
            taker.locator("#email").fill("bob.kim@example.org");
            taker.locator("form button.main").click();
            taker.locator("a[href='/tickets/" + ticket(order, 0) + "']").click();
            taker.locator("svg.qr").waitFor();
            phone.look("70-taken-ticket");

            // Then
            assertThat(door.scans(TicketAtTheDoorTest.read(taker))
                            .path("verdict")
                            .asText())
                    .isEqualTo("ENTERED");
            page.navigate(house.url() + "/orders/" + order.path("id").asText());
            assertThat(page.locator(".ticket.gone")).hasCount(1);
            library.look("71-given-away");
            page.navigate(house.url() + "/guest");
            page.locator("#found").waitFor();
            english(page);
            page.locator("#found").waitFor();
            library.look("72-guest-english");
            page.locator("hf-guest section .button").click();
            assertThat(page.locator("#found")).hasCount(0);
            assertThat(library.complaints()).isEmpty();
            assertThat(phone.complaints()).isEmpty();
        }
    }

    @Test
    void a_ticket_on_paper_lets_in_with_an_identity_card(House house) {
        // Given
        var olga = new Olga(house);
        var show = tomorrow(olga);
        var ann = Person.named("ann", house).signsIn();
        var order = ann.buys(show.performance(), List.of("A-1"));
        var door = DoorStaff.at(olga, show, house, "north");
        try (var desk = Desk.open()) {
            var page = desk.page();
            SignIn.as("ann", page, house, "/me");
            page.navigate(house.url() + "/tickets/" + ticket(order, 0));
            page.locator("svg.qr").waitFor();

            // When
            page.locator("a[href$='/print']").click();
            page.locator("hf-print button.main").waitFor();
            desk.look("73-print");
            page.locator("hf-print button.main").click();
            page.locator("img.qr").waitFor();
            desk.look("74-paper");
            dark(desk, "75-paper-dark");
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
            desk.look("76-paper-printed");
            page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.SCREEN));

            // Then
            assertThat(page.locator(".paper")).containsText("ann");
            assertThat(door.scans("HF1." + ticket(order, 0) + "."
                                    + ann.opensTicket(ticket(order, 0))
                                            .path("code")
                                            .asText())
                            .path("verdict")
                            .asText())
                    .isEqualTo("IDENTITY_NEEDED");
            assertThat(TicketAtTheDoorTest.read(page, "img.qr")).startsWith("HF1." + ticket(order, 0));
            page.navigate(house.url() + "/tickets/" + ticket(order, 0));
            page.locator(".note.warn button").waitFor();
            desk.look("77-printed-ticket");
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void another_seat_is_asked_of_whoever_was_given_the_ticket(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(1, 3));
        var ann = Person.named("ann", house).signsIn();
        var order = ann.buys(show.performance(), List.of("A-1"));
        var ticket = ticket(order, 0);
        var link = ann.post("/api/tickets/" + ticket + "/transfers", null)
                .json(201)
                .path("url")
                .asText();
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.navigate(link);
            page.locator("#name").fill("Gil Kim");
            page.locator("#phone").fill("01099998888");
            page.locator("#email").fill("gil.kim@example.org");
            page.locator("form button.main").click();
            page.locator("a[href='/tickets/" + ticket + "']").click();
            olga.post(
                            "/api/organiser/tickets/" + ticket + "/seat-changes",
                            Person.object().put("seat", "A-3").put("reason", "의자가 부서져 앉으실 수 없습니다."))
                    .json(201);

            // When
            page.reload();
            page.locator("hf-seat-change button.main").waitFor();
            desk.look("78-another-seat");
            page.locator("hf-seat-change button.main").click();

            // Then
            assertThat(page.locator(".stub dd").first()).containsText("A 3");
            assertThat(page.locator("hf-seat-change section")).hasCount(0);
            assertThat(ann.looksAtOrder(order.path("id").asText())
                            .path("tickets")
                            .path(0)
                            .path("seat")
                            .asText())
                    .isEqualTo("A-3");
            assertThat(ann.get("/api/me/seat-changes").json(200).path("seatChanges"))
                    .isEmpty();
            assertThat(desk.complaints()).isEmpty();
        }
    }

    private static Olga.OnSale tomorrow(Olga olga) {
        return olga.putsOnSale(
                Olga.plan(1, 2), Olga.sale(Instant.now(), false), Instant.now().plus(Duration.ofHours(24)));
    }

    private static String ticket(JsonNode order, int index) {
        return order.path("tickets").path(index).path("id").asText();
    }

    /// What the newest mail says.
    private static String code(Person guest) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> guest.readsMails().stream()
                                .map(CODE::matcher)
                                .filter(Matcher::find)
                                .map(found -> found.group(1))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static void dark(Desk desk, String name) {
        desk.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        desk.look(name);
        desk.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private static void english(Page page) {
        page.locator("header nav a[lang=en]").click();
    }
}
