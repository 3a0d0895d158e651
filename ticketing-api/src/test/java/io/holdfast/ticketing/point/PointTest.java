package io.holdfast.ticketing.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.point.Wallets.Reason;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
@TestSecurity(
        user = "otto",
        roles = {"operations", "organiser"})
class PointTest {

    @Inject
    BoxOffice house;

    @Inject
    Wallets wallets;

    @Inject
    DataSource database;

    @Test
    void staff_give_points_and_the_member_reads_why() {
        // Given
        var ann = house.member();

        // When
        var answer = gives(ann.customer(), 5_000, "Two evenings in a queue that stood still");

        // Then
        answer.then().statusCode(201).body("balance.amount", equalTo(5_000));
        ann.asks()
                .get("/api/me/points")
                .then()
                .statusCode(200)
                .body("balances.amount", contains(5_000))
                .body("history[0].reason", equalTo("GOODWILL"))
                .body("history[0].memo", equalTo("Two evenings in a queue that stood still"))
                .body("next", nullValue());
    }

    @Test
    void points_asked_for_twice_under_one_key_are_given_once() {
        var ann = house.member();
        var key = BoxOffice.newKey();

        gives(key, ann.customer(), 5_000, "Sorry").then().statusCode(201);
        gives(key, ann.customer(), 5_000, "Sorry")
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", equalTo("true"));

        assertThat(balance(ann)).isEqualTo(5_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 100_000_001})
    void an_amount_out_of_range_is_refused(long amount) {
        gives(house.member().customer(), amount, "Sorry").then().statusCode(400);
    }

    @Test
    void nobody_who_is_no_member_is_given_points() {
        gives(CustomerId.next(), 1_000, "Sorry").then().statusCode(404);
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void organisers_give_no_points() {
        gives(house.member().customer(), 1_000, "Sorry").then().statusCode(403);
    }

    @Test
    void a_guest_has_no_points_to_look_at() {
        house.guest().asks().get("/api/me/points").then().statusCode(401);
    }

    @Test
    void a_long_history_comes_in_pages() {
        // Given
        var ann = house.member();
        for (var i = 0; i < 60; i++) {
            credits(ann, 10);
        }

        // When
        var first = ann.asks()
                .get("/api/me/points")
                .then()
                .body("history", hasSize(50))
                .extract()
                .jsonPath();
        var second = ann.asks().queryParam("after", first.getString("next")).get("/api/me/points");

        // Then
        second.then().body("history", hasSize(10)).body("next", nullValue());
        assertThat(second.jsonPath().getList("history.id")).doesNotContainAnyElementsOf(first.getList("history.id"));
        ann.asks().queryParam("after", "yesterday").get("/api/me/points").then().statusCode(400);
        house.member().asks().get("/api/me/points").then().body("history", empty());
    }

    @Test
    void nobody_spends_more_than_they_have() {
        var ann = house.member();
        credits(ann, 1_000);
        var order = orderOf(ann);

        var enough = spends(ann, 1_000, order);
        var tooMuch = spends(ann, 1, order);

        assertThat(enough).isTrue();
        assertThat(tooMuch).isFalse();
        assertThat(balance(ann)).isZero();
    }

    @Test
    void a_reference_gives_points_once() {
        // Given
        var ann = house.member();
        var topUp = UUID.randomUUID();

        // When
        var times = new AtomicInteger();
        at64(() -> {
            if (inTransaction(
                    () -> wallets.credit(ann.customer(), Money.won(700), new Reason.TopUp("simulator-card"), topUp))) {
                times.incrementAndGet();
            }
        });

        // Then
        assertThat(times).hasValue(1);
        assertThat(balance(ann)).isEqualTo(700);
    }

    @Test
    void credits_and_spends_at_once_never_go_below_zero_and_add_up() {
        // Given
        var ann = house.member();
        var order = orderOf(ann);
        credits(ann, 500);

        // When
        var spent = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 50; i++) {
                threads.submit(() -> credits(ann, 100));
                threads.submit(() -> {
                    if (spends(ann, 300, order)) {
                        spent.incrementAndGet();
                    }
                });
            }
        }

        // Then
        assertThat(spent.get()).isBetween(1, 18);
        assertThat(balance(ann)).isEqualTo(500 + 50 * 100 - spent.get() * 300L).isNotNegative();
        assertThat(sum("select coalesce(sum(amount), 0) as n from point_entry where customer_id = :customer", ann))
                .isEqualTo(balance(ann));
    }

    @Test
    void what_was_given_stands_in_the_ledger() {
        var ann = house.member();

        credits(ann, 1_234);

        assertThat(sum("""
                select -sum(ledger_entry.amount) as n
                  from ledger_entry
                  join point_entry on point_entry.reference = ledger_entry.about
                 where ledger_entry.account = 'points' and point_entry.customer_id = :customer
                """, ann)).isEqualTo(1_234);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update point_entry set amount = 1", "delete from point_entry", "truncate point_entry"})
    void the_history_stays_as_it_was_written(String tampering) {
        assertThatThrownBy(() -> house.run(tampering)).hasMessageContaining("permission denied");
    }

    private Response gives(CustomerId customer, long amount, String reason) {
        return gives(BoxOffice.newKey(), customer, amount, reason);
    }

    private Response gives(String key, CustomerId customer, long amount, String reason) {
        return house.staff()
                .header("Idempotency-Key", key)
                .body(Map.of("amount", BoxOffice.won(amount), "reason", reason))
                .post("/api/staff/customers/{c}/points", customer.toString());
    }

    private void credits(BoxOffice.Buyer ann, long amount) {
        inTransaction(() -> wallets.credit(
                ann.customer(), Money.won(amount), new Reason.Goodwill("otto", "a test"), UUID.randomUUID()));
    }

    private boolean spends(BoxOffice.Buyer ann, long amount, OrderId order) {
        return inTransaction(() -> {
            var together = new Together();
            var spent = wallets.spend(together, ann.customer(), Money.won(amount), order, PaymentId.next());
            together.send(database);
            return spent.get() == 1;
        });
    }

    private OrderId orderOf(BoxOffice.Buyer ann) {
        return OrderId.fromString(ann.ordered(ann.held(house.openSale(), "A-1")));
    }

    private long balance(BoxOffice.Buyer ann) {
        return wallets.balance(ann.customer(), "KRW").amount();
    }

    private long sum(String query, BoxOffice.Buyer ann) {
        return Sql.of(query).with("customer", ann.customer()).one(database, row -> row.large("n"));
    }

    private static boolean inTransaction(java.util.concurrent.Callable<Boolean> work) {
        return QuarkusTransaction.requiringNew().call(work);
    }

    private static void at64(Runnable work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 64; i++) {
                threads.submit(work);
            }
        }
    }
}
