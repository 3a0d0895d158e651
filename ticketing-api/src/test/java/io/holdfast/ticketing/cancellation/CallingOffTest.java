package io.holdfast.ticketing.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.SimulatedGateway;
import io.holdfast.ticketing.verification.Looks;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Olga is the organiser, oskar and opal run the house, otto organises something else.
@QuarkusTest
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
class CallingOffTest {

    private static final String WHO = "Test-Signed-In";
    private static final String OLGA = "olga organiser";
    private static final String OPAL = "opal operations";
    private static final String REASON = "The singer is ill.";
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    GivingAllBack givingAllBack;

    @Inject
    Looks looks;

    @Inject
    DataSource database;

    @AfterEach
    void the_gateway_behaves_again() {
        house.gatewayFaults("{}");
    }

    @Test
    void a_dry_run_says_what_it_would_come_to_and_changes_nothing() {
        // Given
        var on = onSale();
        house.guest().buys(on, "A-1", "B-1");
        house.guest().buys(on, "B-2");
        house.guest().held(on, "B-3");

        // When
        var proposed = proposes(OLGA, on);

        // Then
        proposed.then()
                .statusCode(201)
                .body("state", equalTo("PROPOSED"))
                .body("totals.orders", equalTo(2))
                .body("totals.tickets", equalTo(3))
                .body("totals.holds", equalTo(1))
                .body("totals.refunds", hasSize(1))
                .body("totals.refunds[0].channel", equalTo("simulator-card"))
                .body("totals.refunds[0].refund.amount", equalTo(360_000))
                .body("totals.refunds[0].refund.currency", equalTo("KRW"))
                .body("changed", equalTo(false));
        house.guest().holds(on, "C-1").then().statusCode(201);
        assertThat(numbers(on)).containsEntry("sold", 3);
    }

    @Test
    void who_looks_again_sees_that_more_has_been_sold_since() {
        // Given
        var on = onSale();
        house.guest().buys(on, "A-1");
        proposes(OLGA, on).then().statusCode(201);

        // When
        house.guest().buys(on, "A-2");

        // Then
        sees(OPAL, on)
                .then()
                .body("changed", equalTo(true))
                .body("totals.orders", equalTo(1))
                .body("totalsNow.orders", equalTo(2));
    }

    @Test
    void whoever_proposed_it_cannot_confirm_it() {
        var on = onSale();
        var proposal = proposed(OLGA, on);

        var answer = confirms(OLGA, on, proposal);

        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:second-person-needed"));
        house.guest().holds(on, "A-1").then().statusCode(201);
        assertThatThrownBy(() -> house.run("""
                        update calling_off set confirmed_by = 'olga', confirmed_at = now(), confirmed_totals = totals
                         where id = '%s'""".formatted(proposal))).hasStackTraceContaining("by_two_people");
    }

