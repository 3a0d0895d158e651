package io.holdfast.ticketing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.payment.RealGateways.Paying;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Money into one's own wallet.
@HouseTest
class TopUpTest {

    @Inject
    BoxOffice house;

    @Inject
    RealGateways gateways;

    @AfterEach
    void the_gateways_behave_again() {
        gateways.behave();
    }

    @Test
    void what_was_charged_is_in_the_wallet() {
        var ann = house.member();
        var paying = agreed(ann, 50_000, "toss-card");

        gateways.confirms(ann, paying).then().body("state", equalTo("CAPTURED")).body("order", nullValue());

        assertThat(balance(ann)).isEqualTo(50_000);
    }

    @Test
    void an_unknown_outcome_is_asked_about_and_credited_once() {
        // Given
        var ann = house.member();
        var paying = agreed(ann, 50_000, "toss-card");
        gateways.misbehaves("toss-card", "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1}}");
        gateways.confirms(ann, paying).then().body("state", equalTo("PENDING"));

        // When
        house.run("update payment set next_ask_at = now() where state = 'UNKNOWN'");

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(balance(ann)).isEqualTo(50_000));
    }

    @Test
    void the_customer_and_the_webhook_at_once_credit_once() throws Exception {
        // Given
        var ann = house.member();
        var paying = agreed(ann, 50_000, "stripe-card");
        gateways.calls("stripe-card");
        gateways.misbehaves("stripe-card", "{\"webhook\":{\"mode\":\"DOUBLE\"}}");

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var i = 0; i < 8; i++) {
                running.add(threads.submit(() -> gateways.confirms(ann, paying)));
            }
            for (var one : running) {
                one.get();
            }
        }

        // Then
        await().untilAsserted(() -> assertThat(balance(ann)).isEqualTo(50_000));
        assertThat(entries(ann)).isEqualTo(1);
    }

    @Test
    void a_declined_card_gives_nothing() {
        var ann = house.member();
        var paying = agreed(ann, 50_000, "toss-card");
        gateways.misbehaves("toss-card", "{\"confirm\":{\"mode\":\"DECLINE\"}}");

        gateways.confirms(ann, paying).then().body("state", equalTo("DECLINED"));

        assertThat(entries(ann)).isZero();
    }

    @Test
    void the_same_key_opens_one_top_up() {
        var ann = house.member();
        var key = BoxOffice.newKey();

        var first = tops(ann, 1_000, "toss-card", key);
        var second = tops(ann, 1_000, "toss-card", key);

        second.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertThat(second.jsonPath().getString("id")).isEqualTo(first.jsonPath().getString("id"));
    }

    @Test
    void points_are_not_bought_with_points_nor_for_nothing() {
        var ann = house.member();

        tops(ann, 1_000, "points", BoxOffice.newKey()).then().statusCode(400);
        tops(ann, 0, "toss-card", BoxOffice.newKey()).then().statusCode(400);
        tops(ann, 1_000_001, "toss-card", BoxOffice.newKey()).then().statusCode(400);
        tops(house.guest(), 1_000, "toss-card", BoxOffice.newKey()).then().statusCode(401);
    }

    @Test
    void somebody_elses_top_up_is_not_there() {
        var paying = agreed(house.member(), 50_000, "toss-card");

        gateways.confirms(house.member(), paying).then().statusCode(404);
    }

    private static Response tops(Buyer who, long amount, String channel, String key) {
        return who.asks()
                .header("Idempotency-Key", key)
                .body(Map.of("channel", channel, "amount", BoxOffice.won(amount)))
                .post("/api/me/points/top-ups");
    }

    private Paying agreed(Buyer who, long amount, String channel) {
        var started = tops(who, amount, channel, BoxOffice.newKey())
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new Paying(
                started.getString("id"),
                "",
                amount,
                channel,
                gateways.answered(started.getString("redirect"), "approve"));
    }

    private static long balance(Buyer who) {
        var balances = who.asks().get("/api/me/points").jsonPath();
        return balances.getList("balances").isEmpty() ? 0 : balances.getLong("balances[0].amount");
    }

    private static int entries(Buyer who) {
        return who.asks().get("/api/me/points").jsonPath().getList("history").size();
    }
}
