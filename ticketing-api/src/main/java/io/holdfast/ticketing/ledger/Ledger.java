package io.holdfast.ticketing.ledger;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import javax.sql.DataSource;

/// Books what has happened to money, in the transaction in which it happened.
@ApplicationScoped
public class Ledger {

    private static final String TRANSFER = """
        insert into ledger_entry (transaction_id, account, amount, currency, order_id, reason)
        values (:transaction, :to, :amount, :currency, :order, :reason),
               (:transaction, :from, -:amount, :currency, :order, :reason)
        """;

    private final DataSource database;

    Ledger(DataSource database) {
        this.database = database;
    }

    public void purchased(OrderId order, PerformanceId performance, String channel, Money amount) {
        transfer(order, "PURCHASE", sales(performance), gateway(channel), amount);
    }

    /// The customer is owed this much from now on.
    public void cancelled(OrderId order, PerformanceId performance, Money refund) {
        transfer(order, "CANCELLATION", "refunds", sales(performance), refund);
    }

    /// Money came that nobody should have taken; the customer is owed all of it.
    public void lateCapture(OrderId order, String channel, Money amount) {
        transfer(order, "LATE_CAPTURE", "refunds", gateway(channel), amount);
    }

    /// The gateway has given it back.
    public void refunded(OrderId order, String channel, Money refund) {
        transfer(order, "REFUND", gateway(channel), "refunds", refund);
    }

    private void transfer(OrderId order, String reason, String from, String to, Money amount) {
        Sql.of(TRANSFER)
                .with("transaction", UUID.randomUUID())
                .with("from", from)
                .with("to", to)
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .with("order", order)
                .with("reason", reason)
                .run(database);
    }

    private static String sales(PerformanceId performance) {
        return "sales:" + performance;
    }

    private static String gateway(String channel) {
        return "gateway:" + channel;
    }
}
