package io.holdfast.ticketing.channel;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A channel whose gateway does not answer, seen by a process that others have told of it.
@HouseTest
@TestSecurity(
        user = "otto",
        roles = {"organiser", "operations"})
class BreakerTest {

    private static final String EASY = "simulator-easy";

    @Inject
    BoxOffice house;

    @Inject
    Breakers breakers;

    @Inject
    DataSource database;

    @AfterEach
    void the_channel_is_well_again() {
        house.gatewayFaults("{}");
        house.run("delete from channel_try where channel = 'simulator-easy'");
        house.run("delete from channel_breaker where channel = 'simulator-easy'");
        decide("BY_ITSELF", null);
        breakers.look();
    }

    @Test
    void a_broken_channel_leads_to_the_next_one_and_keeps_hold_and_order() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        var order = ann.ordered(hold);
        var key = BoxOffice.newKey();
        othersSeeItFail();

        // When
        var refused = pays(ann, order, EASY, key);

        // Then
        refused.then()
                .statusCode(503)
                .body("type", equalTo("urn:holdfast:problem:channel-unavailable"))
                .body("next.name", notNullValue())
                .body("next.label.ko", notNullValue())
                .body("keptUntil", notNullValue());
        pays(ann, order, "simulator-card", key).then().statusCode(201).body("redirect", notNullValue());
        ann.sees(order).then().body("state", equalTo("PENDING")).body("hold", equalTo(hold));
    }

    @Test
    void an_outage_keeps_the_seats_once() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        var order = ann.ordered(hold);
        house.run("update hold set until = now() + interval '20 seconds' where id = '" + hold + "'");
        othersSeeItFail();
        pays(ann, order, EASY, BoxOffice.newKey()).then().statusCode(503).body("keptUntil", notNullValue());
        var kept = until(hold);

        // When
        var again = pays(ann, order, EASY, BoxOffice.newKey());

        // Then
        again.then().statusCode(503).body("keptUntil", nullValue());
        assertThat(kept)
                .isAfter(Instant.now().plusSeconds(60))
                .isBefore(Instant.now().plusSeconds(130));
        assertThat(until(hold)).isEqualTo(kept);
    }

    @Test
    void after_the_pause_one_customer_tries_and_the_others_are_led_on() throws Exception {
        // Given
        var on = house.openSale();
        var orders = new ArrayList<Map.Entry<Buyer, String>>();
        for (var seat = 1; seat <= 6; seat++) {
            var somebody = house.guest();
            orders.add(Map.entry(somebody, somebody.ordered(somebody.held(on, "B-" + seat))));
        }
        othersSeeItFail();
        house.gatewayFaults("{\"open\":{\"mode\":\"ERROR_500\"}}");
        house.run("update channel_breaker set probe_at = now() where channel = 'simulator-easy'");

        // When
        var asked = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Integer>>();
            orders.forEach(one -> running.add(threads.submit(() ->
                    pays(one.getKey(), one.getValue(), EASY, BoxOffice.newKey()).statusCode())));
            for (var one : running) {
                asked.add(one.get());
            }
        }

        // Then
        assertThat(asked).containsOnly(503);
        await().untilAsserted(() -> assertThat(number("select coalesce(sum(failed), 0) as n from channel_try"
                        + " where channel = 'simulator-easy' and kind = 'OPEN'"))
                .isEqualTo(1));
        assertThat(number("select trips as n from channel_breaker where channel = 'simulator-easy'"))
                .isEqualTo(2);
    }

    @Test
    void a_gateway_that_answers_again_is_offered_again() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        othersSeeItFail();
        house.run("update channel_breaker set probe_at = now() where channel = 'simulator-easy'");

        // When
        for (var tries = 0; tries < 3; tries++) {
            pays(ann, order, EASY, BoxOffice.newKey()).then().statusCode(201);
        }

        // Then
        given().get("/api/channels")
                .then()
                .body("channels.find { it.name == 'simulator-easy' }.health", equalTo("GOOD"));
    }

    @Test
    void declined_cards_never_break_a_channel() {
        add("CONFIRM", 0, 5_000, 0);

        breakers.look();

        given().get("/api/channels")
                .then()
                .body("channels.find { it.name == 'simulator-easy' }.available", equalTo(true));
    }

    @Test
    void a_gateway_that_opens_payments_and_takes_no_money_is_broken_too() {
        add("OPEN", 50_000, 0, 0);
        add("CONFIRM", 0, 0, 2_000);

        breakers.look();

        given().get("/api/channels")
                .then()
                .body("channels.find { it.name == 'simulator-easy' }.health", equalTo("BROKEN"));
    }

    @Test
    void operations_switch_a_channel_off_for_a_while_and_say_why() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));

        // When
        decide("OFF", Instant.now().plusSeconds(600))
                .then()
                .statusCode(200)
                .body("health", equalTo("OFF"))
                .body("override.who", equalTo("otto"));

        // Then
        pays(ann, order, EASY, BoxOffice.newKey()).then().statusCode(503).body("next.name", notNullValue());
        given().get("/api/operations/channels/{c}/override", EASY)
                .then()
                .body("decisions.became", hasItem("OFF"))
                .body("decisions[0].reason", equalTo("the gateway has announced works"));
    }

    @Test
    void operations_can_open_a_channel_against_its_breaker() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        othersSeeItFail();

        // When
        decide("ON", Instant.now().plusSeconds(600));

        // Then
        pays(ann, order, EASY, BoxOffice.newKey()).then().statusCode(201);
    }

    @Test
    void an_override_ends_at_its_time() {
        decide("OFF", Instant.now().plus(Duration.ofSeconds(2)));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> given().get("/api/channels")
                .then()
                .body("channels.find { it.name == 'simulator-easy' }.health", equalTo("GOOD")));
    }

    @Test
    void what_was_decided_cannot_be_unwritten() {
        decide("OFF", Instant.now().plusSeconds(2));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> house.run("delete from channel_override"))
                .hasMessageContaining("append-only");
    }

    @Test
    void an_override_needs_an_end_in_the_next_seven_days() {
        decide("OFF", null).then().statusCode(400);
        decide("OFF", Instant.now().minusSeconds(1)).then().statusCode(400);
        decide("OFF", Instant.now().plus(Duration.ofDays(8))).then().statusCode(400);
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void organisers_do_not_switch_the_houses_channels() {
        decide("OFF", Instant.now().plusSeconds(60)).then().statusCode(403);
    }

    @Test
    void a_show_offers_what_its_organiser_has_chosen() {
        // Given
        var on = house.openSale();

        // When
        given().contentType(ContentType.JSON)
                .body(Map.of("channels", java.util.List.of("points", EASY)))
                .put("/api/organiser/shows/{s}/channels", on.show())
                .then()
                .statusCode(200);

        // Then
        given().queryParam("performance", on.performance())
                .get("/api/channels")
                .then()
                .body("channels.name", equalTo(java.util.List.of("points", EASY)));
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        pays(ann, order, "simulator-card", BoxOffice.newKey()).then().statusCode(400);
    }

    /// As if other processes had asked its gateway in vain.
    private void othersSeeItFail() {
        add("CONFIRM", 10, 0, 2_000);
        breakers.look();
    }

    private void add(String kind, int approved, int declined, int failed) {
        Sql.of("""
                insert into channel_try (channel, kind, second, approved, declined, failed, millis)
                values ('simulator-easy', :kind, date_trunc('second', clock_timestamp()), :approved, :declined, :failed,
                        100)
                on conflict (channel, kind, second) do update
                   set approved = excluded.approved, declined = excluded.declined, failed = excluded.failed
                """)
                .with("kind", kind)
                .with("approved", approved)
                .with("declined", declined)
                .with("failed", failed)
                .run(database);
    }

    private long number(String statement) {
        return Sql.of(statement).one(database, row -> row.large("n"));
    }

    private Instant until(String hold) {
        return Sql.of("select until from hold where id = cast(:hold as uuid)")
                .with("hold", hold)
                .one(database, row -> row.moment("until"));
    }

    private static Response decide(String became, Instant until) {
        var body = new java.util.HashMap<String, Object>();
        body.put("became", became);
        body.put("reason", "the gateway has announced works");
        if (until != null) {
            body.put("until", until.toString());
        }
        return given().contentType(ContentType.JSON).body(body).put("/api/operations/channels/{c}/override", EASY);
    }

    private static Response pays(Buyer who, String order, String channel, String key) {
        return who.asks()
                .header("Idempotency-Key", key)
                .body(Map.of("channel", channel, "amount", BoxOffice.won(amountOf(who, order))))
                .post("/api/orders/{o}/payments", order);
    }

    private static long amountOf(Buyer who, String order) {
        return who.sees(order).then().extract().jsonPath().getLong("total.amount");
    }
}
