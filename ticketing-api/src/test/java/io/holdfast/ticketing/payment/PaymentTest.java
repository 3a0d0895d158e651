package io.holdfast.ticketing.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.BoxOffice.Paying;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@HouseTest
class PaymentTest {

    @Inject
    BoxOffice house;

    @AfterEach
    void the_gateway_behaves_again() {
        house.gatewayFaults("{}");
    }

    @Test
    void a_paid_order_has_its_tickets_and_the_books_agree() {
        var on = house.openSale();
        var ann = house.guest();

        var order = ann.buys(on, "A-1", "A-2");

        ann.sees(order).then().body("state", equalTo("PAID")).body("tickets", hasSize(2));
        assertThat(house.numbers(on))
                .containsEntry("sold", 2)
                .containsEntry("tickets", 2)
                .containsEntry("soldTwice", 0)
                .containsEntry("ledgerBalanced", true)
                .containsEntry("gross", BoxOffice.won(280_000));
    }

    @Test
    void another_amount_is_refused_before_anybody_pays() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));

        var answer = ann.startsPaying(order, 1);

        answer.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:payment-amount-mismatch"));
    }

    @Test
    void another_amount_at_confirmation_charges_nothing() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var paying = ann.atTheGateway(order, 140_000, "approve");

        var answer = ann.confirms(paying, 100);

        answer.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:payment-amount-mismatch"));
        assertThat(house.gatewayPayment(paying.key()).getString("status")).isEqualTo("IN_PROGRESS");
    }

    @Test
    void after_a_declined_card_the_same_seats_can_be_paid_again() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        house.gatewayFaults("{\"confirm\":{\"mode\":\"DECLINE\"}}");
        ann.confirms(ann.atTheGateway(order, 140_000, "approve")).then().body("state", equalTo("DECLINED"));
        house.gatewayFaults("{}");

        // When
        var answer = ann.confirms(ann.atTheGateway(order, 140_000, "approve"));

        // Then
        answer.then().statusCode(200).body("state", equalTo("CAPTURED"));
    }

    @Test
    void confirming_16_times_at_once_charges_once() throws Exception {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var paying = ann.atTheGateway(order, 140_000, "approve");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var i = 0; i < 16; i++) {
                running.add(threads.submit(() -> ann.confirms(paying)));
            }
            for (var one : running) {
                one.get();
            }
        }

        await().untilAsserted(() ->
                ann.sees(order).then().body("state", equalTo("PAID")).body("tickets", hasSize(1)));
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true).containsEntry("tickets", 1);
    }

    @Test
    void two_payments_of_one_order_confirmed_at_once_charge_once() throws Exception {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var first = ann.atTheGateway(order, 140_000, "approve");
        var second = ann.atTheGateway(order, 140_000, "approve");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> ann.confirms(first).statusCode());
            var two = threads.submit(() -> ann.confirms(second).statusCode());
            assertThat(java.util.List.of(one.get(), two.get())).containsExactlyInAnyOrder(200, 409);
        }

        assertThat(java.util.List.of(status(first), status(second))).containsOnlyOnce("DONE");
    }

    @Test
    void an_answer_that_never_came_is_asked_for_until_it_is_known() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var paying = ann.atTheGateway(order, 140_000, "approve");
        house.gatewayFaults("{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"delayMillis\":10,\"times\":1}}");

        ann.confirms(paying).then().statusCode(200).body("state", equalTo("PENDING"));

        house.run("update payment set next_ask_at = now() where state = 'UNKNOWN'");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> ann.sees(order).then().body("state", equalTo("PAID")));
        assertThat(house.numbers(on)).containsEntry("tickets", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void seats_wait_while_an_outcome_is_unknown() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        var order = ann.ordered(hold);
        var paying = ann.atTheGateway(order, 140_000, "approve");
        house.gatewayFaults("{\"confirm\":{\"mode\":\"ERROR_500\"}}");
        ann.confirms(paying).then().statusCode(200).body("state", equalTo("PENDING"));
        house.lapse(hold);

        // When
        var bob = house.guest().holds(on, "A-1");

        // Then
        bob.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:seats-taken"));
    }

    @Test
    void a_lapsed_hold_is_not_charged() {
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        var paying = ann.atTheGateway(ann.ordered(hold), 140_000, "approve");
        house.lapse(hold);

        var answer = ann.confirms(paying);

        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:hold-lapsed"));
        assertThat(status(paying)).isEqualTo("IN_PROGRESS");
    }

    @Test
    void money_that_comes_too_late_takes_the_seats_if_they_are_still_free() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var late = chargedBehindOurBack(ann, on);

        // When
        webhook(late, BoxOffice.newKey());

        // Then
        ann.sees(late.order()).then().body("state", equalTo("PAID")).body("tickets", hasSize(1));
    }

    @Test
    void money_that_comes_after_the_seats_are_gone_goes_back_in_full() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var late = chargedBehindOurBack(ann, on);
        house.guest().buys(on, "A-1");

        // When
        webhook(late, BoxOffice.newKey());

        // Then
        ann.sees(late.order())
                .then()
                .body("tickets", hasSize(0))
                .body("payments[0].state", equalTo("LATE"))
                .body("cancellations[0].refund.amount.amount", equalTo(140_000));
        assertThat(house.numbers(on)).containsEntry("soldTwice", 0).containsEntry("ledgerBalanced", true);
    }

    @Test
    void a_webhook_with_a_wrong_signature_changes_nothing() {
        var on = house.openSale();
        var late = chargedBehindOurBack(house.guest(), on);

        var answer = house.guest()
                .asks()
                .header("Sim-Signature", "t=%d,v1=%064d".formatted(Instant.now().getEpochSecond(), 0))
                .body(webhookBody(late.paying(), "e1"))
                .post("/api/webhooks/simulator");

        answer.then().statusCode(401).body("type", equalTo("urn:holdfast:problem:webhook-signature-invalid"));
        assertThat(house.numbers(on)).containsEntry("sold", 0);
    }

    @Test
    void an_old_webhook_is_refused_however_well_signed() {
        var on = house.openSale();
        var late = chargedBehindOurBack(house.guest(), on);
        var body = webhookBody(late.paying(), "e2");

        var answer = house.guest()
                .asks()
                .header("Sim-Signature", house.webhookSignature(Instant.now().minusSeconds(3600), body))
                .body(body)
                .post("/api/webhooks/simulator");

        answer.then().statusCode(401);
    }

    @Test
    void somebody_elses_order_is_not_there() {
        var on = house.openSale();
        var order = house.guest().buys(on, "A-1");

        var answer = house.guest().sees(order);

        answer.then().statusCode(404);
    }

    private record Late(Paying paying, String order) {}

    /// The hold has lapsed here, and yet the gateway has charged.
    private Late chargedBehindOurBack(BoxOffice.Buyer ann, OnSale on) {
        var hold = ann.held(on, "A-1");
        var order = ann.ordered(hold);
        var paying = ann.atTheGateway(order, 140_000, "approve");
        house.lapse(hold);
        house.gatewayConfirms(paying.key(), order, 140_000);
        return new Late(paying, order);
    }

    private void webhook(Late late, String event) {
        house.gatewayTells(late.paying().key(), event).then().statusCode(204);
    }

    private static String webhookBody(Paying paying, String event) {
        return "{\"eventId\":\"%s\",\"type\":\"PAYMENT_STATUS_CHANGED\",\"paymentKey\":\"%s\",\"status\":\"DONE\"}"
                .formatted(event, paying.key());
    }

    private String status(Paying paying) {
        return house.gatewayPayment(paying.key()).getString("status");
    }
}
