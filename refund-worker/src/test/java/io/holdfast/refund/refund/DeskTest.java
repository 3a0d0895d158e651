package io.holdfast.refund.refund;

import static io.holdfast.refund.refund.Books.cancelled;
import static io.holdfast.refund.refund.Books.repayment;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.refund.Gateway;
import io.holdfast.refund.PeopleTest;
import io.holdfast.refund.StaffTokens;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Otto and Rosa may act on refunds, Opal may look at them, Ann is a customer.
@PeopleTest
class DeskTest {

    private static final String REFUNDS = "/api/staff/refunds";

    @Inject
    Gateway gateway;

    @Inject
    Books books;

    @AfterEach
    void all_is_well_again() {
        gateway.behave();
    }

    @Test
    void what_waits_for_a_person_is_found_by_its_order_with_all_its_attempts() {
        // Given
        var fact = cancelled(repayment(gateway.captured(1_000), 1_001));
        books.facts().tell(fact);
        becomes("PARKED", fact.repayment());

        // When
        var found = as("opal", "operations").get(REFUNDS + "?state=PARKED&order=" + fact.order());

        // Then
        found.then()
                .statusCode(200)
                .body("refunds.id", contains(fact.repayment().refund().toString()))
                .body("refunds[0].reason", equalTo("NOT_ENOUGH_BALANCE"))
                .body("refunds[0].amount.amount", equalTo(1_001))
                .body("next", nullValue());
        as("opal", "operations")
                .get(path(fact.repayment()))
                .then()
                .statusCode(200)
                .body("attempts.outcome", contains("REFUSED"))
                .body("attempts.code", contains("NOT_ENOUGH_BALANCE"));
    }

    @Test
    void a_list_is_read_page_by_page_and_what_waits_for_staff_comes_first() {
        // Given
        var performance = PerformanceId.next();
        var facts = IntStream.range(0, 60)
                .mapToObj(n -> of(performance, repayment(gateway.captured(1_000), n % 10 == 9 ? 1_001 : 1)))
                .toList();
        facts.forEach(books.facts()::tell);
        facts.forEach(
                fact -> becomes(fact.repayment().amount().amount() > 1_000 ? "PARKED" : "SETTLED", fact.repayment()));

        // When
        var pages = new ArrayList<String>();
        var states = new ArrayList<String>();
        String after = "";
        while (after != null) {
            var page = as("opal", "operations").get(REFUNDS + "?performance=" + performance + "&after=" + after);
            page.then().statusCode(200);
            pages.addAll(page.path("refunds.id"));
            states.addAll(page.path("refunds.state"));
            after = page.path("next");
        }

        // Then
        assertThat(pages).hasSize(60).doesNotHaveDuplicates();
        assertThat(states.subList(0, 6)).containsOnly("PARKED");
        assertThat(states.subList(6, 60)).containsOnly("SETTLED");
    }

    @Test
    void old_ones_are_told_from_new_ones() {
        var fact = parked();

        var younger = as("opal", "operations")
                .get(REFUNDS + "?order=" + fact.order() + "&requestedBefore=2020-01-01T00:00:00Z");

        younger.then().statusCode(200).body("refunds", equalTo(List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=LOST",
                "order=x",
                "performance=1",
                "requestedBefore=yesterday",
                "after=x",
                "after=9-99999999999999999999"
            })
    void nonsense_finds_nothing(String query) {
        as("opal", "operations")
                .get(REFUNDS + "?" + query)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @Test
    void whoever_may_look_may_not_act_and_customers_may_not_look() {
        // Given
        var fact = parked();

        // When
        var acting = act("opal", "operations", path(fact.repayment()) + "/retry", Map.of("reason", "I would like to."));
        var looking = as("ann", "customer").get(REFUNDS);
        var nobody = given().get(REFUNDS);

        // Then
        acting.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
        looking.then().statusCode(403);
        nobody.then().statusCode(401);
        assertThat(books.state(fact.repayment())).isEqualTo("PARKED");
    }

    @Test
    void a_parked_refund_that_was_done_after_all_is_found_when_it_is_sent_again() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        gateway.misbehave("""
                {"cancel":{"mode":"TIMEOUT_AFTER_EFFECT","delayMillis":300,"times":1},
                 "query":{"mode":"ERROR_500"}}""");
        books.facts().tell(cancelled(repayment));
        becomes("PARKED", repayment);
        gateway.behave();

        // When
        var answer = act("otto", "refund", path(repayment) + "/retry", Map.of("reason", "The gateway is back."));

        // Then
        answer.then()
                .statusCode(200)
                .body("history.act", contains("RETRIED"))
                .body("history.by", contains("otto"))
                .body("history.reason", contains("The gateway is back."));
        becomes("SETTLED", repayment);
        assertThat(gateway.refunds(repayment.providerPayment()))
                .containsExactly(repayment.refund().toString());
    }

    @Test
    void a_parked_refund_has_as_many_tries_as_a_new_one_when_it_is_sent_again() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        gateway.misbehave("{\"cancel\":{\"mode\":\"ERROR_500\",\"times\":3}}");
        books.facts().tell(cancelled(repayment));
        becomes("PARKED", repayment);

        // When
        act("otto", "refund", path(repayment) + "/retry", Map.of("reason", "Once more."));

        // Then
        becomes("SETTLED", repayment);
        assertThat(books.tries(repayment)).isEqualTo(4);
    }

