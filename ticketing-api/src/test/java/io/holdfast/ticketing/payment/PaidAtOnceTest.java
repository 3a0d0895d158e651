package io.holdfast.ticketing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Points, and what costs nothing: money, seats and tickets in one transaction.
@HouseTest
@TestSecurity(
        user = "olga",
        roles = {"organiser", "operations"})
class PaidAtOnceTest {

    @Inject
    BoxOffice house;

    @Test
    void points_pay_for_an_order_at_once() {
        // Given
        var on = house.openSale();
        var ann = withPoints(300_000);
        var order = ann.ordered(ann.held(on, "A-1", "A-2"));

        // When
        var answer = paysWithPoints(ann, order, 280_000, BoxOffice.newKey());

        // Then
        answer.then().statusCode(201).body("state", equalTo("CAPTURED")).body("redirect", nullValue());
        ann.sees(order).then().body("state", equalTo("PAID")).body("tickets", hasSize(2));
        assertThat(balance(ann)).isEqualTo(20_000);
        assertThat(house.numbers(on))
                .containsEntry("sold", 2)
                .containsEntry("tickets", 2)
                .containsEntry("ledgerBalanced", true)
                .containsEntry("gross", BoxOffice.won(280_000));
    }

    @Test
    void too_few_points_change_nothing() {
        var on = house.openSale();
        var ann = withPoints(100);
        var order = ann.ordered(ann.held(on, "A-1"));

        var answer = paysWithPoints(ann, order, 140_000, BoxOffice.newKey());

        answer.then()
                .statusCode(402)
                .body("type", equalTo("urn:holdfast:problem:payment-declined"))
                .body("code", equalTo("NOT_ENOUGH_POINTS"));
        ann.sees(order).then().body("state", equalTo("PENDING")).body("payments", hasSize(0));
        assertThat(balance(ann)).isEqualTo(100);
        assertThat(house.numbers(on)).containsEntry("sold", 0).containsEntry("ledgerBalanced", true);
    }

    @Test
    void the_same_key_pays_once_and_hears_the_same() {
        // Given
        var on = house.openSale();
        var ann = withPoints(500_000);
        var order = ann.ordered(ann.held(on, "A-1"));
        var key = BoxOffice.newKey();
        paysWithPoints(ann, order, 140_000, key).then().statusCode(201);

        // When
        var again = paysWithPoints(ann, order, 140_000, key);

        // Then
        again.then().statusCode(201).header("Idempotent-Replayed", "true").body("state", equalTo("CAPTURED"));
        assertThat(balance(ann)).isEqualTo(360_000);
    }

    @Test
    void sixteen_payments_with_points_at_once_spend_once() throws Exception {
        // Given
        var on = house.openSale();
        var ann = withPoints(1_000_000);
        var order = ann.ordered(ann.held(on, "A-1"));

        // When
        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Integer>>();
            for (var i = 0; i < 16; i++) {
                running.add(threads.submit(() ->
                        paysWithPoints(ann, order, 140_000, BoxOffice.newKey()).statusCode()));
            }
            for (var one : running) {
                statuses.add(one.get());
            }
        }

        // Then
        assertThat(statuses).containsOnlyOnce(201).allMatch(status -> status == 201 || status == 409);
        assertThat(balance(ann)).isEqualTo(860_000);
        assertThat(house.numbers(on)).containsEntry("tickets", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void one_wallet_for_two_orders_at_once_pays_what_it_can() throws Exception {
        // Given
        var on = house.openSale();
        var ann = withPoints(150_000);
        var first = ann.ordered(ann.held(on, "A-1"));
        var second = ann.ordered(ann.held(on, "A-2"));

        // When
        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() ->
                    paysWithPoints(ann, first, 140_000, BoxOffice.newKey()).statusCode());
            var two = threads.submit(() ->
                    paysWithPoints(ann, second, 140_000, BoxOffice.newKey()).statusCode());
            statuses.add(one.get());
            statuses.add(two.get());
        }

        // Then
        assertThat(statuses).containsExactlyInAnyOrder(201, 402);
        assertThat(balance(ann)).isEqualTo(10_000);
    }

    @Test
    void points_after_the_hold_has_lapsed_are_not_spent() {
        var on = house.openSale();
        var ann = withPoints(200_000);
        var hold = ann.held(on, "A-1");
        var order = ann.ordered(hold);
        house.lapse(hold);

        var answer = paysWithPoints(ann, order, 140_000, BoxOffice.newKey());

        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:hold-lapsed"));
        assertThat(balance(ann)).isEqualTo(200_000);
    }

    @Test
    void a_guest_has_no_wallet_to_pay_from() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));

        var answer = paysWithPoints(ann, order, 140_000, BoxOffice.newKey());

        answer.then().statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    @Test
    void what_costs_something_is_not_free() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));

        var answer = pays(ann, order, "free", 140_000, BoxOffice.newKey());

        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @Test
    void an_order_that_costs_nothing_has_its_tickets_at_once() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        house.run("update orders set amount = 0 where id = '" + order + "'");

        // When
        var answer = pays(ann, order, "free", 0, BoxOffice.newKey());

        // Then
        answer.then().statusCode(201).body("state", equalTo("CAPTURED"));
        ann.sees(order).then().body("state", equalTo("PAID")).body("tickets", hasSize(1));
    }

    private Buyer withPoints(long amount) {
        var ann = house.member();
        house.guest()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("amount", BoxOffice.won(amount), "reason", "test"))
                .post("/api/staff/customers/{c}/points", ann.customer().toString())
                .then()
                .statusCode(201);
        return ann;
    }

    private static Response paysWithPoints(Buyer who, String order, long amount, String key) {
        return pays(who, order, "points", amount, key);
    }

    private static Response pays(Buyer who, String order, String channel, long amount, String key) {
        return who.asks()
                .header("Idempotency-Key", key)
                .body(Map.of("channel", channel, "amount", BoxOffice.won(amount)))
                .post("/api/orders/{o}/payments", order);
    }

    private static long balance(Buyer who) {
        return who.asks().get("/api/me/points").then().extract().jsonPath().getLong("balances[0].amount");
    }
}
