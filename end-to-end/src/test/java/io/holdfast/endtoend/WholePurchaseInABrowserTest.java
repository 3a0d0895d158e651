package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// From the list of shows to the ticket and back, as a guest sees it. Every page is kept as a picture in
/// `target/screenshots`, on a phone and on a desk.
@ExtendWith(InTheHouse.class)
class WholePurchaseInABrowserTest {

    private static final double UNTIL_IT_OPENS = 60_000;

    @Test
    void a_guest_finds_a_show_waits_chooses_pays_and_has_a_ticket_and_gives_it_back(House house) throws IOException {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(
                theatre(),
                Olga.sale(Instant.now().plusSeconds(25), true),
                Instant.now().plus(Duration.ofDays(21)),
                Person.object().put("title", "An evening from beginning to end"));
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            page.navigate(house.url() + "/?q=from+beginning+to+end");
            page.locator("a[href='/shows/" + show.show() + "']").waitFor();
            desk.look("01-shows");

            page.locator("a[href='/shows/" + show.show() + "']").click();
            assertThat(page.locator("h1")).hasText("An evening from beginning to end");
            desk.look("02-show");

            page.locator("a[href^='/wait/']").first().click();
            assertThat(page.locator("#figure")).isVisible();
            desk.look("03-wait");

            page.waitForURL(
                    "**/performances/" + show.performance() + "*",
                    new Page.WaitForURLOptions().setTimeout(UNTIL_IT_OPENS));
            page.locator("hf-seat-map svg [data-seat]").first().waitFor();
            desk.look("04-seat-map");

            chooseTwoSeats(page);
            desk.look("05-seats-chosen");

            page.locator(".basket button.main").click();
            page.locator("#name").waitFor();
            desk.look("06-recipient");

            page.locator("#name").fill("Ann Lee");
            page.locator("#phone").fill("01012345678");
            page.locator("#email").fill("ann@example.org");
            page.locator("#recipient button.main").click();
            page.waitForURL("**/pay/**");
            desk.look("07-payment-gateway");

            page.locator("button[value=approve]").click();
            page.waitForURL("**/payments/**");
            page.locator("a[href^='/orders/']").waitFor();
            desk.look("08-paid");

            page.locator("a[href^='/orders/']").click();
            page.locator("a[href^='/tickets/']").first().waitFor();
            desk.look("09-booking");

            page.locator("a[href^='/tickets/']").first().click();
            page.locator(".stub .note").waitFor();
            desk.look("10-ticket");

            page.navigate(house.url() + "/me");
            page.locator("a[href^='/orders/']").first().waitFor();
            desk.look("11-my-page");

            page.locator("a[href^='/orders/']").first().click();
            page.locator("section.cancel input[type=checkbox]").first().check();
            page.locator("section.cancel button").first().click();
            page.locator("[role=alertdialog] #quote").waitFor();
            desk.look("12-cancellation-quote");

            page.locator("[role=alertdialog] button.bad").click();
            page.locator(".ticket.gone").waitFor();
            desk.look("13-cancelled");

            // Then
            var numbers = olga.numbers(show);
            assertThat(numbers.path("sold").asInt()).isEqualTo(1);
            assertThat(numbers.path("ledgerBalanced").asBoolean()).isTrue();
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void somebody_signs_in_joins_the_waitlist_of_a_sold_out_show_and_takes_what_is_offered(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(1, 2));
        var ann = Person.named("ann", house);
        var annsOrder = ann.buys(show.performance(), List.of("A-1", "A-2"));
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            page.navigate(house.url() + "/login?return=/shows/" + show.show());
            page.locator("#username").waitFor();
            desk.look("21-sign-in");
            SignIn.asNew("emma", page, house, "/shows/" + show.show());
            page.locator("hf-waitlist input[name=grade]").first().waitFor();
            desk.look("22-sold-out");
            join(page);
            page.navigate(house.url() + "/me");
            assertThat(page.locator("section[aria-labelledby=waitlist] .row-card"))
                    .hasCount(1);
            desk.look("23-waiting");

            ann.cancels(annsOrder);
            awaitOffer(page);
            desk.look("24-offered");
            page.locator("a[href^='/offers/']").first().click();
            page.locator(".pair button.main").waitFor();
            desk.look("25-offer");
            page.locator(".pair button.main").click();
            page.locator("#name").waitFor();
            desk.look("26-accepted");

            // Then
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void whoever_can_be_refunded_to_a_bank_account_only_names_it(House house) throws SQLException {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(1, 2));
        var ann = Person.named("ann", house).signsIn();
        var order = ann.buys(show.performance(), List.of("A-1", "A-2"));
        house.kill(Service.REFUND_WORKER);
        try (var desk = Desk.open()) {
            var page = desk.page();
            ann.cancels(order);
            gatewayAsksForAnAccount(house, order.path("id").asText());
            SignIn.as("ann", page, house, "/orders/" + order.path("id").asText());

            // When
            page.locator("hf-refund-account select").selectOption("88");
            page.locator("hf-refund-account input[name=number]").fill("110-123-456789");
            page.locator("hf-refund-account input[name=holder]").fill("이앤");
            desk.look("31-refund-account");
            page.locator("hf-refund-account button.main").click();

            // Then
            assertThat(page.locator("hf-refund-account")).hasCount(0);
            assertThat(page.locator(".note.good")).isVisible();
            desk.look("32-refund-expected");
            assertThat(desk.complaints()).isEmpty();
        } finally {
            house.restart(Service.REFUND_WORKER);
        }
    }

    /// And says when it can be expected. As it is when the gateway has answered so.
    private static void gatewayAsksForAnAccount(House house, String order) throws SQLException {
        try (var connection = house.postgres().admin("holdfast");
                var statement = connection.prepareStatement("""
                        update ticketing.cancellation
                           set account_needed_at = now(), expected_at = now() + interval '2 days', expected_told_at = now()
                         where order_id = cast(? as uuid)
                        """)) {
            statement.setString(1, order);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    private static void join(Page page) {
        page.locator("hf-waitlist input[name=grade]").first().check();
        page.locator("hf-waitlist input[name=seats][value='2']").check();
        page.locator("hf-waitlist button.main").click();
        assertThat(page.locator("hf-waitlist [role=status]").first()).isVisible();
    }

    private static void awaitOffer(Page page) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    page.reload();
                    page.locator("section[aria-labelledby=orders]").waitFor();
                    return page.locator("section[aria-labelledby=offers] a[href^='/offers/']")
                                    .count()
                            == 1;
                });
    }

    private static void chooseTwoSeats(Page page) {
        for (var i = 0; i < 2; i++) {
            page.locator("hf-seat-map svg [data-seat].A").nth(300).click(new Locator.ClickOptions().setForce(true));
            assertThat(page.locator(".basket .chosen li")).hasCount(i + 1);
        }
    }

    private static JsonNode theatre() throws IOException {
        try (var in = WholePurchaseInABrowserTest.class.getResourceAsStream("/demo/theatre-1004.json")) {
            return new ObjectMapper().readTree(in);
        }
    }
}
