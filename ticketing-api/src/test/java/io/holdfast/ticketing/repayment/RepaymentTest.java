package io.holdfast.ticketing.repayment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@HouseTest
class RepaymentTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Repayments repayments;

    @Inject
    DataSource database;

    @Test
    void what_was_paid_with_points_comes_back_as_points_once() {
        // Given
        var on = house.openSale();
        var ann = house.member();
        var order = ann.buys(on, "A-1");
        house.run("update payment set channel = 'points' where order_id = '%s'".formatted(order));
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
        var owed = broker.awaitSales(
                OrderCancelled.class, event -> event.order().toString().equals(order));
        var settled = new RefundSettled(
                owed.repayment().refund(),
                owed.order(),
                owed.repayment().payment(),
                owed.performance(),
                owed.customer(),
                owed.repayment().amount(),
                "points",
                Instant.now());

        // When
        for (var i = 0; i < 3; i++) {
            QuarkusTransaction.requiringNew().run(() -> repayments.hear(settled));
        }

        // Then
        ann.asks()
                .get("/api/me/points")
                .then()
                .body("balances[0].amount", equalTo(140_000))
                .body("history.reason", equalTo(List.of("REFUND")))
                .body("history[0].order", equalTo(order));
        long booked = Sql.of("""
                select coalesce(sum(amount), 0) as n
                  from ledger_entry
                 where order_id = :order
                   and account = 'points'
                   and reason = 'REFUND'
                """).with("order", UUID.fromString(order)).one(database, row -> row.large("n"));
        assertThat(booked).isEqualTo(-140_000);
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true);
    }
}
