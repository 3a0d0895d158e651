package io.holdfast.ticketing.ledger;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Books what has happened to money, in the transaction in which it happened.
@ApplicationScoped
public class Ledger {

    /// The channel that pays with points. What came by it was owed to the member before.
    public static final String POINTS = "points";

    private static final String TRANSFER = """
        insert into ledger_entry (transaction_id, account, amount, currency, order_id, about, reason)
        values (:transaction, :to, :amount, :currency, cast(:order as uuid), cast(:about as uuid), :reason),
               (:transaction, :from, -:amount, :currency, cast(:order as uuid), cast(:about as uuid), :reason)
        """;

    private final DataSource database;

    Ledger(DataSource database) {
        this.database = database;
    }

    public void purchased(OrderId order, PerformanceId performance, String channel, Money amount) {
        if (!amount.isZero()) {
            transfer(order, null, "PURCHASE", sales(performance), source(channel), amount);
        }
    }

    /// The customer is owed this much from now on.
    public void cancelled(OrderId order, PerformanceId performance, Money refund) {
        transfer(order, null, "CANCELLATION", "refunds", sales(performance), refund);
    }

    /// Money came that nobody should have taken; the customer is owed all of it.
    public void lateCapture(OrderId order, String channel, Money amount) {
        transfer(order, null, "LATE_CAPTURE", "refunds", source(channel), amount);
    }

    /// It has been given back, by the way it came.
    public void refunded(OrderId order, String channel, Money refund) {
        transfer(order, null, "REFUND", source(channel), "refunds", refund);
    }

    /// A member has bought points.
    public void toppedUp(UUID topUp, String channel, Money amount) {
        transfer(null, topUp, "TOP_UP", POINTS, source(channel), amount);
    }

    /// A member was given points for nothing.
    public void givenAway(UUID gift, Money amount) {
        transfer(null, gift, "GOODWILL", POINTS, "goodwill", amount);
    }

    private void transfer(
            @Nullable OrderId order, @Nullable UUID about, String reason, String from, String to, Money amount) {
        Sql.of(TRANSFER)
                .with("transaction", UUID.randomUUID())
                .with("from", from)
                .with("to", to)
                .with("amount", amount.amount())
                .with("currency", amount.currency().getCurrencyCode())
                .with("order", order)
                .with("about", about)
                .with("reason", reason)
                .run(database);
    }

    private static String sales(PerformanceId performance) {
        return "sales:" + performance;
    }

    private static String source(String channel) {
        return channel.equals(POINTS) ? POINTS : "gateway:" + channel;
    }
}
