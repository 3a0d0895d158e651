package io.holdfast.ticketing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.payment.RealGateways.Paying;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Toss Payments and Stripe, by their own wire protocols and on their worst days.
@HouseTest
class RealGatewayTest {

    @Inject
    BoxOffice house;

    @Inject
    RealGateways gateways;

    @AfterEach
    void the_gateways_behave_again() {
        gateways.behave();
    }

    private record Ready(Buyer who, String order, Paying paying, BoxOffice.OnSale on) {}

    /// Ann has agreed on the gateway's page; nothing has been charged.
    private Ready agreed(String channel) {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        return new Ready(ann, order, gateways.agreed(ann, order, 140_000, channel), on);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "toss-easy", "stripe-card"})
    void a_payment_is_agreed_to_on_the_gateways_page_and_charged_afterwards(String channel) {
        // Given
        var ready = agreed(channel);
        assertThat(gateways.charged(ready.paying())).isZero();

        // When
        var answer = gateways.confirms(ready.who(), ready.paying());

        // Then
        answer.then().statusCode(200).body("state", equalTo("CAPTURED"));
        paidOnce(ready);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void a_declined_card_leaves_the_seats_for_another_try(String channel) {
        // Given
        var ready = agreed(channel);
        gateways.misbehaves(channel, "{\"confirm\":{\"mode\":\"DECLINE\"}}");
        gateways.confirms(ready.who(), ready.paying()).then().statusCode(200).body("state", equalTo("DECLINED"));
        gateways.misbehaves(channel, "{}");

        // When
        var again = gateways.agreed(ready.who(), ready.order(), 140_000, channel);

        // Then
        gateways.confirms(ready.who(), again).then().body("state", equalTo("CAPTURED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void a_timeout_after_the_effect_is_asked_about(String channel) {
        var ready = agreed(channel);
        gateways.misbehaves(channel, "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1}}");

        gateways.confirms(ready.who(), ready.paying()).then().statusCode(200).body("state", equalTo("PENDING"));

        askNow();
        becomesPaidOnce(ready);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void a_late_success_is_one_charge(String channel) {
        var ready = agreed(channel);
        gateways.misbehaves(channel, "{\"confirm\":{\"mode\":\"LATE\",\"delayMillis\":1500,\"times\":1}}");

        gateways.confirms(ready.who(), ready.paying()).then().statusCode(200).body("state", equalTo("PENDING"));

        // Asked at once, so that the same question is under way twice.
        askNow();
        becomesPaidOnce(ready);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void an_answer_slower_than_we_wait_is_one_charge(String channel) {
        var ready = agreed(channel);
        gateways.misbehaves(channel, "{\"confirm\":{\"mode\":\"SLOW\",\"delayMillis\":8000,\"times\":1}}");

        gateways.confirms(ready.who(), ready.paying()).then().statusCode(200).body("state", equalTo("PENDING"));

        askNow();
        becomesPaidOnce(ready);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void a_storm_of_faults_on_their_side_ends_in_one_charge(String channel) {
        // Given
        var ready = agreed(channel);
        gateways.misbehaves(channel, "{\"confirm\":{\"mode\":\"ERROR_500\",\"times\":3}}");

        // When
        gateways.confirms(ready.who(), ready.paying()).then().statusCode(200).body("state", equalTo("PENDING"));

        // Then
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    askNow();
                    ready.who().sees(ready.order()).then().body("state", equalTo("PAID"));
                });
        paidOnce(ready);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void another_amount_than_was_asked_for_goes_back_in_full(String channel) {
        // Given
        var ready = agreed(channel);
        gateways.misbehaves(channel, "{\"confirm\":{\"mode\":\"WRONG_AMOUNT\",\"times\":1}}");

        // When
        gateways.confirms(ready.who(), ready.paying()).then().statusCode(200).body("state", equalTo("LATE"));

        // Then
        var charged = Math.toIntExact(gateways.charged(ready.paying()));
        assertThat(charged).isPositive().isNotEqualTo(140_000);
        ready.who()
                .sees(ready.order())
                .then()
                .body("state", equalTo("PENDING"))
                .body("tickets", hasSize(0))
                .body("cancellations[0].refund.amount.amount", equalTo(charged));
        assertThat(house.numbers(ready.on())).containsEntry("ledgerBalanced", true);
        gateways.confirms(ready.who(), gateways.agreed(ready.who(), ready.order(), 140_000, channel))
                .then()
                .body("state", equalTo("CAPTURED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOUBLE", "OUT_OF_ORDER", "FORGED"})
    void webhooks_in_any_shape_tell_what_the_gateway_then_says(String mode) {
        for (var channel : new String[] {"toss-card", "stripe-card"}) {
            // Given
            var ready = agreed(channel);
            gateways.calls(channel);
            gateways.misbehaves(
                    channel,
                    "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1},\"webhook\":{\"mode\":\"%s\"}}"
                            .formatted(mode));

            // When
            gateways.confirms(ready.who(), ready.paying());

            // Then
            becomesPaidOnce(ready);
        }
    }

    @Test
    void a_lie_in_the_name_of_toss_changes_nothing() {
        // Given
        var ready = agreed("toss-card");
        var body = """
            {"eventType":"PAYMENT_STATUS_CHANGED","createdAt":"2026-11-20T10:00:00.000","data":{"paymentKey":"%s",
             "orderId":"%s","status":"DONE","totalAmount":140000}}
            """.formatted(ready.paying().key(), ready.paying().id());

        // When
        posts("toss", Map.of(), body).then().statusCode(204);

        // Then
        ready.who().sees(ready.order()).then().body("state", equalTo("PENDING")).body("tickets", hasSize(0));
        assertThat(gateways.charged(ready.paying())).isZero();
    }

    @Test
    void stripes_webhooks_are_signed_and_young() {
        var body = "{\"id\":\"evt_1\",\"object\":\"event\",\"data\":{\"object\":{\"id\":\"pi_1\"}}}";
        var now = Instant.now().getEpochSecond();
        var right = hmac("whsec_test", now + "." + body);

        posts("stripe", Map.of("Stripe-Signature", "t=" + now + ",v1=" + right), body)
                .then()
                .statusCode(204);
        posts("stripe", Map.of("Stripe-Signature", "t=" + now + ",v1=" + "0".repeat(64) + ",v1=" + right), body)
                .then()
                .statusCode(204);
        posts("stripe", Map.of("Stripe-Signature", "t=" + now + ",v0=" + right), body)
                .then()
                .statusCode(401);
        posts("stripe", Map.of("Stripe-Signature", "t=" + now + ",v1=" + hmac("other", now + "." + body)), body)
                .then()
                .statusCode(401);
        var old = now - 301;
        posts("stripe", Map.of("Stripe-Signature", "t=" + old + ",v1=" + hmac("whsec_test", old + "." + body)), body)
                .then()
                .statusCode(401);
        posts("stripe", Map.of(), body).then().statusCode(401);
    }

    @Test
    void nobody_listens_to_a_gateway_that_does_not_exist() {
        posts("nosuch", Map.of(), "{}").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void the_customer_the_webhook_and_the_asking_loop_at_once_are_one_charge(String channel) throws Exception {
        // Given
        var ready = agreed(channel);
        gateways.calls(channel);
        gateways.misbehaves(
                channel, "{\"confirm\":{\"mode\":\"SLOW\",\"delayMillis\":300},\"webhook\":{\"mode\":\"DOUBLE\"}}");

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var i = 0; i < 8; i++) {
                running.add(threads.submit(() -> gateways.confirms(ready.who(), ready.paying())));
                running.add(threads.submit(() ->
                        house.run("update payment set next_ask_at = now() where state in ('CONFIRMING', 'UNKNOWN')")));
            }
            for (var one : running) {
                one.get();
            }
        }

        // Then
        becomesPaidOnce(ready);
    }

    @Test
    void two_channels_confirmed_at_once_charge_one_of_them() throws Exception {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var toss = gateways.agreed(ann, order, 140_000, "toss-card");
        var stripe = gateways.agreed(ann, order, 140_000, "stripe-card");

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> gateways.confirms(ann, toss));
            var two = threads.submit(() -> gateways.confirms(ann, stripe));
            one.get();
            two.get();
        }

        // Then
        assertThat(gateways.charged(toss) + gateways.charged(stripe)).isEqualTo(140_000);
        ann.sees(order).then().body("state", equalTo("PAID")).body("tickets", hasSize(1));
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true).containsEntry("tickets", 1);
    }

    @Test
    void nobody_pays_by_another_channel_while_the_first_outcome_is_unknown() {
        // Given
        var ready = agreed("toss-card");
        var stripe = gateways.agreed(ready.who(), ready.order(), 140_000, "stripe-card");
        gateways.misbehaves("toss-card", "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1}}");
        gateways.confirms(ready.who(), ready.paying()).then().body("state", equalTo("PENDING"));

        // When
        var second = gateways.confirms(ready.who(), stripe);

        // Then
        second.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:order-not-payable"));
        ready.who()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("channel", "simulator-card", "amount", BoxOffice.won(140_000)))
                .post("/api/orders/{o}/payments", ready.order())
                .then()
                .statusCode(409);
        assertThat(gateways.charged(stripe)).isZero();
        askNow();
        becomesPaidOnce(ready);
    }

    @Test
    void a_crash_between_the_intention_and_the_question_is_finished_by_another_process() {
        // Given
        var ready = agreed("toss-card");
        house.run(
                "update seat set state = 'PAYING', order_id = '%s' where hold_id = (select hold_id from orders where id = '%s')"
                        .formatted(ready.order(), ready.order()));

        // When
        house.run(
                "update payment set state = 'CONFIRMING', confirming_since = now(), next_ask_at = now() where id = '%s'"
                        .formatted(ready.paying().id()));

        // Then
        becomesPaidOnce(ready);
    }

    @Test
    void what_stripe_was_agreed_to_and_we_have_long_given_up_is_cancelled_there() {
        // Given
        var ready = agreed("stripe-card");
        gateways.misbehaves("stripe-card", "{\"confirm\":{\"mode\":\"ERROR_500\"}}");
        gateways.confirms(ready.who(), ready.paying()).then().body("state", equalTo("PENDING"));
        house.run("update payment set confirming_since = now() - interval '11 minutes' where id = '%s'"
                .formatted(ready.paying().id()));

        // When
        askNow();

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> ready.who().sees(ready.order()).then().body("payments[0].state", equalTo("DECLINED")));
        assertThat(gateways.stripeSession(ready.paying().key()).getString("payment_intent.status"))
                .isEqualTo("canceled");
        assertThat(house.numbers(ready.on())).containsEntry("sold", 0);
    }

    @Test
    void coming_back_without_paying_frees_the_card_at_stripe() {
        var ready = agreed("stripe-card");

        ready.who().asks().post("/api/payments/{p}/abandonment", ready.paying().id());

        assertThat(gateways.stripeSession(ready.paying().key()).getString("payment_intent.status"))
                .isEqualTo("canceled");
    }

    private Response posts(String gateway, Map<String, String> headers, String body) {
        return io.restassured.RestAssured.given()
                .contentType(ContentType.JSON)
                .headers(headers)
                .body(body)
                .post("/api/webhooks/{g}", gateway);
    }

    private void askNow() {
        house.run("update payment set next_ask_at = now() where state = 'UNKNOWN'");
    }

    private void becomesPaidOnce(Ready ready) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> ready.who().sees(ready.order()).then().body("state", equalTo("PAID")));
        paidOnce(ready);
    }

    private void paidOnce(Ready ready) {
        ready.who().sees(ready.order()).then().body("tickets", hasSize(1));
        assertThat(gateways.charged(ready.paying())).isEqualTo(140_000);
        assertThat(house.numbers(ready.on()))
                .containsEntry("ledgerBalanced", true)
                .containsEntry("tickets", 1)
                .containsEntry("gross", BoxOffice.won(140_000));
    }

    private static String hmac(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
