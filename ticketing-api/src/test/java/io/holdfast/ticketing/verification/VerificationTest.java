package io.holdfast.ticketing.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.security.TestSecurity;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@HouseTest
@TestSecurity(
        user = "opal",
        roles = {"organiser", "operations"})
class VerificationTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Verification verification;

    @Inject
    Violations violations;

    @Inject
    DataSource database;

    /// A house in which ann has bought and bob holds A-3 and has ordered it.
    private record Scene(OnSale on, Buyer ann, String paid, String bobsHold, String bobsOrder) {

        String in(String statement) {
            return statement
                    .replace("{performance}", "'" + on.performance() + "'")
                    .replace("{sale}", "'" + on.sale() + "'")
                    .replace("{paid}", "'" + paid + "'")
                    .replace("{hold}", "'" + bobsHold + "'")
                    .replace("{order}", "'" + bobsOrder + "'")
                    .replace("{ann}", "'" + ann.customer() + "'")
                    .replace("{subject}", "'" + ann.subject().value() + "'");
        }
    }

    private Scene scene() {
        var on = house.openSale();
        var ann = house.member();
        var paid = ann.buys(on, "A-1", "A-2");
        var bob = house.guest();
        var hold = bob.held(on, "A-3");
        return new Scene(on, ann, paid, hold, bob.ordered(hold));
    }

    static Stream<Arguments> what_must_never_be() {
        return Stream.of(
                arguments(Invariant.TICKET_HAS_ITS_SEAT, """
                    update seat set state = 'AVAILABLE', order_id = null
                     where performance_id = {performance} and id = 'A-1'"""),
                arguments(Invariant.TICKET_HAS_ITS_SEAT, """
                    update seat set order_id = {order} where performance_id = {performance} and id = 'A-1'"""),
                arguments(Invariant.LIVE_HOLD_HAS_ITS_SEATS, """
                    update seat set state = 'AVAILABLE', hold_id = null, until = null
                     where performance_id = {performance} and id = 'A-3'"""),
                arguments(Invariant.SEAT_HAS_ONE_CLAIM, """
                    update seat set state = 'SOLD', order_id = {paid}
                     where performance_id = {performance} and id = 'B-1'"""),
                arguments(Invariant.SEAT_HAS_ONE_CLAIM, """
                    update seat set state = 'HELD', hold_id = {hold}, until = now() + interval '1 minute'
                     where performance_id = {performance} and id = 'B-1'"""),
                arguments(Invariant.SEAT_HAS_ONE_CLAIM, """
                    update orders set state = 'LAPSED' where id = {paid}"""),
                arguments(Invariant.STATES_SUM_TO_CAPACITY, """
                    delete from seat where performance_id = {performance} and id = 'D-10'"""),
                arguments(Invariant.CAPTURE_IN_FLIGHT_HAS_ITS_SEATS, """
                    insert into payment (id, order_id, channel, amount, currency, state, provider_payment, next_ask_at)
                    values (uuidv7(), {order}, 'simulator-card', 140000, 'KRW', 'UNKNOWN', cast(uuidv7() as text),
                            now() + interval '1 hour')"""),
                arguments(Invariant.PAYING_SEAT_HAS_A_CAPTURE_IN_FLIGHT, """
                    update seat set state = 'PAYING', order_id = {order}
                     where performance_id = {performance} and id = 'A-3'"""),
                arguments(Invariant.SOLD_IN_TIME, """
                    update payment set asked_at = now() + interval '1 hour'
                     where order_id = {paid} and state = 'CAPTURED'"""),
                arguments(Invariant.LATE_CAPTURE_IS_OWED_BACK, """
                    insert into payment (id, order_id, channel, amount, charged, currency, state, provider_payment,
                                         ended_at)
                    values (uuidv7(), {order}, 'simulator-card', 140000, 140000, 'KRW', 'LATE', cast(uuidv7() as text),
                            now())"""),
                arguments(Invariant.ORDER_IS_PAID_ONCE, """
                    update payment set amount = amount - 1, charged = charged - 1
                     where order_id = {paid} and state = 'CAPTURED'"""),
                arguments(Invariant.ORDER_HAS_ITS_TICKETS, """
                    update ticket set state = 'CANCELLED', cancelled_at = now()
                     where order_id = {paid} and seat_id = 'A-2'"""),
                arguments(Invariant.REFUNDS_ARE_COVERED, """
                    insert into cancellation (id, order_id, refund_id, cause, tickets, step, gross, fee, refund, currency,
                                              refund_state)
                    values (uuidv7(), {paid}, uuidv7(), 'CUSTOMER', '{}', 'free', 280001, 0, 280001, 'KRW',
                            'REQUESTED')"""),
                arguments(Invariant.LEDGER_AGREES_WITH_THE_ORDER, """
                    insert into ledger_entry (transaction_id, account, amount, currency, order_id, reason)
                    values ('{tx}', 'refunds', 140000, 'KRW', {paid}, 'REFUND'),
                           ('{tx}', 'gateway:simulator-card', -140000, 'KRW', {paid}, 'REFUND')"""),
                arguments(Invariant.CALLED_OFF_IS_GIVEN_BACK, """
                    insert into calling_off (id, performance_id, reason, totals, proposed_by, expires_at, confirmed_by,
                                             confirmed_at, confirmed_totals, finished_at)
                    values (uuidv7(), {performance}, 'The singer is ill.', '{}', 'olga', now() + interval '1 hour',
                            'opal', now(), '{}', now())"""),
                arguments(Invariant.LEDGER_SUMS_TO_ZERO, """
                    alter table ledger_entry disable trigger ledger_sums_to_zero;
                    insert into ledger_entry (transaction_id, account, amount, currency, order_id, reason)
                    values ('{tx}', 'refunds', 7, 'KRW', {paid}, 'CORRECTION');
                    alter table ledger_entry enable trigger ledger_sums_to_zero"""),
                arguments(Invariant.SHOPPER_IS_COUNTED, """
                    update shopper set seats = 1 where sale_id = {sale} and subject = {subject}"""),
                arguments(Invariant.WALLET_IS_ITS_ENTRIES, """
                    insert into wallet (customer_id, currency, balance) values ({ann}, 'KRW', 500);
                    insert into point_entry (customer_id, currency, amount, reason, reference, who, memo)
                    values ({ann}, 'KRW', 300, 'GOODWILL', uuidv7(), 'opal', 'a test')"""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("what_must_never_be")
    void what_must_never_be_is_found(Invariant invariant, String broken) {
        // Given
        var scene = scene();
        breakWith(scene, broken);

        // When
        look(scene);

        // Then
        assertThat(found(scene, invariant)).isNotEmpty();
    }

    @Test
    void every_invariant_is_broken_by_one_of_these() {
        assertThat(what_must_never_be().map(broken -> broken.get()[0]).distinct())
                .containsExactlyInAnyOrder((Object[]) Invariant.values());
    }

    @Test
    void what_is_broken_stops_its_performance_and_no_other_until_staff_have_looked() {
        // Given
        var scene = scene();
        var other = house.openSale();
        breakWith(scene, """
            update seat set state = 'AVAILABLE', order_id = null
             where performance_id = {performance} and id = 'A-1'""");
        look(scene);

        // When
        var refused = house.guest().holds(scene.on(), "B-1");

        // Then
        refused.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:sale-paused"));
        house.guest().holds(other, "B-1").then().statusCode(201);
        resume(scene.on(), "The seat was put right by hand.").then().statusCode(204);
        house.guest().holds(scene.on(), "B-1").then().statusCode(201);
    }

    @Test
    void who_lets_sales_go_on_is_written_down_and_stays_so() {
        // Given
        var scene = scene();
        breakWith(scene, "delete from seat where performance_id = {performance} and id = 'D-10'");
        look(scene);

        // When
        resume(scene.on(), "The seat was taken out for the sound desk.");

        // Then
        var violation = found(scene, Invariant.STATES_SUM_TO_CAPACITY).getFirst();
        assertThat(violation.closed().who()).isEqualTo("opal");
        assertThat(violation.closed().reason()).isEqualTo("The seat was taken out for the sound desk.");
        assertThatThrownBy(() -> house.run("delete from violation_closed")).hasMessageContaining("append-only");
        assertThatThrownBy(() -> house.run("update violation set found = ''")).hasMessageContaining("append-only");
    }

    @Test
    void the_same_finding_is_told_once_however_often_it_is_met() {
        // Given
        var scene = scene();
        breakWith(scene, "delete from seat where performance_id = {performance} and id = 'D-10'");
        look(scene);
        var told = await().atMost(Duration.ofSeconds(15)).until(() -> alarms(scene), many -> !many.isEmpty());
        resume(scene.on(), "The seat was taken out for the sound desk.");

        // When
        look(scene);
        look(scene);

        // Then
        assertThat(found(scene, Invariant.STATES_SUM_TO_CAPACITY)).hasSize(1);
        assertThat(told).singleElement().satisfies(alarm -> {
            assertThat(alarm.invariant()).isEqualTo("STATES_SUM_TO_CAPACITY");
            assertThat(alarm.stopped()).isTrue();
        });
        house.guest().holds(scene.on(), "B-1").then().statusCode(201);
    }

    @Test
    void sales_go_on_when_the_last_violation_of_the_performance_is_closed() {
        // Given
        var scene = scene();
        breakWith(scene, """
            update seat set state = 'AVAILABLE', order_id = null
             where performance_id = {performance} and id in ('A-1', 'A-2')""");
        look(scene);
        var both = found(scene, Invariant.TICKET_HAS_ITS_SEAT);
        assertThat(both).hasSize(2);
        close(both.getFirst()).then().statusCode(200).body("closed.who", equalTo("opal"));
        house.guest().holds(scene.on(), "B-1").then().statusCode(409);

        // When
        close(both.getLast());

        // Then
        house.guest().holds(scene.on(), "B-1").then().statusCode(201);
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void violations_are_for_operations_only() {
        RestAssured.given().get("/api/staff/violations").then().statusCode(403);
    }

    @Test
    void a_busy_house_in_order_is_found_in_order() {
        // Given
        var on = house.openSale();
        var ann = house.member();
        var bob = house.guest();
        var partly = ann.buys(on, "A-1", "A-2");
        cancel(ann, partly, List.of(ticketsOf(ann, partly).getFirst()));
        cancel(bob, bob.buys(on, "A-3"), List.of());
        ann.buys(on, "A-4");
        var lapsed = house.guest();
        var hold = lapsed.held(on, "A-5", "A-6");
        house.lapse(hold);
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(
                        () -> lapsed.asks().get("/api/holds/{h}", hold).then().body("state", equalTo("LAPSED")));
        var declined = house.guest();
        var order = declined.ordered(declined.held(on, "A-7"));
        declined.confirms(declined.atTheGateway(order, 140_000, "decline"));
        var waiting = house.guest();
        var unknown = waiting.atTheGateway(waiting.ordered(waiting.held(on, "A-8")), 140_000, "approve");
        house.gatewayFaults("{\"confirm\":{\"mode\":\"ERROR_500\",\"times\":1}}");
        waiting.confirms(unknown).then().body("state", equalTo("PENDING"));
        lateAfterSomebodyElse(on, "B-1");
        late(on, "B-2");
        house.guest().held(on, "B-3", "B-4");
        var dan = house.member();
        dan.buys(on, "B-5");
        cancel(dan, offeredAndBought(on, dan, "B-6"), List.of());
        offeredAndBought(on, house.member(), "B-7");

        // When
        look(on);

        // Then
        assertThat(foundIn(on)).isEmpty();
        house.guest().holds(on, "C-1").then().statusCode(201);
    }

    @Test
    void two_processes_do_not_look_at_the_same_time() {
        // Given
        house.run("update verification set due_at = now()");
        var before = endedAt();
        verification.look();
        var once = endedAt();

        // When
        verification.look();

        // Then
        assertThat(once).isAfter(before);
        assertThat(endedAt()).isEqualTo(once);
    }

    private Instant endedAt() {
        return Sql.of("select coalesce(ended_at, 'epoch') as at from verification")
                .one(database, row -> row.moment("at"));
    }

    /// Somebody gives the seat back, and the waitlist offers it.
    private String offeredAndBought(OnSale on, Buyer who, String seat) {
        var before = house.guest();
        cancel(before, before.buys(on, seat), List.of());
        broker.awaitSales(
                SeatsReleased.class,
                event -> event.performance().toString().equals(on.performance())
                        && event.seats().stream()
                                .anyMatch(back -> back.seat().value().equals(seat)));
        var offer = OfferId.next();
        broker.tell(new SeatsOffered(
                PerformanceId.fromString(on.performance()),
                offer,
                EntryId.next(),
                who.customer(),
                List.of(new SeatId(seat)),
                Instant.now().plusSeconds(1_800)));
        await().atMost(Duration.ofSeconds(15))
                .until(() -> who.asks().get("/api/offers/{o}", offer.toString()).statusCode() == 200);
        String hold = who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .post("/api/offers/{o}/acceptance", offer.toString())
                .then()
                .statusCode(200)
                .extract()
                .path("hold");
        var order = who.ordered(hold);
        who.confirms(who.atTheGateway(order, 110_000, "approve")).then().body("state", equalTo("CAPTURED"));
        return order;
    }

    private void late(OnSale on, String seat) {
        var who = house.guest();
        var hold = who.held(on, seat);
        var order = who.ordered(hold);
        var paying = who.atTheGateway(order, 110_000, "approve");
        house.lapse(hold);
        house.gatewayConfirms(paying.key(), order, 110_000);
        webhook(paying.key());
        who.sees(order).then().body("state", equalTo("PAID"));
    }

    private void lateAfterSomebodyElse(OnSale on, String seat) {
        var who = house.guest();
        var hold = who.held(on, seat);
        var order = who.ordered(hold);
        var paying = who.atTheGateway(order, 110_000, "approve");
        house.lapse(hold);
        house.guest().buys(on, seat);
        house.gatewayConfirms(paying.key(), order, 110_000);
        webhook(paying.key());
        who.sees(order).then().body("payments[0].state", equalTo("LATE"));
    }

    private void webhook(String key) {
        house.gatewayTells(key, BoxOffice.newKey()).then().statusCode(204);
    }

    private static List<String> ticketsOf(Buyer who, String order) {
        return who.sees(order).then().extract().path("tickets.id");
    }

    private static void cancel(Buyer who, String order, List<String> tickets) {
        String quote = who.asks()
                .queryParam("tickets", String.join(",", tickets))
                .get("/api/orders/{o}/cancellation-quote", order)
                .then()
                .statusCode(200)
                .extract()
                .path("quote");
        who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(tickets.isEmpty() ? Map.of("quote", quote) : Map.of("quote", quote, "tickets", tickets))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
    }

    private void breakWith(Scene scene, String statements) {
        var transaction = java.util.UUID.randomUUID().toString();
        QuarkusTransaction.requiringNew().run(() -> Arrays.stream(
                        scene.in(statements).replace("{tx}", transaction).split(";"))
                .forEach(this::runAsItIs));
    }

    /// Without taking a colon for the name of a parameter.
    private void runAsItIs(String statement) {
        try (var connection = database.getConnection();
                var plain = connection.createStatement()) {
            plain.execute(statement);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    private void look(Scene scene) {
        look(scene.on());
    }

    /// At what is new and at the whole performance, as one process does at its turn.
    private void look(OnSale on) {
        house.run("update verification set due_at = now()");
        verification.look();
        verification.lookAt(PerformanceId.fromString(on.performance()));
    }

    private List<Violation> found(Scene scene, Invariant invariant) {
        var customer = scene.ann().customer().toString();
        return violations.list(false, Long.MAX_VALUE, 1_000).stream()
                .filter(one -> one.invariant().equals(invariant.name()))
                .filter(one -> one.performance() == null
                        ? one.about().contains(customer)
                        : one.performance().toString().equals(scene.on().performance()))
                .toList();
    }

    private List<Violation> foundIn(OnSale on) {
        return violations.list(false, Long.MAX_VALUE, 1_000).stream()
                .filter(one -> one.performance() != null
                        && one.performance().toString().equals(on.performance()))
                .toList();
    }

    private List<io.holdfast.contracts.event.AlarmEvent.ViolationFound> alarms(Scene scene) {
        return broker.alarms().stream()
                .filter(alarm -> alarm.performance() != null
                        && alarm.performance().toString().equals(scene.on().performance()))
                .toList();
    }

    private static Response resume(OnSale on, String reason) {
        return RestAssured.given()
                .contentType("application/json")
                .body(Map.of("reason", reason))
                .post("/api/staff/performances/{p}/resumption", on.performance());
    }

    private static Response close(Violation violation) {
        return RestAssured.given()
                .contentType("application/json")
                .body(Map.of("reason", "Put right."))
                .post("/api/staff/violations/{v}/closure", violation.id());
    }
}
