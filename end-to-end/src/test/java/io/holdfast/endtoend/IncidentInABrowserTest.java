package io.holdfast.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.LoadState;
import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a fan is told when something does not work: on the shop's pages, and on the status page, which is there when
/// the shop is not. Pictures are kept in `target/screenshots`.
@ExtendWith(InTheHouse.class)
class IncidentInABrowserTest {

    @AfterEach
    void everything_works_again(House house) {
        var otto = new Otto(house);
        for (var open : otto.asks("/api/staff/incidents?state=open").path("incidents")) {
            otto.closes(open.path("id").asText());
        }
        await().until(() -> status(house).path("incidents").isEmpty());
    }

    @Test
    void a_fan_is_told_in_the_shop_reads_more_and_closes_it_with_the_keyboard(House house) {
        // Given
        var show = new Olga(house).putsOnSale(Olga.plan(6, 12));
        var otto = new Otto(house);
        var incident = otto.opens(Duration.ofMinutes(30));
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            page.navigate(house.url() + "/performances/" + show.performance());
            page.locator("hf-seat-map [data-seat]").first().waitFor();
            assertThat(page.locator("hf-news[role=status] .what")).hasText("⚠ 카드 결제가 되지 않습니다");
            assertThat(page.locator("hf-news")).containsText("다음 소식: ");
            desk.look("81-news-over-seats");
            var apart = page.locator("hf-news").boundingBox().y
                            + page.locator("hf-news").boundingBox().height
                    <= page.locator("hf-seat-map").boundingBox().y;
            page.locator("hf-news button").focus();
            page.keyboard().press("Enter");

            // Then
            assertThat(apart).isTrue();
            assertThat(page.locator("hf-news .news")).hasCount(0);
            page.navigate(house.url() + "/");
            assertThat(page.locator(".cards .card").first()).isVisible();
            page.waitForLoadState(LoadState.NETWORKIDLE);
            assertThat(page.locator("hf-news .news")).hasCount(0);

            // When there is something new
            otto.updates(incident);
            await().until(() ->
                    status(house).path("incidents").path(0).path("version").asInt() > 1);
            // A browser keeps what it has heard for a few seconds.
            await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                page.reload();
                page.waitForLoadState(LoadState.NETWORKIDLE);
                return page.locator("hf-news .what").isVisible();
            });
            desk.look("82-news-over-shows");
            page.locator("hf-news a").click();

            // Then
            page.waitForURL("**/status");
            assertThat(page.locator("#now .overall")).containsText("일부 기능을 쓸 수 없습니다");
            assertThat(page.locator(".incident")).containsText("카드사가 복구하고 있습니다.");
            desk.look("83-status");
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"ko, 약속한 시각이 지났습니다", "en, overdue"})
    void promised_news_that_did_not_come_are_called_late(String language, String late, House house) {
        // Given
        new Otto(house).opens(Duration.ofSeconds(3));
        await().until(() ->
                status(house).path("incidents").path(0).path("overdue").asBoolean());
        try (var desk = Desk.open(new Browser.NewContextOptions().setLocale(language))) {
            var page = desk.page();
            page.context()
                    .addCookies(List.of(
                            new Cookie("hf_lang", language).setUrl(house.url().toString())));

            // When
            page.navigate(house.url() + "/");
            assertThat(page.locator("hf-news .what")).isVisible();
            desk.look("84-news-late-" + language);
            page.navigate(house.url() + "/status");

            // Then
            assertThat(page.locator(".incident .late")).containsText(late);
            desk.look("85-status-late-" + language);
            assertThat(desk.complaints()).isEmpty();
        }
    }

    @Test
    void the_status_page_goes_on_when_the_shop_does_not(House house) {
        // Given
        new Otto(house).opens(Duration.ofMinutes(30));
        await().until(() -> status(house).path("incidents").size() == 1);
        try (var desk = Desk.open();
                var fan = Desk.open()) {
            fan.page().navigate(house.url() + "/");
            fan.page().locator("hf-news button").click();

            // When
            house.kill(Service.TICKETING_API);
            try {
                await().atMost(Duration.ofSeconds(60)).until(() -> status(house).has("silentSince"));
                desk.page().navigate(house.url() + "/status");
                desk.look("86-status-of-a-silent-shop");
                fan.page().locator("#q").fill("something");
                fan.page().locator("#q").press("Enter");

                // Then
                assertThat(desk.page().locator("#silent")).hasText("예매 시스템이 응답하지 않습니다");
                assertThat(desk.page().locator(".components")).containsText(Pattern.compile("예매\\s+\\?\\s+응답 없음"));
                assertThat(desk.page().locator(".incident h2")).hasText("카드 결제가 되지 않습니다");
                assertThat(desk.complaints()).isEmpty();
                assertThat(fan.page().locator("hf-news .what")).hasText("⚠ 예매 시스템이 응답하지 않습니다");
                fan.look("87-news-of-a-silent-shop");
            } finally {
                house.restart(Service.TICKETING_API);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> !status(house).has("silentSince"));
        }
    }

    @Test
    void what_was_is_kept(House house) {
        // Given
        var otto = new Otto(house);
        otto.closes(otto.opens(Duration.ofMinutes(30)));
        await().until(() -> status(house).path("incidents").isEmpty());
        try (var desk = Desk.open()) {
            var page = desk.page();

            // When
            page.navigate(house.url() + "/status?lang=en");

            // Then
            assertThat(page.locator("#now .overall")).containsText("Everything works");
            assertThat(page.locator(".past h3").first()).hasText("Payment by card does not work");
            page.locator(".past summary").first().click();
            assertThat(page.locator(".past .updates").first()).containsText("Cards work again.");
            desk.look("88-status-quiet");
            assertThat(desk.complaints()).isEmpty();
        }
    }

    private static JsonNode status(House house) {
        return Person.named("anybody", house).get("/api/status").json(200);
    }

    /// Operations, with a token on the command line.
    private record Otto(Person program, String bearer) {

        Otto(House house) {
            this(Person.named("otto", house), Olga.bearer(house, "otto"));
        }

        /// @return its id
        String opens(Duration nextUpdateIn) {
            var incident = Person.object().put("severity", "PARTIAL_OUTAGE").put("nextUpdateAt", in(nextUpdateIn));
            incident.putArray("components").add("PAYMENT");
            incident.set("title", words("카드 결제가 되지 않습니다", "Payment by card does not work"));
            incident.set(
                    "cause",
                    words(
                            "카드사와의 연결이 끊겼습니다. 계좌이체와 포인트로는 결제하실 수 있습니다.",
                            "The line to the card companies is broken. Paying by bank transfer or points works."));
            return posts("/api/staff/incidents", incident).json(201).path("id").asText();
        }

        void updates(String incident) {
            var update = Person.object()
                    .put("nextUpdateAt", in(Duration.ofMinutes(45)))
                    .put("expectedRecoveryAt", in(Duration.ofHours(1)));
            update.set("text", words("카드사가 복구하고 있습니다.", "The card companies are mending it."));
            posts("/api/staff/incidents/" + incident + "/updates", update).json(201);
        }

        void closes(String incident) {
            var closure = Person.object();
            closure.set("text", words("다시 카드로 결제하실 수 있습니다.", "Cards work again."));
            posts("/api/staff/incidents/" + incident + "/closure", closure).json(200);
        }

        JsonNode asks(String path) {
            return program.send(program.request(path).header("Authorization", bearer))
                    .json(200);
        }

        private Reply posts(String path, ObjectNode body) {
            return program.send(program.request(path)
                    .header("Authorization", bearer)
                    .header("Idempotency-Key", Person.key())
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body.toString())));
        }

        private static ObjectNode words(String ko, String en) {
            return Person.object().put("ko", ko).put("en", en);
        }

        private static String in(Duration ahead) {
            return Instant.now().plus(ahead).toString();
        }
    }
}
