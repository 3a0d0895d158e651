package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/// Whoever puts the show on sale and reads its numbers afterwards.
final class Organiser {

    /// A token lives a quarter of an hour and a rush may take longer.
    private static final Duration TOKEN_LASTS = Duration.ofMinutes(5);

    static final Map<String, Long> PRICES = Map.of("VIP", 160_000L, "R", 140_000L, "S", 110_000L, "A", 80_000L);

    private final Addresses addresses;
    private final Browser browser;
    private String token = "";
    private long tokenUntil = System.nanoTime();

    Organiser(Addresses addresses, Browser browser) {
        this.addresses = addresses;
        this.browser = browser;
    }

    /// @param opensAt of its sale
    record OnSale(String performance, String sale, Instant opensAt, int seats) {}

    /// Puts a show on sale whose lobby is open at once.
    ///
    /// @param plan a seating plan in pretix' format
    /// @param grace between now and the gathering in the lobby
    OnSale putOnSale(RushOptions options, JsonNode plan, Duration grace) throws InterruptedException {
        var hall = object().put("name", "Rush");
        hall.set("plan", plan);
        var added =
                done(browser.post(Step.ORGANISER, "/api/organiser/halls", hall).once());
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var opensAt = now.plus(grace).plus(options.gathers() ? options.lobby() : Duration.ofSeconds(1));
        var show = object().put(
                        "title",
                        "%s · %,d buyers · seed %d"
                                .formatted(
                                        options.scenario() == Scenario.SALE_OPENING ? "Rush" : options.scenario(),
                                        options.buyers(),
                                        options.seed()))
                .put("category", "rehearsal")
                .put("description", "A rehearsal of an opening minute.")
                .put("venue", "Rush")
                .put("timeZone", "Asia/Seoul")
                .put("hall", added.text("id"))
                .put("refundRule", "steps-7-3-1");
        var grades = show.putArray("grades");
        for (var category : plan.path("categories")) {
            var grade = category.path("name").asText();
            grades.addObject()
                    .put("grade", grade)
                    .putObject("price")
                    .put("amount", PRICES.getOrDefault(grade, 50_000L))
                    .put("currency", "KRW");
        }
        // Five days ahead, where the rule keeps 30 %: fees must come out right too.
        show.putArray("performances")
                .addObject()
                .put("startsAt", now.plus(Duration.ofDays(5)).toString());
        show.set("sale", sale(options, now, opensAt));
        var scheduled =
                done(browser.post(Step.ORGANISER, "/api/organiser/shows", show).once());
        return new OnSale(
                scheduled.json().path("performances").path(0).asText(),
                scheduled.text("sale"),
                opensAt,
                added.json().path("seats").asInt());
    }

    private static ObjectNode sale(RushOptions options, Instant now, Instant opensAt) {
        return object().put("lobbyOpensAt", now.toString())
                .put("opensAt", opensAt.toString())
                .put("closesAt", now.plus(Duration.ofHours(2)).toString())
                .put("waitingRoom", options.waitingRoom())
                .put("ratePerSecond", options.ratePerSecond())
                .put("burst", (int) Math.max(1, options.ratePerSecond()))
                .put("activeCap", options.activeCap())
                .put("calledSeconds", (int) options.called().toSeconds())
                .put("activeSeconds", (int) options.active().toSeconds())
                .put("holdSeconds", (int) options.hold().toSeconds())
                .put("maxSeats", 4);
    }

    /// The house's own numbers.
    JsonNode numbers(String performance) throws InterruptedException {
        return done(browser.get(Step.ORGANISER, "/api/organiser/performances/" + performance + "/numbers"))
                .json();
    }

    private Answer done(Browser.Request request) throws InterruptedException {
        var answer = browser.send(request.with("Authorization", "Bearer " + token()));
        if (!answer.good()) {
            throw new IllegalStateException(
                    "%s answered %s: %s".formatted(request.address().getPath(), answer.brief(), answer.text("detail")));
        }
        return answer;
    }

    private String token() throws InterruptedException {
        if (System.nanoTime() >= tokenUntil) {
            var fields = String.join(
                    "&",
                    List.of(
                            "grant_type=password",
                            "client_id=holdfast-cli",
                            "scope=openid",
                            "username=" + encoded(addresses.organiser().name()),
                            "password=" + encoded(addresses.organiser().password())));
            var answer = browser.send(
                    browser.form(Step.ORGANISER, addresses.realm() + "/protocol/openid-connect/token", fields));
            if (!answer.good()) {
                throw new IllegalStateException(
                        "%s could not sign in: %s".formatted(addresses.organiser(), answer.brief()));
            }
            token = answer.text("access_token");
            tokenUntil = System.nanoTime() + TOKEN_LASTS.toNanos();
        }
        return token;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
