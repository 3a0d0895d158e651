package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.holdfast.launcher.house.House;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What comes between somebody and their seats, and how they get on.
@ExtendWith(InTheHouse.class)
class WhileBuyingInABrowserTest {

    private static final int MOST_KEYS = 80;

    @Test
    void somebody_buys_with_the_keyboard_alone_in_english(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(3, 6));
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.navigate(house.url() + "/language/en?return=/shows/" + show.show());
            page.locator("a[href='/performances/" + show.performance() + "']").waitFor();

            // When
            tabsTo(page, "a[href='/performances/" + show.performance() + "']");
            page.keyboard().press("Enter");
            page.locator("hf-seat-map svg [data-seat]").first().waitFor();
            tabsTo(page, "hf-seat-map [data-seat]");
            page.keyboard().press("ArrowRight");
            page.keyboard().press("Space");
            assertThat(page.locator(".basket .chosen li")).hasCount(1);
            desk.look("61-chosen-by-keyboard-en");
            tabsTo(page, ".basket button.main");
            page.keyboard().press("Enter");
            page.locator("#name").waitFor();
            tabsTo(page, "#name");
            page.keyboard().type("Ann Lee");
            tabsTo(page, "#phone");
            page.keyboard().type("01012345678");
            tabsTo(page, "#email");
            page.keyboard().type("ann@example.org");
            desk.look("62-recipient-en");
            tabsTo(page, "#recipient button.main");
            page.keyboard().press("Enter");
            page.waitForURL("**/pay/**");
            tabsTo(page, "button[value=approve]");
            page.keyboard().press("Enter");
            page.waitForURL("**/payments/**");
            page.locator("a[href^='/orders/']").waitFor();
            desk.look("63-paid-en");

