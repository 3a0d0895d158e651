package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import io.holdfast.launcher.house.House;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that are code, addresses that lead nowhere, and sign-ins that end on the way.
@ExtendWith(InTheHouse.class)
class WhateverComesInABrowserTest {

    private static final String CODE = "\"><img src=x onerror=alert(1)><script>alert(2)</script>";
    private static final String MANY_SIGNS = "👩‍👩‍👧‍👦 עִבְרִית \u202Eמְנוֹרָה ";
    private static final String ENDLESS = "가".repeat(40) + "W".repeat(60);

    @Test
    void names_that_are_code_or_endless_are_shown_as_they_are(House house) {
        // Given
        var olga = new Olga(house);
        var title = CODE + MANY_SIGNS + "W".repeat(80);
        var told = Person.object()
                .put("title", title)
                .put("venue", CODE + ENDLESS)
                .put("description", CODE.repeat(10) + ENDLESS.repeat(5))
                .put("notes", CODE + ENDLESS);
        told.putArray("notices").add(CODE + MANY_SIGNS + ENDLESS);
        var show = olga.putsOnSale(
                hostile(Olga.plan(1, 4)),
                Olga.sale(Instant.now(), false),
                Instant.now().plus(Duration.ofDays(21)),
                told);
        try (var desk = Desk.open()) {
            var page = desk.page();
            var alarms = new ArrayList<String>();
            page.onDialog(dialog -> {
                alarms.add(dialog.message());
                dialog.dismiss();
            });

            // When
            page.navigate(house.url() + "/?q=onerror");
            assertThat(page.locator(".cards .card").first()).isVisible();
            desk.look("71-hostile-shows");
            page.navigate(house.url() + "/shows/" + show.show());
            assertThat(page.locator("h1")).hasText(title);
            desk.look("72-hostile-show");
            page.navigate(house.url() + "/performances/" + show.performance());
            page.locator("hf-seat-map [data-seat]").first().click();
            assertThat(page.locator(".basket .chosen li")).hasCount(1);
            desk.look("73-hostile-seats");
            page.locator(".basket button.main").click();
            page.locator("#name").fill(CODE);
            page.locator("#phone").fill("01012345678");
            page.locator("#email").fill("ann@example.org");
            desk.look("74-hostile-recipient");
            page.locator("#recipient button.main").click();
            page.waitForURL("**/pay/**");
            page.locator("button[value=approve]").click();
            page.waitForURL("**/payments/**");
            page.locator("a[href^='/orders/']").click();
            page.locator("a[href^='/tickets/']").first().waitFor();
            desk.look("75-hostile-booking");
            page.navigate(house.url() + "/me");
            page.locator("a[href^='/orders/']").first().waitFor();
            desk.look("76-hostile-my-page");

            // Then
            assertThat(alarms).isEmpty();
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/shows/01234567-89ab-7def-8123-456789abcdef",
                "/performances/01234567-89ab-7def-8123-456789abcdef",
                "/orders/01234567-89ab-7def-8123-456789abcdef",
                "/tickets/01234567-89ab-7def-8123-456789abcdef",
                "/tickets/01234567-89ab-7def-8123-456789abcdef/print",
                "/offers/01234567-89ab-7def-8123-456789abcdef",
                "/payments/01234567-89ab-7def-8123-456789abcdef/return",
                "/transfers/nothing",
                "/pay/nothing",
                "/orders/nothing",
                "/nothing"
            })
    void an_address_that_leads_nowhere_says_so_and_shows_a_way_on(String path, House house) {
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            page.navigate(house.url() + path);

            // Then
            assertThat(page.locator("main h1")).isVisible();
            assertThat(page.locator("main a").first()).isVisible();
            assertThat(Axe.violations(page)).isEmpty();
        }
    }

    @Test
    void whose_sign_in_ends_while_choosing_signs_in_and_goes_on(House house) {
        // Given
        var olga = new Olga(house);
        var show =
                olga.putsOnSale(Olga.plan(1, 4), Olga.sale(Instant.now(), false).put("accountsOnly", true));
        var here = "/performances/" + show.performance();
        try (var desk = Desk.open()) {
            var page = desk.page();
            SignIn.as("ann", page, house, here);
            page.locator("hf-seat-map [data-seat]").first().waitFor();
            page.locator("hf-seat-map [data-seat]").first().click();
            assertThat(page.locator(".basket .chosen li")).hasCount(1);

            // When
            page.context().clearCookies();
            page.locator(".basket button.main").click();
            var way = page.locator(".basket a[href^='/login']");
            assertThat(way).isVisible();
            desk.look("77-signed-out-on-the-way");
            way.click();
            SignIn.here("ann", page);
            page.locator("hf-seat-map [data-seat]").first().waitFor();
            page.locator("hf-seat-map [data-seat]").first().click();
            page.locator(".basket button.main").click();

            // Then
            assertThat(page.locator("#name")).isVisible();
        }
    }

    @Test
    void a_browser_that_is_full_waits_its_turn_holds_through_a_reload_and_buys(House house) {
        // Given
        var olga = new Olga(house);
        var show = olga.putsOnSale(Olga.plan(1, 4), Olga.sale(Instant.now().plusSeconds(5), true));
        try (var desk = Desk.open()) {
            var page = desk.page();
            page.addInitScript("""
                    Storage.prototype.setItem = () => {
                        throw new DOMException('there is no room', 'QuotaExceededError');
                    }
                    """);

            // When
            page.navigate(house.url() + "/shows/" + show.show());
            page.locator("a[href^='/wait/']").first().click();
            assertThat(page.locator("#figure")).isVisible();
            page.reload();
            page.waitForURL(
                    "**/performances/" + show.performance() + "*", new Page.WaitForURLOptions().setTimeout(60_000));
            page.locator("hf-seat-map [data-seat]").first().waitFor();
            assertThat(page.url()).doesNotContain("pass");
            page.reload();
            page.locator("hf-seat-map [data-seat]").first().click();
            page.locator(".basket button.main").click();
            assertThat(page.locator("#name")).isVisible();
            page.reload();
            page.locator("#name").fill("Ann Lee");
            page.locator("#phone").fill("01012345678");
            page.locator("#email").fill("ann@example.org");
            page.locator("#recipient button.main").click();
            page.waitForURL("**/pay/**");
            page.locator("button[value=approve]").click();
            page.waitForURL("**/payments/**");
            page.locator("a[href^='/orders/']").click();

            // Then
            assertThat(page.locator("a[href^='/tickets/']").first()).isVisible();
            assertThat(olga.numbers(show).path("sold").asInt()).isEqualTo(1);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    private static ObjectNode hostile(ObjectNode plan) {
        var zone = (ObjectNode) plan.path("zones").path(0);
        zone.put("name", "<script>alert(3)</script>👩‍👩‍👧‍👦 구역");
        ((ObjectNode) zone.path("rows").path(0)).put("row_number", "\"><b>A");
        return plan;
    }
}
