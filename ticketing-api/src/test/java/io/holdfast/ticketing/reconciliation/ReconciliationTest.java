package io.holdfast.ticketing.reconciliation;

import static io.holdfast.ticketing.reconciliation.Comparing.about;
import static io.holdfast.ticketing.reconciliation.Comparing.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.BoxOffice.Paying;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@HouseTest
@TestSecurity(
        user = "opal",
        roles = {"organiser", "operations"})
class ReconciliationTest {

    @Inject
    BoxOffice house;

    @Inject
    Comparing comparing;

    @Inject
    Broker broker;

    private final Instant began = Instant.now().minusSeconds(1);

    @Test
    void books_that_agree_are_found_to_agree() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");

        // When
        var found = reconciled(false);

        // Then
        assertThat(of(found, paid.order())).isEmpty();
        assertThat(found.getInt("compared")).isPositive();
        assertThat(found.getString("who")).isEqualTo("opal");
    }

    @Test
    void money_taken_there_and_unknown_here_is_reported_and_changes_nothing_without_repair() {
        // Given
        var ann = house.guest();
        var behindOurBack = takenBehindOurBack(house.openSale(), ann, "A-1");

        // When
        var found = reconciled(false);

        // Then
        assertThat(of(found, behindOurBack.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_THERE")
                .containsEntry("done", "NOTHING"));
        ann.sees(behindOurBack.order()).then().body("tickets.size()", equalTo(0));
    }

    @Test
    void money_taken_there_and_unknown_here_is_settled_as_if_it_had_just_been_heard_of() {
        // Given
        var ann = house.guest();
        var behindOurBack = takenBehindOurBack(house.openSale(), ann, "A-1");

        // When
        var found = reconciled(true);

        // Then
        assertThat(of(found, behindOurBack.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_THERE")
                .containsEntry("there", BoxOffice.won(140_000))
                .containsEntry("here", BoxOffice.won(0))
                .containsEntry("done", "SETTLED"));
        ann.sees(behindOurBack.order()).then().body("state", equalTo("PAID"));
        assertThat(of(reconciled(true), behindOurBack.order())).isEmpty();
    }

    @Test
    void money_taken_there_before_a_restore_that_nobody_here_remembers_is_found() {
        // Given
        var ann = house.guest();
        var behindOurBack = takenBehindOurBack(house.openSale(), ann, "A-1");
        house.forgetsPayments(behindOurBack.order());

        // When
        var found = reconciled(true);

        // Then
        assertThat(about(found, behindOurBack.paying().key())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "UNKNOWN_HERE")
                .containsEntry("channel", "simulator")
                .containsEntry("there", BoxOffice.won(140_000))
                .containsEntry("done", "NOTHING"));
    }

    @Test
    void money_given_back_there_by_hand_is_corrected_in_the_ledger_once() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");
        house.gatewayCancels(paid.paying().key(), 40_000);

        // When
        var found = reconciled(true);

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "AMOUNTS_DIFFER")
                .containsEntry("there", Map.of("amount", 100_000, "currency", "KRW"))
                .containsEntry("here", Map.of("amount", 140_000, "currency", "KRW"))
                .containsEntry("done", "CORRECTED"));
        assertThat(comparing.booked(paid.order(), "gateway:simulator-card")).isEqualTo(100_000);
        assertThat(comparing.booked(paid.order(), "differences")).isEqualTo(40_000);
        assertThat(of(reconciled(true), paid.order())).isEmpty();
        assertThat(comparing.booked(paid.order(), "differences")).isEqualTo(40_000);
    }

    @Test
    void tickets_whose_money_went_back_unseen_are_given_up_by_staff_and_nothing_goes_back_twice() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1", "A-2"));
        var paying = ann.atTheGateway(order, 280_000, "approve");
        ann.confirms(paying).then().body("state", equalTo("CAPTURED"));
        List<String> tickets = ann.sees(order).path("tickets.id");
        house.gatewayCancels(paying.key(), 140_000);
        reconciled(true);
        ann.asks()
                .get("/api/orders/{o}/cancellation-quote", order)
                .then()
                .statusCode(409)
                .body("type", endsWith("order-not-cancellable"));

        // When
        var given = givesUp(order, List.of(tickets.getFirst()));

        // Then
        given.then()
                .statusCode(201)
                .body("refund.amount.amount", equalTo(140_000))
                .body("refund.state", equalTo("SETTLED"));
        var told = broker.awaitSales(
                OrderCancelled.class, event -> event.order().toString().equals(order));
        assertThat(told.repayment()).isNull();
        assertThat(told.step()).isEqualTo(OrderCancelled.RETURNED);
        ann.sees(order).then().body("state", equalTo("PARTLY_CANCELLED"));
        assertThat(comparing.booked(order, "differences")).isZero();
        assertThat(comparing.booked(order, "refunds")).isZero();
        assertThat(comparing.booked(order, "gateway:simulator-card")).isEqualTo(140_000);
        assertThat(of(reconciled(true), order)).isEmpty();
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true);
        ann.asks()
                .get("/api/orders/{o}/cancellation-quote", order)
                .then()
                .statusCode(200)
                .body("refund.amount", equalTo(140_000));
    }

    @Test
    void what_came_back_is_explained_once_and_by_tickets_that_cost_as_much() throws Exception {
        // Given
        var ann = house.guest();
        var order = ann.buys(house.openSale(), "A-1", "A-2");
        List<String> tickets = ann.sees(order).path("tickets.id");
        givesUp(order, tickets).then().statusCode(409).body("type", endsWith("order-not-cancellable"));
        house.givesBackUnseen(order, 200_000);
        givesUp(order, List.of(tickets.getFirst())).then().statusCode(409);

        // When
        Callable<Integer> asking = () -> givesUp(order, tickets).statusCode();
        List<Integer> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads.invokeAll(Collections.nCopies(4, asking)).stream()
                    .map(Future::resultNow)
                    .toList();
        }

        // Then
        assertThat(answers).containsExactlyInAnyOrder(201, 409, 409, 409);
        ann.sees(order)
                .then()
                .body("state", equalTo("CANCELLED"))
                .body("cancellations.size()", equalTo(1))
                .body("cancellations[0].fee.amount", equalTo(80_000))
                .body("cancellations[0].refund.amount.amount", equalTo(200_000));
        assertThat(comparing.booked(order, "differences")).isZero();
        assertThat(comparing.booked(order, "gateway:simulator-card")).isEqualTo(80_000);
    }

    private Response givesUp(String order, List<String> tickets) {
        return house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("tickets", tickets, "reason", "It went back before the restore."))
                .post("/api/staff/orders/{o}/cancellations", order);
    }

    @Test
    void money_we_believe_in_and_the_gateway_does_not_is_found() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");
        house.run("update payment set provider_payment = 'pay_" + BoxOffice.newKey() + "' where order_id = '"
                + paid.order() + "'");

        // When
        var found = reconciled(false);

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_HERE"));
        assertThat(comparing.booked(paid.order(), "gateway:simulator-card")).isEqualTo(140_000);
    }

    @Test
    void a_refund_that_is_still_waited_for_is_left_to_whoever_gives_it_back() {
        // Given
        var ann = house.guest();
        var paid = bought(house.openSale(), ann, "A-1");
        String quote = ann.asks()
                .get("/api/orders/{o}/cancellation-quote", paid.order())
                .path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", paid.order())
                .then()
                .statusCode(201);
        house.gatewayCancels(paid.paying().key(), 140_000);

        // When
        var found = reconciled(true);

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "REFUND_NOT_HEARD_OF")
                .containsEntry("done", "NOTHING"));
        assertThat(comparing.booked(paid.order(), "differences")).isZero();
    }

    @Test
    void a_gateway_that_does_not_answer_is_said_not_to_and_corrects_nothing() {
        // Given
        var paid = bought(house.openSale(), house.guest(), "A-1");
        house.gatewayFaults("{\"query\":{\"mode\":\"ERROR_500\"}}");

        // When
        var found = reconciled(true);
        house.gatewayFaults("{}");

        // Then
        assertThat(of(found, paid.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "NO_ANSWER")
                .containsEntry("done", "NOTHING"));
        assertThat(comparing.booked(paid.order(), "gateway:simulator-card")).isEqualTo(140_000);
    }

    @Test
    void what_was_found_stays_as_it_was_found() {
        // Given
        var paid = bought(house.openSale(), house.guest(), "A-1");
        house.gatewayCancels(paid.paying().key(), 1);
        reconciled(false);

        // When
        var tampering = catchThrowable(() -> house.run("update reconciliation_finding set here = 0"));

        // Then
        assertThat(tampering).hasMessageContaining("append-only");
    }

    private record Paid(String order, Paying paying) {}

    private Paid bought(OnSale on, Buyer who, String seat) {
        var order = who.ordered(who.held(on, seat));
        var paying = who.atTheGateway(order, 140_000, "approve");
        who.confirms(paying).then().body("state", equalTo("CAPTURED"));
        return new Paid(order, paying);
    }

    private Paid takenBehindOurBack(OnSale on, Buyer who, String seat) {
        var order = who.ordered(who.held(on, seat));
        var paying = who.atTheGateway(order, 140_000, "approve");
        house.gatewayConfirms(paying.key(), order, 140_000);
        return new Paid(order, paying);
    }

    private JsonPath reconciled(boolean repair) {
        return comparing.since(began, repair);
    }
}