    @Test
    void what_the_gateway_refused_is_asked_for_under_another_key_once_it_is_mended() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        gateway.misbehave("{\"cancel\":{\"mode\":\"DECLINE\",\"times\":1}}");
        books.facts().tell(cancelled(repayment));
        becomes("PARKED", repayment);

        // When
        act("otto", "refund", path(repayment) + "/retry", Map.of("reason", "They have mended it."));

        // Then
        becomes("SETTLED", repayment);
        assertThat(gateway.refunds(repayment.providerPayment())).containsExactly(repayment.refund() + "-1");
    }

    @Test
    void settled_by_hand_takes_two_people_and_is_told_like_any_other() {
        // Given
        var fact = parked();
        var path = path(fact.repayment());
        act("otto", "refund", path + "/settlement", Map.of("reason", "By bank transfer.", "reference", "T-2026-17"))
                .then()
                .statusCode(200)
                .body("refund.state", equalTo("PROPOSED"));
        var alone = act("otto", "refund", path + "/settlement/confirmation", Map.of("reason", "I am sure."));

        // When
        var confirmed = act("rosa", "refund", path + "/settlement/confirmation", Map.of("reason", "Seen at the bank."));

        // Then
        alone.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:second-person-needed"));
        confirmed
                .then()
                .statusCode(200)
                .body("refund.state", equalTo("SETTLED"))
                .body("refund.byHand.proposedBy", equalTo("otto"))
                .body("refund.byHand.confirmedBy", equalTo("rosa"))
                .body("refund.byHand.reference", equalTo("T-2026-17"))
                .body("history.act", contains("SETTLEMENT_PROPOSED", "SETTLEMENT_CONFIRMED"));
        await().untilAsserted(() -> assertThat(books.settled(fact.repayment()))
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.amount()).isEqualTo(fact.repayment().amount());
                    assertThat(told.providerRefund())
                            .isEqualTo("by-hand-" + fact.repayment().refund());
                }));
        assertThat(gateway.refunds(fact.repayment().providerPayment())).isEmpty();
    }

    @Test
    void what_somebody_else_does_not_believe_waits_again() {
        // Given
        var fact = parked();
        var path = path(fact.repayment());
        act("otto", "refund", path + "/settlement", Map.of("reason", "By bank transfer.", "reference", "T-1"));

        // When
        var refused = act("rosa", "refund", path + "/settlement/refusal", Map.of("reason", "Not seen at the bank."));

        // Then
        refused.then().statusCode(200).body("refund.state", equalTo("PARKED")).body("refund.byHand", nullValue());
    }

    @Test
    void before_it_is_said_to_be_settled_by_hand_the_gateway_is_asked() {
        // Given
        var repayment = repayment(gateway.captured(1_000), 300);
        gateway.misbehave("""
                {"cancel":{"mode":"TIMEOUT_AFTER_EFFECT","delayMillis":300,"times":1},
                 "query":{"mode":"ERROR_500"}}""");
        books.facts().tell(cancelled(repayment));
        becomes("PARKED", repayment);
        gateway.behave();

        // When
        var answer = act(
                "otto", "refund", path(repayment) + "/settlement", Map.of("reason", "By hand.", "reference", "T-1"));

        // Then
        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:refund-not-waiting"));
        becomes("SETTLED", repayment);
        await().untilAsserted(() -> assertThat(books.settled(repayment))
                .singleElement()
                .satisfies(told -> assertThat(told.providerRefund()).startsWith("cancel_")));
    }

    @Test
    void the_same_key_gives_the_same_answer_and_does_nothing_twice() {
        // Given
        var fact = parked();
        var key = UUID.randomUUID().toString();
        var body = Map.of("reason", "By bank transfer.", "reference", "T-1");
        var first = act("otto", "refund", path(fact.repayment()) + "/settlement", body, key);

        // When
        var second = act("otto", "refund", path(fact.repayment()) + "/settlement", body, key);

        // Then
        second.then().statusCode(200).header("Idempotent-Replayed", "true");
        assertThat(second.asString()).isEqualTo(first.asString());
    }

    @Test
    void a_reason_is_needed() {
        var fact = parked();

        act("otto", "refund", path(fact.repayment()) + "/retry", Map.of("reason", " "))
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @Test
    void nobody_knows_a_refund_that_is_none() {
        as("otto", "refund").get(REFUNDS + "/" + RefundId.next()).then().statusCode(404);
        as("otto", "refund").get(REFUNDS + "/nonsense").then().statusCode(404);
        act("otto", "refund", REFUNDS + "/" + RefundId.next() + "/retry", Map.of("reason", "Why not."))
                .then()
                .statusCode(404);
    }

    @Test
    void a_large_refund_goes_out_when_somebody_has_approved_it() {
        // Given
        var repayment = repayment(gateway.captured(2_000_000), 1_000_001);
        books.facts().tell(cancelled(repayment));
        becomes("NEEDS_APPROVAL", repayment);
        assertThat(gateway.refunds(repayment.providerPayment())).isEmpty();

        // When
        act("rosa", "refund", path(repayment) + "/approval", Map.of("reason", "A whole class of pupils."))
                .then()
                .statusCode(200);

        // Then
        becomes("SETTLED", repayment);
        assertThat(gateway.refunds(repayment.providerPayment())).hasSize(1);
    }

    @Test
    void a_refund_of_another_currency_or_of_just_that_much_needs_nobody() {
        var won = repayment(gateway.captured(2_000_000), 1_000_000);
        var dollars = new Repayment(
                RefundId.next(),
                PaymentId.next(),
                "simulator-card",
                gateway.captured(9_000_000),
                Money.of(9_000_000, "USD"));

        books.facts().tell(cancelled(won));
        books.facts().tell(cancelled(dollars));

        becomes("SETTLED", won);
        becomes("SETTLED", dollars);
    }

    @Test
    void two_people_confirm_at_once_and_it_is_settled_once() throws Exception {
        // Given
        var fact = parked();
        var path = path(fact.repayment());
        act("otto", "refund", path + "/settlement", Map.of("reason", "By bank transfer.", "reference", "T-1"));

        // When
        var answers = atOnce(List.of(
                () -> act("rosa", "refund", path + "/settlement/confirmation", Map.of("reason", "Seen.")),
                () -> act("remy", "refund", path + "/settlement/confirmation", Map.of("reason", "Seen too.")),
                () -> act("otto", "refund", path + "/settlement/confirmation", Map.of("reason", "Seen myself."))));

        // Then
        assertThat(answers.subList(0, 2)).containsExactlyInAnyOrder(200, 409);
        assertThat(answers.get(2)).isIn(403, 409);
        await().untilAsserted(() -> assertThat(books.settled(fact.repayment())).hasSize(1));
    }

    @Test
    void somebody_settles_by_hand_what_somebody_else_sends_again_and_one_of_them_is_too_late() throws Exception {
        for (var round = 0; round < 5; round++) {
            // Given
            var repayment = repayment(gateway.captured(1_000), 300);
            gateway.misbehave("{\"cancel\":{\"mode\":\"DECLINE\",\"times\":1}}");
            books.facts().tell(cancelled(repayment));
            becomes("PARKED", repayment);
            var path = path(repayment);

            // When
            var answers = atOnce(List.of(
                    () -> act("otto", "refund", path + "/settlement", Map.of("reason", "By hand.", "reference", "T-1")),
                    () -> act("remy", "refund", path + "/retry", Map.of("reason", "Once more."))));
            act("rosa", "refund", path + "/settlement/confirmation", Map.of("reason", "Seen."));

            // Then
            assertThat(answers).containsExactlyInAnyOrder(200, 409);
            becomes("SETTLED", repayment);
            await().untilAsserted(() -> assertThat(books.settled(repayment)).hasSize(1));
            assertThat(gateway.refunds(repayment.providerPayment())).hasSize(answers.get(0) == 200 ? 0 : 1);
        }
    }

    @Test
    void confirmed_and_sent_again_at_once_is_one_refund() throws Exception {
        // Given
        var fact = parked();
        var path = path(fact.repayment());
        act("otto", "refund", path + "/settlement", Map.of("reason", "By hand.", "reference", "T-1"));

        // When
        var answers = atOnce(List.of(
                () -> act("rosa", "refund", path + "/settlement/confirmation", Map.of("reason", "Seen.")),
                () -> act("remy", "refund", path + "/retry", Map.of("reason", "Once more."))));

        // Then
        assertThat(answers).containsExactly(200, 409);
        await().untilAsserted(() -> assertThat(books.settled(fact.repayment())).hasSize(1));
        assertThat(gateway.refunds(fact.repayment().providerPayment())).isEmpty();
    }

    @Test
    void a_late_answer_of_the_gateway_and_another_try_are_one_refund() {
        // Given: the worker waits for an answer for longer than its lease, another one gives up meanwhile.
        var repayment = repayment(gateway.captured(1_000), 300);
        gateway.misbehave("""
                {"cancel":{"mode":"SLOW","delayMillis":4000,"times":1},"query":{"mode":"ERROR_500","times":2}}""");
        books.facts().tell(cancelled(repayment));
        await().until(() -> books.state(repayment).matches("PARKED|SETTLED"));

        // When
        act("otto", "refund", path(repayment) + "/retry", Map.of("reason", "It takes so long."));

        // Then
        becomes("SETTLED", repayment);
        await().untilAsserted(() -> assertThat(books.settled(repayment)).hasSize(1));
        gateway.behave();
        assertThat(gateway.refunds(repayment.providerPayment())).hasSize(1);
    }

    @Test
    void what_staff_did_stays_written() {
        // Given
        var fact = parked();
        act("otto", "refund", path(fact.repayment()) + "/settlement", Map.of("reason", "By hand.", "reference", "T-1"));

        // When, Then
        assertThatThrownBy(() -> books.run("update refund_history set by = 'rosa'"))
                .hasMessageMatching("(?s).*(append-only|permission denied).*");
        assertThatThrownBy(() -> books.run("delete from refund_history"))
                .hasMessageMatching("(?s).*(append-only|permission denied).*");
        assertThatThrownBy(() -> books.run("""
                        update refund
                           set state = 'SETTLED', provider_refund = 'x', settled_at = now(), park_reason = null,
                               parked_at = null, confirmed_by = proposed_by
                         where state = 'PROPOSED'
                        """)).hasMessageContaining("by_hand_needs_two_people");
    }

    private OrderCancelled parked() {
        var fact = cancelled(repayment(gateway.captured(1_000), 1_001));
        books.facts().tell(fact);
        becomes("PARKED", fact.repayment());
        return fact;
    }

    private static OrderCancelled of(PerformanceId performance, Repayment repayment) {
        var fact = cancelled(repayment);
        return new OrderCancelled(
                performance,
                fact.order(),
                fact.cancellation(),
                fact.customer(),
                fact.step(),
                fact.fee(),
                fact.repayment(),
                fact.at());
    }

    private static String path(Repayment repayment) {
        return REFUNDS + "/" + repayment.refund();
    }

    private static RequestSpecification as(String who, String role) {
        return given().auth().oauth2(StaffTokens.token(who, role));
    }

    private static Response act(String who, String role, String path, Map<String, ?> body) {
        return act(who, role, path, body, UUID.randomUUID().toString());
    }

    private static Response act(String who, String role, String path, Map<String, ?> body, String key) {
        return as(who, role)
                .contentType("application/json")
                .header("Idempotency-Key", key)
                .body(body)
                .post(path);
    }

    /// @return their status codes, in this order
    private static List<Integer> atOnce(List<Callable<Response>> calls) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            var answers = begun(calls, start, threads);
            start.countDown();
            var statuses = new ArrayList<Integer>();
            for (var answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            return statuses;
        }
    }

    private static List<Future<Response>> begun(
            List<Callable<Response>> calls, CountDownLatch start, ExecutorService threads) {
        return calls.stream()
                .map(call -> threads.submit(() -> {
                    start.await();
                    return call.call();
                }))
                .toList();
    }

    private void becomes(String state, Repayment repayment) {
        await().untilAsserted(() -> assertThat(books.state(repayment)).isEqualTo(state));
    }
}
