package io.holdfast.refund.refund;

import static io.holdfast.refund.refund.Books.cancelled;
import static io.holdfast.refund.refund.Books.late;
import static io.holdfast.refund.refund.Books.repayment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.refund.Gateway;
import io.holdfast.refund.SimulatorResource;
import io.holdfast.stack.test.Facts.Fact;
import io.holdfast.stack.test.StackTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {
            @io.quarkus.test.common.ResourceArg(name = "postgres", value = "true"),
            @io.quarkus.test.common.ResourceArg(name = "kafka", value = "true")
        })
@WithTestResource(SimulatorResource.class)
class RefundTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Comparing each with each other one takes several times as long.
    private static final Duration SOON = Duration.ofSeconds(3);

    @Inject
    Gateway gateway;

    @Inject
    Books books;

    @Inject
    MortalProvider mortal;

    @Inject
    MeterRegistry metrics;

    @Inject
    RefundConfig config;

    @Inject
    Refunds refunds;

    @AfterEach
    void all_is_well_again() {
        gateway.behave();
        mortal.dies(0, 0);
        mortal.answersAgain();
    }

    @Test
    void a_cancelled_order_is_refunded_and_that_is_told() {
        // Given
        var repayment = repayment(gateway.captured(140_000), 98_000);

        // When
        books.facts().tell(cancelled(repayment));

        // Then
        becomes("SETTLED", repayment);
        assertThat(gateway.refunds(repayment.providerPayment()))
                .containsExactly(repayment.refund().toString());
        await().untilAsserted(() -> assertThat(books.settled(repayment))
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.amount()).isEqualTo(repayment.amount());
                    assertThat(told.payment()).isEqualTo(repayment.payment());
                    assertThat(told.providerRefund()).startsWith("cancel_");
                }));
    }

    @Test
    void a_capture_that_came_too_late_is_refunded() {
        // Given
        var repayment = repayment(gateway.captured(5_000), 5_000);

        // When
        books.facts().tell(late(repayment));

        // Then
        becomes("SETTLED", repayment);
    }

    @Test
    void points_are_settled_without_asking_anybody() {
        // Given
        var repayment = repayment("points", PaymentId.next(), "a payment of our own", 5_000);

        // When
        books.facts().tell(cancelled(repayment));

        // Then
        becomes("SETTLED", repayment);
        await().untilAsserted(() -> assertThat(books.settled(repayment))
                .singleElement()
                .satisfies(told -> assertThat(told.providerRefund()).isEqualTo("points-" + repayment.refund())));
    }

    @Test
    void a_cancellation_without_money_asks_for_nothing() {
        // Given
        var before = books.outcomesTold();
        var marker = repayment(gateway.captured(1), 1);

        // When
        var free = cancelled(marker);
        books.facts()
                .tell(new SalesEvent.OrderCancelled(
                        free.performance(),
                        free.order(),
                        free.cancellation(),
                        free.customer(),
                        "day",
                        free.fee(),
                        null,
                        free.at()));
        books.facts()
                .tell(new SalesEvent.LateCaptureRejected(
                        free.performance(), free.order(), free.customer(), marker, free.at()));

        // Then
        becomes("SETTLED", marker);
        await().untilAsserted(() -> assertThat(books.outcomesTold()).isEqualTo(before + 1));
    }

    @Test
    void the_same_fact_doubled_and_shuffled_is_one_refund_each() {
        // Given
        var repayments = Stream.generate(() -> repayment(gateway.captured(1_000), 300))
                .limit(10)
                .toList();
        var told = new ArrayList<Fact>();
        repayments.forEach(repayment -> told.add(books.facts().tell(cancelled(repayment))));
        told.addAll(told);
        Collections.shuffle(told, new Random(7));

        // When
        told.forEach(books.facts()::repeat);

        // Then
        repayments.forEach(repayment -> becomes("SETTLED", repayment));
        repayments.forEach(this::isRefundedOnce);
    }

    @Test
    void a_refund_told_of_under_another_id_and_for_another_cause_is_the_same_refund() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);

        // When
        books.facts().tell(cancelled(repayment));
        books.facts().tell(late(repayment));
        books.facts().tell(cancelled(repayment));

        // Then
        becomes("SETTLED", repayment);
        await().untilAsserted(() -> assertThat(books.settled(repayment)).hasSize(1));
        isRefundedOnce(repayment);
    }

    @Test
    void two_refunds_that_are_together_more_than_was_paid_give_back_one_and_wait_for_a_person() {
        // Given
        var payment = PaymentId.next();
        var providerPayment = gateway.captured(1_000);
        var both = Stream.generate(() -> repayment("simulator-card", payment, providerPayment, 600))
                .limit(2)
                .toList();

        // When
        both.forEach(repayment -> books.facts().tell(cancelled(repayment)));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(both).map(books::state).containsExactlyInAnyOrder("SETTLED", "PARKED"));
        assertThat(gateway.refunds(providerPayment)).hasSize(1);
    }

    @Test
    void hearing_everything_again_from_the_beginning_changes_nothing() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        books.facts().tell(cancelled(repayment));
        becomes("SETTLED", repayment);
        await().untilAsserted(() -> assertThat(books.settled(repayment)).hasSize(1));
        var everything = new ArrayList<>(books.facts().told(SalesEvent.TOPIC));
        Collections.shuffle(everything, new Random(7));
        var outcomes = books.outcomesTold();
        books.forgetWhatWasHeard();
        var last = repayment(gateway.captured(1_000), 1);

        // When
        everything.forEach(books.facts()::repeat);
        books.facts().tell(cancelled(last));

        // Then
        becomes("SETTLED", last);
        await().untilAsserted(() -> assertThat(books.outcomesTold()).isEqualTo(outcomes + 1));
        isRefundedOnce(repayment);
    }

    @Test
    void a_refund_the_gateway_did_without_our_hearing_is_found_and_not_repeated() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        gateway.misbehave("{\"cancel\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"delayMillis\":1500,\"times\":1}}");

        // When
        books.facts().tell(cancelled(repayment));

        // Then
        becomes("SETTLED", repayment);
        isRefundedOnce(repayment);
        assertThat(books.tries(repayment)).isEqualTo(2);
    }

    @Test
    void a_storm_of_faults_delays_refunds_and_doubles_none() {
        // Given
        var repayments = Stream.generate(() -> repayment(gateway.captured(1_000), 700))
                .limit(10)
                .toList();
        gateway.misbehave("{\"cancel\":{\"mode\":\"ERROR_500\",\"times\":25}}");

        // When
        repayments.forEach(repayment -> books.facts().tell(cancelled(repayment)));

        // Then
        repayments.forEach(repayment -> becomes("SETTLED", repayment));
        repayments.forEach(this::isRefundedOnce);
    }

    @Test
    void a_worker_that_dies_after_the_gateway_has_answered_has_refunded_once() {
        // Given
        var repayment = repayment(MortalProvider.CHANNEL, PaymentId.next(), gateway.captured(1_000), 600);
        mortal.dies(0, 1);

        // When
        books.facts().tell(cancelled(repayment));

        // Then
        becomes("SETTLED", repayment);
        isRefundedOnce(repayment);
        assertThat(books.tries(repayment)).isEqualTo(2);
    }

    @Test
    void a_worker_that_dies_before_the_gateway_hears_of_it_leaves_the_refund_to_the_next() {
        // Given
        var repayment = repayment(MortalProvider.CHANNEL, PaymentId.next(), gateway.captured(1_000), 600);
        mortal.dies(1, 0);

        // When
        books.facts().tell(cancelled(repayment));

        // Then
        becomes("SETTLED", repayment);
        isRefundedOnce(repayment);
    }

    @Test
    void two_refunds_of_one_payment_go_one_after_the_other() {
        // Given
        var payment = PaymentId.next();
        var providerPayment = gateway.captured(1_000);
        var first = repayment("simulator-card", payment, providerPayment, 400);
        var second = repayment("simulator-card", payment, providerPayment, 600);
        gateway.misbehave("{\"cancel\":{\"mode\":\"SLOW\",\"delayMillis\":300}}");
        books.facts().tell(cancelled(first));
        books.facts().tell(cancelled(second));

        // When
        await().until(() ->
                books.state(first).equals("SENDING") || books.state(second).equals("SENDING"));
        await().until(() ->
                !books.state(first).equals("UNKNOWN") && !books.state(second).equals("UNKNOWN"));

        // Then
        assertThat(List.of(books.state(first), books.state(second))).isNotEqualTo(List.of("SENDING", "SENDING"));
        becomes("SETTLED", first);
        becomes("SETTLED", second);
        assertThat(gateway.refunds(providerPayment)).hasSize(2);
    }

    @Test
    void a_gateway_that_does_not_answer_keeps_no_other_gateway_waiting() {
        // Given
        mortal.fallsSilent();
        var silent = Stream.generate(
                        () -> repayment(MortalProvider.CHANNEL, PaymentId.next(), gateway.captured(1_000), 300))
                .limit(config.atOnce() + 1L)
                .toList();
        silent.forEach(repayment -> books.facts().tell(cancelled(repayment)));
        await().atMost(PATIENCE)
                .until(() -> silent.stream()
                                .filter(repayment -> books.state(repayment).equals("SENDING"))
                                .count()
                        == config.atOnce());
        var other = repayment(gateway.captured(1_000), 300);

        // When
        books.facts().tell(cancelled(other));

        // Then
        becomes("SETTLED", other);
        assertThat(silent).noneMatch(repayment -> books.state(repayment).equals("SETTLED"));
        mortal.answersAgain();
        silent.forEach(repayment -> becomes("SETTLED", repayment));
    }

    @Test
    void what_the_gateway_refuses_for_good_waits_for_a_person_with_its_reason() {
        // Given
        var tooMuch = repayment(gateway.captured(1_000), 1_001);

        // When
        books.facts().tell(cancelled(tooMuch));

        // Then
        becomes("PARKED", tooMuch);
        await().untilAsserted(() -> assertThat(books.parked(tooMuch))
                .singleElement()
                .satisfies(told -> assertThat(told.reason()).isEqualTo("NOT_ENOUGH_BALANCE")));
        assertThat(gateway.refunds(tooMuch.providerPayment())).isEmpty();
        assertThat(metrics.counter("holdfast.refund.parked", "reason", "NOT_ENOUGH_BALANCE")
                        .count())
                .isPositive();
    }

    @Test
    void a_channel_nobody_knows_waits_for_a_person() {
        // Given
        var strange = repayment("carrier-pigeon", PaymentId.next(), "p-1", 1_000);

        // When
        books.facts().tell(cancelled(strange));

        // Then
        becomes("PARKED", strange);
        await().untilAsserted(() -> assertThat(books.parked(strange))
                .singleElement()
                .satisfies(told -> assertThat(told.reason()).isEqualTo("UNKNOWN_CHANNEL")));
    }

    @Test
    void a_message_nobody_can_read_stops_nobody() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        var event = cancelled(repayment);
        var before = books.facts().countOn(SalesEvent.TOPIC + ".dlq");

        // When
        books.facts().tellNonsense(SalesEvent.TOPIC, event.key());
        books.facts().tell(event);

        // Then
        becomes("SETTLED", repayment);
        await().untilAsserted(() ->
                assertThat(books.facts().countOn(SalesEvent.TOPIC + ".dlq")).isEqualTo(before + 1));
    }

    @Test
    void ten_thousand_that_come_after_a_quiet_hour_do_not_wait_until_the_table_is_analyzed() {
        // Given
        books.aQuietHour("nobody", 5_000);
        books.allAtOnce("nobody", 10_000);

        // When
        var leased = assertTimeoutPreemptively(SOON, () -> refunds.lease("nobody", 16));

        // Then
        assertThat(leased).hasSize(16);
    }

    private void becomes(String state, Repayment repayment) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(books.state(repayment)).isEqualTo(state));
    }

    private void isRefundedOnce(Repayment repayment) {
        assertThat(gateway.refunds(repayment.providerPayment()))
                .containsExactly(repayment.refund().toString());
    }
}