    @Test
    void somebody_elses_performance_is_none_of_ottos_business() {
        var on = onSale();
        var proposal = proposed(OLGA, on);
        var otto = "otto organiser";

        var answers = List.of(
                proposes(otto, on),
                sees(otto, on),
                confirms(otto, on, proposal),
                as(otto).delete("/api/organiser/performances/{p}/cancellation", on.performance()));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(403));
        sees(OLGA, on).then().body("state", equalTo("PROPOSED"));
    }

    @Test
    void a_proposal_of_another_performance_confirms_nothing() {
        var proposal = proposed(OLGA, onSale());
        var other = onSale();

        var answer = confirms(OPAL, other, proposal);

        answer.then().statusCode(404);
        house.guest().holds(other, "A-1").then().statusCode(201);
    }

    @Test
    void a_proposal_that_was_withdrawn_replaced_or_is_too_old_confirms_nothing() {
        // Given
        var on = onSale();
        var replaced = proposed(OLGA, on);
        var withdrawn = proposed(OLGA, on);
        as(OLGA).delete("/api/organiser/performances/{p}/cancellation", on.performance())
                .then()
                .statusCode(204);
        as(OLGA).delete("/api/organiser/performances/{p}/cancellation", on.performance())
                .then()
                .statusCode(204);
        var old = proposed(OLGA, on);
        house.run("update calling_off set expires_at = now() where id = '%s'".formatted(old));

        // When
        var answers = List.of(confirms(OPAL, on, replaced), confirms(OPAL, on, withdrawn), confirms(OPAL, on, old));

        // Then
        assertThat(answers)
                .allSatisfy(answer ->
                        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:proposal-ended")));
        sees(OLGA, on).then().body("state", equalTo("EXPIRED"));
        house.guest().holds(on, "A-1").then().statusCode(201);
    }

    @Test
    void once_confirmed_nothing_more_is_sold_and_everybody_is_told_why() {
        // Given
        var on = onSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var paying = ann.atTheGateway(order, 140_000, "approve");
        var bob = house.guest();
        var held = bob.held(on, "A-2");
        var proposal = proposed(OLGA, on);

        // When
        var confirmed = confirms(OPAL, on, proposal);

        // Then
        confirmed.then().statusCode(200).body("confirmedBy", equalTo("opal")).body("confirmedAt", notNullValue());
        house.guest()
                .holds(on, "B-1")
                .then()
                .statusCode(410)
                .body("type", equalTo("urn:holdfast:problem:performance-cancelled"))
                .body("reason", equalTo(REASON));
        bob.orders(held).then().statusCode(410);
        ann.confirms(paying).then().statusCode(410);
        assertThat(house.gatewayPayment(paying.key()).getString("status")).isNotEqualTo("DONE");
        ann.asks()
                .get("/api/performances/{p}", on.performance())
                .then()
                .body("cancelled.reason", equalTo(REASON))
                .body("soldOut", equalTo(false));
        ann.asks().get("/api/shows/{s}", on.show()).then().body("performances[0].cancelled.reason", equalTo(REASON));
        var told = broker.awaitSales(PerformanceCancelled.class, event -> isOf(on, event.performance()));
        assertThat(told.reason()).isEqualTo(REASON);
        awaitFinished(on);
        assertThat(looks.at(on.performance())).isEmpty();
    }

    @Test
    void confirming_again_changes_nothing_and_nothing_takes_it_back() {
        // Given
        var on = onSale();
        var proposal = calledOff(on);

        // When
        var again = confirms(OPAL, on, proposal);

        // Then
        again.then().statusCode(200).body("proposal", equalTo(proposal));
        proposes(OLGA, on).then().statusCode(410).body("type", equalTo("urn:holdfast:problem:performance-cancelled"));
        as(OLGA).delete("/api/organiser/performances/{p}/cancellation", on.performance())
                .then()
                .statusCode(410);
        assertThatThrownBy(() ->
                        house.run("update performance set cancelled_at = null, cancel_reason = null where id = '%s'"
                                .formatted(on.performance())))
                .hasStackTraceContaining("stays so");
        awaitFinished(on);
        assertThat(broker.sales(PerformanceCancelled.class, event -> isOf(on, event.performance())))
                .hasSize(1);
    }

    @Test
    void of_two_people_who_confirm_at_once_one_does() throws Exception {
        // Given
        var on = onSale();
        var proposal = proposed(OLGA, on);

        // When
        var answers = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = List.of(
                    threads.submit(() -> confirms(OPAL, on, proposal).statusCode()),
                    threads.submit(
                            () -> confirms("oskar operations", on, proposal).statusCode()));
            for (var one : running) {
                answers.add(one.get());
            }
        }

        // Then
        assertThat(answers).containsOnly(200);
        awaitFinished(on);
        assertThat(broker.sales(PerformanceCancelled.class, event -> isOf(on, event.performance())))
                .hasSize(1);
    }

    @Test
    void fees_delivery_coupons_and_points_come_back_to_where_they_came_from() {
        // Given
        var on = priced();
        var ann = house.member();
        var code = code(on, 10_000);
        var withCoupon = bought(ann, on, List.of("A-1", "B-1"), code);
        var bob = house.member();
        points(bob, 200_000);
        var withPoints = paidWithPoints(bob, on, "A-2");
        // The coupon has ended meanwhile.
        house.run("update coupon set until = now() where code = '%s'".formatted(code.replace("-", "")));

        // When
        calledOff(on);

        // Then
        awaitFinished(on);
        var toAnn = cancelled(withCoupon);
        assertThat(toAnn.step()).isEqualTo(OrderCancelled.BY_ORGANISER);
        assertThat(toAnn.fee().amount()).isZero();
        assertThat(toAnn.repayment().amount().amount()).isEqualTo(140_000 + 110_000 - 10_000 + 2_000 + 3_500);
        assertThat(cancelled(withPoints).repayment().channel()).isEqualTo("points");
        assertThat(text("select state as t from coupon where code = '%s'".formatted(code.replace("-", ""))))
                .isEqualTo("OPEN");
        assertThat(number("select count(*) as n from coupon where code = '%s' and until > now() + interval '29 days'"
                        .formatted(code.replace("-", ""))))
                .isEqualTo(1);
        ann.sees(withCoupon)
                .then()
                .body("state", equalTo("CANCELLED"))
                .body("performance.cancelled.reason", equalTo(REASON))
                .body("cancellations[0].step", equalTo("organiser"))
                .body("cancellations[0].fee.amount", equalTo(0));
        requireInOrder(on);
    }

    @Test
    void what_was_kept_before_stays_kept_and_the_rest_comes_back() {
        // Given
        var on = priced(Duration.ofDays(5));
        var ann = house.guest();
        var order = bought(ann, on, List.of("A-1", "B-1"), null);
        String cheap = ann.sees(order).jsonPath().getString("tickets.find { it.grade == 'S' }.id");
        gaveBack(ann, order, cheap);

        // When
        calledOff(on);

        // Then
        awaitFinished(on);
        assertThat(cancelled(order).repayment().amount().amount()).isEqualTo(140_000 + 1_000 + 3_500);
        ann.sees(order)
                .then()
                .body("state", equalTo("CANCELLED"))
                .body("cancellations", hasSize(2))
                .body("cancellations[0].fee.amount", equalTo(33_000));
        requireInOrder(on);
    }

    @Test
    void a_customer_who_asks_meanwhile_is_quoted_everything() throws SQLException {
        // Given
        var on = onSale(Duration.ofDays(1));
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        ann.asks().get("/api/orders/{o}/cancellation-quote", order).then().body("percent", equalTo(50));

        try (var staysHere = locking("select from orders where id = '%s' for update".formatted(order))) {
            // When
            calledOff(on);

            // Then
            ann.asks()
                    .get("/api/orders/{o}/cancellation-quote", order)
                    .then()
                    .statusCode(200)
                    .body("step", equalTo("organiser"))
                    .body("percent", equalTo(0))
                    .body("fee.amount", equalTo(0))
                    .body("refund.amount", equalTo(140_000))
                    .body("nextStep", nullValue());
            staysHere.rollback();
        }
        awaitFinished(on);
        assertThat(cancelled(order).repayment().amount().amount()).isEqualTo(140_000);
    }

    @Test
    void money_that_is_on_its_way_goes_back_in_full() {
        // Given
        var on = onSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var paying = ann.atTheGateway(order, 140_000, "approve");
        house.gatewayFaults("{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"delayMillis\":10,\"times\":1}}");
        ann.confirms(paying).then().statusCode(200).body("state", equalTo("PENDING"));
        calledOff(on);
        sees(OLGA, on).then().body("totalsAtConfirmation.paymentsInFlight", equalTo(1));
        assertThat(looks.at(on.performance())).isEmpty();

        // When
        house.run("update payment set next_ask_at = now() where state = 'UNKNOWN'");

        // Then
        awaitFinished(on);
        ann.sees(order)
                .then()
                .body("tickets", hasSize(0))
                .body("payments[0].state", equalTo("LATE"))
                .body("cancellations[0].refund.amount.amount", equalTo(140_000));
        sees(OLGA, on).then().body("progress.lateCaptures", equalTo(1));
        requireInOrder(on);
    }

    @Test
    void money_that_comes_long_after_goes_back_in_full_too() {
        // Given
        var on = onSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));
        var paying = ann.atTheGateway(order, 140_000, "approve");
        calledOff(on);
        awaitFinished(on);
        house.gatewayConfirms(paying.key(), order, 140_000);

        // When
        house.gatewayTells(paying.key(), BoxOffice.newKey()).then().statusCode(204);

        // Then
        ann.sees(order)
                .then()
                .body("tickets", hasSize(0))
                .body("payments[0].state", equalTo("LATE"))
                .body("cancellations[0].refund.amount.amount", equalTo(140_000));
        requireInOrder(on);
    }

    @Test
    void offers_end_and_no_seat_goes_to_the_waitlist_or_back_on_sale() {
        // Given
        var on = onSale();
        var ann = house.guest();
        var first = ann.buys(on, "A-1");
        gaveBack(ann, first, ann.sees(first).path("tickets[0].id"));
        var released = broker.awaitSales(SeatsReleased.class, event -> isOf(on, event.performance()));
        var bob = house.member();
        var offer = OfferId.next();
        broker.tell(new SeatsOffered(
                released.performance(),
                offer,
                EntryId.next(),
                bob.customer(),
                List.of(SeatId.fromString("A-1")),
                Instant.now().plusSeconds(1800)));
        await().atMost(PATIENCE).untilAsserted(() -> bob.asks()
                .get("/api/offers/{o}", offer.toString())
                .then()
                .statusCode(200)
                .body("state", equalTo("OPEN")));
        house.guest().buys(on, "B-1");
        house.staff()
                .header(WHO, OLGA)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("seats", List.of("D-1"), "reason", "A camera stands here."))
                .post("/api/organiser/performances/{p}/blocked-seats", on.performance())
                .then()
                .statusCode(200);

        // When
        calledOff(on);

        // Then
        awaitFinished(on);
        broker.awaitSales(OfferFailed.class, event -> event.offer().equals(offer));
        bob.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .post("/api/offers/{o}/acceptance", offer.toString())
                .then()
                .statusCode(410);
        assertThat(broker.sales(SeatsReleased.class, event -> isOf(on, event.performance())))
                .hasSize(1);
        assertThat(number("select count(*) as n from seat where performance_id = '%s' and state <> 'BLOCKED'"
                        .formatted(on.performance())))
                .isZero();
        house.staff()
                .header(WHO, OLGA)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("seats", List.of("D-1"), "reason", "It is gone."))
                .post("/api/organiser/performances/{p}/unblocked-seats", on.performance())
                .then()
                .statusCode(410);
        house.staff()
                .header(WHO, OLGA)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("plan", BoxOffice.plan(5), "reason", "One more row."))
                .put("/api/organiser/performances/{p}/plan", on.performance())
                .then()
                .statusCode(410);
        requireInOrder(on);
    }

    @Test
    void a_ticket_that_staff_had_moved_is_given_back_where_it_is_now() {
        // Given
        var on = onSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        String change = as(OLGA).header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("seat", "A-5", "reason", "A broken chair."))
                .post("/api/organiser/tickets/{t}/seat-changes", ann.sees(order).<String>path("tickets[0].id"))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String terms = ann.asks().get("/api/me/seat-changes/{c}", change).path("terms");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("agree", true, "terms", terms))
                .post("/api/me/seat-changes/{c}/answer", change)
                .then()
                .statusCode(200);

        // When
        calledOff(on);

        // Then
        awaitFinished(on);
        assertThat(cancelled(order).repayment().amount().amount()).isEqualTo(140_000);
        requireInOrder(on);
    }

    @Test
    void several_processes_at_once_give_each_order_back_once() throws Exception {
        // Given
        var on = onSale();
        var orders = many(on, 24);
        calledOff(on);

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var process = 0; process < 4; process++) {
                threads.submit(() -> {
                    while (!finished(on)) {
                        givingAllBack.round();
                    }
                    return true;
                });
            }
        }

        // Then
        awaitFinished(on);
        requireEachOnce(on, orders);
        sees(OLGA, on)
                .then()
                .body("state", equalTo("FINISHED"))
                .body("progress.ordersDone", equalTo(24))
                .body("progress.ordersTotal", equalTo(24))
                .body("progress.ticketsCancelled", equalTo(24))
                .body("progress.seatsLeft", equalTo(0))
                .body("progress.refunds[0].owed.amount", equalTo(10 * 140_000 + 14 * 110_000));
        requireInOrder(on);
    }

    @Test
    void a_process_that_dies_in_the_middle_of_a_lot_loses_nothing_and_repeats_nothing() throws Exception {
        // Given
        var on = onSale();
        var orders = many(on, 12);

        try (var stuck = locking(
                "select from seat where performance_id = '%s' and id = 'B-2' for update".formatted(on.performance()))) {
            calledOff(on);
            var worker = await().atMost(PATIENCE).until(this::whoWaitsForASeat, pid -> pid > 0);
            assertThat(looks.at(on.performance())).isEmpty();

            // When
            number("select case when pg_terminate_backend(%d) then 1 else 0 end as n".formatted(worker));

            // Then
            // One that is stuck keeps nobody waiting.
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(number(
                            "select count(*) as n from orders where performance_id = '%s' and state = 'CANCELLED'"
                                    .formatted(on.performance())))
                    .isEqualTo(11));
            stuck.rollback();
        }
        awaitFinished(on);
        requireEachOnce(on, orders);
        requireInOrder(on);
    }

    private long whoWaitsForASeat() {
        return number("""
            select coalesce(max(pid), 0) as n
              from pg_stat_activity
             where wait_event_type = 'Lock'
               and query like '%update seat%BLOCKED%'
               and pid <> pg_backend_pid()""");
    }

    private void requireEachOnce(OnSale on, List<String> orders) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        broker.sales(OrderCancelled.class, event -> isOf(on, event.performance())))
                .extracting(event -> event.order().toString())
                .containsExactlyInAnyOrderElementsOf(orders));
        assertThat(number("""
                select count(*) as n
                  from cancellation
                  join orders on orders.id = cancellation.order_id
                 where orders.performance_id = '%s'
                   and cancellation.cause = 'ORGANISER'
                   and cancellation.refund = orders.amount""".formatted(on.performance()))).isEqualTo(orders.size());
    }

    private void requireInOrder(OnSale on) {
        assertThat(looks.at(on.performance())).isEmpty();
        assertThat(numbers(on)).containsEntry("ledgerBalanced", true);
        assertThat(number("""
                select count(*) as n
                  from (select transaction_id
                          from ledger_entry
                          join orders on orders.id = ledger_entry.order_id
                         where orders.performance_id = '%s'
                         group by transaction_id
                        having sum(ledger_entry.amount) <> 0) as unbalanced""".formatted(on.performance()))).isZero();
        assertThat(number("select coalesce(sum(seats), 0) as n from shopper where sale_id = '%s'".formatted(on.sale())))
                .isZero();
    }

    private List<String> many(OnSale on, int count) {
        var orders = new ArrayList<String>();
        for (var n = 0; n < count; n++) {
            orders.add(house.guest().buys(on, "%c-%d".formatted('A' + n / 10, n % 10 + 1)));
        }
        return orders;
    }

    private OrderCancelled cancelled(String order) {
        return broker.awaitSales(
                OrderCancelled.class,
                event -> event.order().toString().equals(order) && event.step().equals(OrderCancelled.BY_ORGANISER));
    }

    private static boolean isOf(OnSale on, Object performance) {
        return performance.toString().equals(on.performance());
    }

    private void awaitFinished(OnSale on) {
        await().atMost(PATIENCE).until(() -> finished(on));
    }

    private boolean finished(OnSale on) {
        return number("select count(*) as n from calling_off where performance_id = '%s' and finished_at is not null"
                        .formatted(on.performance()))
                == 1;
    }

    /// A transaction that has locked something until it is rolled back.
    private Connection locking(String statement) throws SQLException {
        var connection = database.getConnection();
        connection.setAutoCommit(false);
        try (var lock = connection.createStatement()) {
            lock.execute(statement);
        }
        return connection;
    }

    private String calledOff(OnSale on) {
        var proposal = proposed(OLGA, on);
        confirms(OPAL, on, proposal).then().statusCode(200);
        return proposal;
    }

    private static String proposed(String who, OnSale on) {
        return proposes(who, on).then().statusCode(201).extract().path("proposal");
    }

    private static Response proposes(String who, OnSale on) {
        return as(who).header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("reason", REASON))
                .post("/api/organiser/performances/{p}/cancellation", on.performance());
    }

    private static Response confirms(String who, OnSale on, String proposal) {
        return as(who).header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("proposal", proposal))
                .post("/api/organiser/performances/{p}/cancellation/confirmation", on.performance());
    }

    private static Response sees(String who, OnSale on) {
        return as(who).get("/api/organiser/performances/{p}/cancellation", on.performance());
    }

    private static RequestSpecification as(String who) {
        return RestAssured.given().contentType(ContentType.JSON).header(WHO, who);
    }

    private static <T> T asOlga(Supplier<T> work) {
        RestAssured.requestSpecification =
                new RequestSpecBuilder().addHeader(WHO, OLGA).build();
        try {
            return work.get();
        } finally {
            RestAssured.requestSpecification = null;
        }
    }

    private Map<String, Object> numbers(OnSale on) {
        return asOlga(() -> house.numbers(on));
    }

    private OnSale onSale() {
        return onSale(Duration.ofDays(30));
    }

    private OnSale onSale(Duration startsIn) {
        return asOlga(() -> house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), startsIn));
    }

    private OnSale priced() {
        return priced(Duration.ofDays(30));
    }

    private OnSale priced(Duration startsIn) {
        var on = onSale(startsIn);
        as(OLGA).body(Map.of(
                        "types", List.of(),
                        "serviceFee", BoxOffice.won(1_000),
                        "postFee", BoxOffice.won(3_500)))
                .put("/api/organiser/shows/{s}/prices", on.show())
                .then()
                .statusCode(200);
        return on;
    }

    private String code(OnSale on, long amount) {
        return as(OLGA).header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of(
                        "name", "Thanks",
                        "show", on.show(),
                        "amount", BoxOffice.won(amount),
                        "until", Instant.now().plus(Duration.ofDays(9)).toString(),
                        "codes", 1))
                .post("/api/organiser/coupons")
                .then()
                .statusCode(201)
                .extract()
                .path("coupons[0].code");
    }

    private static void points(Buyer bob, long amount) {
        as(OPAL).header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("amount", BoxOffice.won(amount), "reason", "For the rain."))
                .post("/api/staff/customers/{c}/points", bob.customer().toString())
                .then()
                .statusCode(201);
    }

    private static String paidWithPoints(Buyer bob, OnSale on, String seat) {
        var order = placed(bob, on, List.of(seat), null);
        bob.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("channel", "points", "amount", BoxOffice.won(order.getLong("total.amount"))))
                .post("/api/orders/{o}/payments", order.getString("id"))
                .then()
                .statusCode(201)
                .body("state", equalTo("CAPTURED"));
        return order.getString("id");
    }

    private static String bought(Buyer ann, OnSale on, List<String> seats, String coupon) {
        var order = placed(ann, on, seats, coupon);
        ann.confirms(ann.atTheGateway(order.getString("id"), order.getLong("total.amount"), "approve"))
                .then()
                .body("state", equalTo("CAPTURED"));
        return order.getString("id");
    }

    private static JsonPath placed(Buyer ann, OnSale on, List<String> seats, String coupon) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "hold",
                ann.held(on, seats.toArray(String[]::new)),
                "recipient",
                Map.of(
                        "name", "Ann",
                        "phone", "010-1234-5678",
                        "email", "ann@example.org",
                        "address", "Sejong-daero 110"),
                "delivery",
                "POST"));
        if (coupon != null) {
            body.put("coupon", coupon);
        }
        return ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/orders")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static void gaveBack(Buyer ann, String order, String ticket) {
        String quote = ann.asks()
                .queryParam("tickets", ticket)
                .get("/api/orders/{o}/cancellation-quote", order)
                .then()
                .statusCode(200)
                .extract()
                .path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("tickets", List.of(ticket), "quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
    }

    private long number(String query) {
        return Sql.of(query).one(database, row -> row.large("n"));
    }

    private String text(String query) {
        return Sql.of(query).one(database, row -> row.text("t"));
    }
}