            // Then
            assertThat(olga.numbers(show).path("sold").asInt()).isEqualTo(1);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void a_second_window_takes_over_and_the_first_is_told(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(2, 6), Olga.sale(Instant.now(), true));
        try (var desk = Desk.open()) {
            var first = desk.page();
            comesThroughTheQueue(first, house, show);
            var second = first.context().newPage();
            comesThroughTheQueue(second, house, show);
            seat(second, "A", 2);
            second.locator(".basket button.main").click();
            second.locator("#name").waitFor();
            seat(first, "A", 1);

            // When
            first.locator(".basket button.main").click();

            // Then
            assertThat(first.locator(".basket .note.bad")).containsText("다른 창");
            desk.look("70-shopping-elsewhere");
            assertThat(olga.numbers(show).path("held").asInt()).isEqualTo(1);
        }
    }

    private static void comesThroughTheQueue(Page page, House house, Olga.OnSale show) {
        var here = house.url() + "/performances/" + show.performance();
        page.navigate("%s/wait/%s?return=/performances/%s".formatted(house.url(), show.sale(), show.performance()));
        page.waitForURL(address -> address.startsWith(here));
    }

    @Test
    void somebody_too_late_takes_one_of_the_alternatives_with_a_click(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(3, 8));
        try (var desk = Desk.open()) {
            var page = desk.page();
            // News of seats does not get through here.
            page.route("**/seats**", route -> {
                if (route.request().url().contains("/seats/changes")) {
                    route.abort();
                } else {
                    route.resume();
                }
            });
            page.navigate(house.url() + "/performances/" + show.performance());
            seat(page, "A", 3);
            seat(page, "A", 4);
            page.unroute("**/seats**");
            page.route("**/seats**", route -> route.abort());
            Person.named("ann", house)
                    .holds(show.performance(), List.of("A-3", "A-4"))
                    .json(201);

            // When
            page.locator(".basket button.main").click();
            page.locator(".alternatives button").first().waitFor();
            desk.look("64-alternatives");
            page.locator(".alternatives button").first().click();

            // Then
            assertThat(page.locator("#name")).isVisible();
            assertThat(olga.numbers(show).path("held").asInt()).isEqualTo(4);
        }
    }

    @Test
    void a_hold_is_warned_of_extended_once_and_ends(House house) {
        // Given
        var olga = new Olga(house);
        var show =
                olga.putsOnSale(Olga.plan(1, 4), Olga.sale(Instant.now(), false).put("holdSeconds", 10));
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.navigate(house.url() + "/performances/" + show.performance());
            seat(page, "A", 1);
            page.locator(".basket button.main").click();
            page.locator("#name").waitFor();

            // When
            assertThat(page.locator(".clock .countdown")).hasClass("countdown soon");
            page.reload();
            page.locator(".clock button").click();
            assertThat(page.locator(".clock button")).hasCount(0);
            desk.look("65-last-seconds");

            // Then
            page.locator(".basket .note").waitFor();
            desk.look("66-hold-over");
            assertThat(page.locator("hf-seat-map")).isVisible();
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void a_way_to_pay_that_breaks_gives_way_to_the_next_and_the_seats_stay(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(1, 4));
        var otto = Person.named("otto", house);
        var bearer = Olga.bearer(house, "otto");
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.navigate(house.url() + "/performances/" + show.performance());
            seat(page, "A", 1);
            page.locator(".basket button.main").click();
            page.locator("#name").fill("Ann Lee");
            page.locator("#phone").fill("01012345678");
            page.locator("#email").fill("ann@example.org");
            var first = page.locator("input[name=channel]:checked").inputValue();
            otto.send(otto.request("/api/operations/channels/" + first + "/override")
                            .header("Authorization", bearer)
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString(decision("OFF"))))
                    .json(200);

            // When
            page.locator("#recipient button.main").click();
            page.locator(".channels .note.warn").waitFor();
            desk.look("67-channel-broken");
            assertThat(page.locator("input[name=channel]:checked")).not().hasValue(first);
            page.locator("#recipient button.main").click();

            // Then
            page.waitForURL(url -> !url.startsWith(house.url().toString()));
            assertThat(olga.numbers(show).path("held").asInt()
                            + olga.numbers(show).path("paying").asInt())
                    .isEqualTo(1);
        } finally {
            otto.send(otto.request("/api/operations/channels/simulator-card/override")
                            .header("Authorization", bearer)
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString(decision("BY_ITSELF"))))
                    .json(200);
        }
    }

    @Test
    void a_declined_card_leaves_the_seats_for_another_try(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(1, 4));
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.navigate(house.url() + "/performances/" + show.performance());
            seat(page, "A", 1);
            page.locator(".basket button.main").click();
            page.locator("#name").fill("Ann Lee");
            page.locator("#phone").fill("01012345678");
            page.locator("#email").fill("ann@example.org");
            page.locator("#recipient button.main").click();
            page.waitForURL("**/pay/**");

            // When
            page.locator("button[value=decline]").click();
            page.waitForURL("**/payments/**");
            page.locator("section.empty button.main").waitFor();
            desk.look("68-declined");
            page.locator("section.empty button.main").click();
            page.waitForURL("**/pay/**");
            page.locator("button[value=approve]").click();
            page.waitForURL("**/payments/**");
            page.locator("a[href^='/orders/']").waitFor();

            // Then
            assertThat(olga.numbers(show).path("sold").asInt()).isEqualTo(1);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void text_twice_as_large_loses_nothing(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(2, 6));
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            Map.of(
                            "shows",
                            "/",
                            "show",
                            "/shows/" + show.show(),
                            "seats",
                            "/performances/" + show.performance(),
                            "me",
                            "/me")
                    .forEach((name, path) -> {
                        page.navigate(house.url() + path);
                        page.locator("h1").first().waitFor();
                        page.evaluate("document.documentElement.style.fontSize = '200%'");
                        desk.look("69-large-" + name);
                    });

            // Then
            assertThat(desk.complaints()).isEmpty();
        }
    }

    /// Goes from control to control until one of these has the focus.
    private static void tabsTo(Page page, String selector) {
        for (var n = 0; n < MOST_KEYS; n++) {
            if (Boolean.TRUE.equals(page.evaluate("selector => document.activeElement.matches(selector)", selector))) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("no way to %s by keyboard on %s".formatted(selector, page.url()));
    }

    private static void seat(Page page, String row, int number) {
        var before = page.locator(".basket .chosen li").count();
        page.locator("hf-seat-map [data-seat][aria-label*='%s열 %d번']".formatted(row, number))
                .click();
        assertThat(page.locator(".basket .chosen li")).hasCount(before + 1);
    }

    private static String decision(String became) {
        var decision = Person.object().put("became", became).put("reason", "tried");
        if (!became.equals("BY_ITSELF")) {
            decision.put("until", Instant.now().plus(Duration.ofMinutes(5)).toString());
        }
        return decision.toString();
    }
}
