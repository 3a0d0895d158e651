package io.holdfast.ticketing.repayment;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.RefundEvent.RefundParked;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Inbox;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.point.Wallets;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/// What is owed, and what has been given back.
@ApplicationScoped
public class Repayments {

    /// A late capture is money that came in and goes out; otherwise only what came in before can go out. The
    /// order's own row says how much that is, and its constraint that it is never more. What a customer gives
    /// back leaves an order with fewer valid tickets, or with none.
    private static final String OWE = """
        with covered as (
            update orders
               set captured = captured + case :cause when 'LATE_CAPTURE' then :refund else 0 end,
                   owed = owed + :refund,
                   state = case
                       when :cause = 'LATE_CAPTURE' then state
                       when exists (select from ticket where order_id = orders.id and ticket.state = 'VALID')
                           then 'PARTLY_CANCELLED'
                       else 'CANCELLED' end
             where id = :order
            returning id)
        insert into cancellation (id, order_id, refund_id, cause, tickets, step, gross, fee, refund, service_fee, delivery_fee,
                                  currency, refund_state)
        select :id, covered.id, cast(:refundId as uuid), :cause, cast(:tickets as uuid[]), :step, :gross, :fee, :refund,
               :serviceFee, :deliveryFee, :currency,
               case when :refund > 0 then 'REQUESTED' else 'NONE' end
          from covered
        """;

    /// Only once: the second time there is no row to move.
    private static final String SETTLED = """
        update cancellation
           set refund_state = 'SETTLED', settled_at = now()
          from payment
         where cancellation.refund_id = :refund
           and cancellation.refund_state in ('REQUESTED', 'PARKED')
           and payment.id = :payment
        returning cancellation.order_id, payment.channel, cancellation.refund as amount, cancellation.currency,
                  (select customer_id from orders where id = cancellation.order_id) as customer_id
        """;

    private static final String PARKED = """
        update cancellation
           set refund_state = 'PARKED'
         where refund_id = :refund
           and refund_state = 'REQUESTED'
        """;

    /// The newest word counts, as long as it is not done.
    private static final String DELAYED = """
        update cancellation
           set expected_at = :expected, expected_told_at = :at
         where refund_id = :refund
           and refund_state in ('REQUESTED', 'PARKED')
           and (expected_told_at is null or expected_told_at < :at)
        """;

    private static final String ACCOUNT_NEEDED = """
        update cancellation
           set account_needed_at = :at
         where refund_id = :refund
           and refund_state in ('REQUESTED', 'PARKED')
           and (account_needed_at is null or account_needed_at < :at)
        """;

    private final DataSource database;
    private final Ledger ledger;
    private final Wallets wallets;
    private final Inbox inbox;

    Repayments(DataSource database, Ledger ledger, Wallets wallets, Inbox inbox) {
        this.database = database;
        this.ledger = ledger;
        this.wallets = wallets;
        this.inbox = inbox;
    }

    /// Why money is owed.
    public enum Cause {
        CUSTOMER,
        LATE_CAPTURE,
        /// The performance was called off.
        ORGANISER
    }

    /// What is kept and what goes back.
    ///
    /// @param serviceFee and `deliveryFee`: the part of the refund that are fees
    public record Sum(Money fee, Money refund, Money serviceFee, Money deliveryFee) {

        /// All of a payment goes back.
        public static Sum allOf(Money payment) {
            var none = Money.zero(payment.currency());
            return new Sum(none, payment, none, none);
        }
    }

    /// Writes down what is owed and what has become of the order, whose tickets have been cancelled before.
    ///
    /// @param refund absent when nothing goes back
    /// @throws io.holdfast.sql.DatabaseException if that is more than has been paid
    public void owe(
            CancellationId id,
            OrderId order,
            @Nullable RefundId refund,
            Cause cause,
            Collection<TicketId> tickets,
            String step,
            Sum sum) {
        Sql.of(OWE)
                .with("id", id)
                .with("order", order)
                .with("refundId", refund)
                .with("cause", cause)
                .with("tickets", tickets.stream().map(TicketId::value).toList())
                .with("step", step)
                .with("gross", sum.fee().plus(sum.refund()).amount())
                .with("fee", sum.fee().amount())
                .with("refund", sum.refund().amount())
                .with("serviceFee", sum.serviceFee().amount())
                .with("deliveryFee", sum.deliveryFee().amount())
                .with("currency", sum.fee().currency().getCurrencyCode())
                .run(database);
    }

    /// What could not be acted on is tried again, also while nothing new is told.
    void start(@Observes StartupEvent event) {
        inbox.listen("repayments", this::hear);
    }

    @Incoming("refunds")
    @Blocking
    void on(ConsumerRecord<String, byte[]> message) {
        inbox.receive("repayments", message, this::hear);
    }

    /// What is owed has gone back to where it came from, whoever has sent it. Said again, it changes nothing.
    public void haveGoneBack(RefundId refund, PaymentId payment) {
        Sql.of(SETTLED)
                .with("refund", refund)
                .with("payment", payment)
                .first(
                        database,
                        row -> new Settlement(
                                new OrderId(row.uuid("order_id")),
                                new CustomerId(row.uuid("customer_id")),
                                row.text("channel"),
                                row.money()))
                .ifPresent(done -> settled(done, refund));
    }

    void hear(Event event) {
        if (event instanceof RefundSettled settled) {
            haveGoneBack(settled.refund(), settled.payment());
        } else if (event instanceof RefundParked parked) {
            Sql.of(PARKED).with("refund", parked.refund()).run(database);
        } else if (event instanceof RefundDelayed delayed) {
            Sql.of(DELAYED)
                    .with("refund", delayed.refund())
                    .with("expected", delayed.expectedAt())
                    .with("at", delayed.at())
                    .run(database);
        } else if (event instanceof RefundAccountNeeded needed) {
            Sql.of(ACCOUNT_NEEDED)
                    .with("refund", needed.refund())
                    .with("at", needed.at())
                    .run(database);
        }
    }

    private record Settlement(OrderId order, CustomerId customer, String channel, Money amount) {}

    /// What was paid with points goes back into the wallet here and now; the rest has gone back at its gateway.
    private void settled(Settlement done, RefundId refund) {
        if (done.channel().equals(Ledger.POINTS)) {
            wallets.credit(done.customer(), done.amount(), new Wallets.Reason.Refund(done.order()), refund.value());
        } else {
            ledger.refunded(done.order(), done.channel(), done.amount());
        }
    }
}
