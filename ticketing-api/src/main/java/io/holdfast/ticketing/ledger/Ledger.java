package io.holdfast.ticketing.ledger;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Books what has happened to money, in the transaction in which it happened.
@ApplicationScoped
public class Ledger {

    /// The channel that pays with points. What came by it was owed to the member before.
    public static final String POINTS = "points";

    private static final String OPEN_COUPONS = "coupons:open";

    private static final String TRANSFER = """
        insert into ledger_entry (transaction_id, account, amount, currency, order_id, about, reason)
        values (:transaction, :to, :amount, :currency, cast(:order as uuid), cast(:about as uuid), :reason),
               (:transaction, :from, -:amount, :currency, cast(:order as uuid), cast(:about as uuid), :reason)
        """;

    /// A whole purchase in one statement, from the order itself: what came in, whose it is, what a coupon paid of it.
    /// The coupon's promise is fulfilled; what it promised beyond the discount has cost nothing after all.
    private static final String PURCHASE = """
        insert into ledger_entry (transaction_id, account, amount, currency, order_id, reason)
        select :transaction, line.account, line.amount, orders.currency, orders.id, 'PURCHASE'
          from orders
          left join coupon on coupon.id = orders.coupon_id
          left join coupon_issue on coupon_issue.id = coupon.issue_id
         cross join lateral (values
               (:source, orders.amount),
               (:sales, -(orders.amount - orders.service_fee - orders.delivery_fee + orders.coupon_discount)),
               ('fees', -orders.service_fee),
               ('delivery', -orders.delivery_fee),
               (:openCoupons, coupon_issue.amount),
               ('coupons', orders.coupon_discount - coupon_issue.amount)) as line(account, amount)
         where orders.id = :order
           and orders.amount = :amount
           and line.amount <> 0
        """;

    /// What goes back, taken from where it was; a coupon's part of a ticket has cost nothing after all.
    private static final String CANCELLATION = """
        insert into ledger_entry (transaction_id, account, amount, currency, order_id, reason)
        select :transaction, line.account, line.amount, :currency, :order, 'CANCELLATION'
          from (values
               ('refunds', -cast(:refund as bigint)),
               (:sales, cast(:refund as bigint) - :serviceFee - :deliveryFee + :couponDiscount),
               ('fees', cast(:serviceFee as bigint)),
               ('delivery', cast(:deliveryFee as bigint)),
               ('coupons', cast(:promisedAgain as bigint) - :couponDiscount),
               (:openCoupons, -cast(:promisedAgain as bigint))) as line(account, amount)
         where line.amount <> 0
        """;

    private final DataSource database;

    Ledger(DataSource database) {
        this.database = database;
    }

    /// An order is paid by this channel.
    ///
    /// @param amount what came in: all of the order, or this is a bug
    /// @return how many lines were booked; none for a positive amount means that it was another than the order's
    public Answer<Integer> purchased(
            Together together, OrderId order, PerformanceId performance, String channel, Money amount) {
        return together.run(Sql.of(PURCHASE)
                .with("transaction", UUID.randomUUID())
                .with("order", order)
                .with("source", source(channel))
                .with("sales", sales(performance))
                .with("openCoupons", OPEN_COUPONS)
                .with("amount", amount.amount()));
    }

    /// What a cancellation moves.
    ///
    /// @param refund what the customer is owed from now on, fees and delivery included
    /// @param couponDiscount what a coupon had paid of the tickets
    /// @param promisedAgain what the coupon may cost again, since it was given back; zero when it was not
    public record Returned(
            Money refund, Money serviceFee, Money deliveryFee, Money couponDiscount, Money promisedAgain) {}

    public void cancelled(OrderId order, PerformanceId performance, Returned returned) {
        Sql.of(CANCELLATION)
                .with("transaction", UUID.randomUUID())
                .with("order", order)
                .with("sales", sales(performance))
                .with("openCoupons", OPEN_COUPONS)
                .with("currency", returned.refund().currency().getCurrencyCode())
                .with("refund", returned.refund().amount())
                .with("serviceFee", returned.serviceFee().amount())
                .with("deliveryFee", returned.deliveryFee().amount())
                .with("couponDiscount", returned.couponDiscount().amount())
                .with("promisedAgain", returned.promisedAgain().amount())
                .run(database);
    }

    /// Money came that nobody should have taken; the customer is owed all of it.
    public void lateCapture(OrderId order, String channel, Money amount) {
        transfer(order, null, "LATE_CAPTURE", "refunds", source(channel), amount);
    }

    /// It has been given back, by the way it came.
    public void refunded(OrderId order, String channel, Money refund) {
        transfer(order, null, "REFUND", source(channel), "refunds", refund);
    }

    /// A gateway's books say otherwise than ours, by this much; whose it is has yet to be found out.
    ///
    /// @param difference what it has more than we thought; negative for less
    public void corrected(@Nullable OrderId order, @Nullable UUID about, String channel, Money difference) {
        transfer(order, about, "CORRECTION", "differences", source(channel), difference);
    }

    /// A member has bought points.
    public void toppedUp(UUID topUp, String channel, Money amount) {
        transfer(null, topUp, "TOP_UP", POINTS, source(channel), amount);
    }

    /// A member was given points for nothing.
    public void givenAway(UUID gift, Money amount) {
        transfer(null, gift, "GOODWILL", POINTS, "goodwill", amount);
    }

    /// A member has given points up; we owe them nothing for those any more.
    public void waived(UUID waiver, Money amount) {
        transfer(null, waiver, "POINTS_WAIVED", "waived", POINTS, amount);
    }

    /// So much may promotions cost from now on.
    public void couponsIssued(UUID issue, Money amount) {
        transfer(null, issue, "COUPON_ISSUED", OPEN_COUPONS, "coupons", amount);
    }

    /// So much was promised and not used in time.
    public void couponsExpired(UUID issue, Money amount) {
        transfer(null, issue, "COUPON_EXPIRED", "coupons", OPEN_COUPONS, amount);
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
