package io.holdfast.ticketing.cancellation;

import static io.holdfast.contracts.problem.ProblemType.CANCELLATION_QUOTE_CHANGED;
import static io.holdfast.contracts.problem.ProblemType.ORDER_NOT_CANCELLABLE;

import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.coupon.Coupons;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.payment.Payment;
import io.holdfast.ticketing.payment.Payments;
import io.holdfast.ticketing.refundrule.RefundRule;
import io.holdfast.ticketing.repayment.Cancellation;
import io.holdfast.ticketing.repayment.Repayments;
import io.holdfast.ticketing.seat.Releases;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.ticketing.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where tickets are given back.
@ApplicationScoped
class Cancellations {

    private final DataSource database;
    private final Orders orders;
    private final Tickets tickets;
    private final Payments payments;
    private final Catalogue catalogue;
    private final Repayments repayments;
    private final Releases releases;
    private final Holds holds;
    private final Coupons coupons;
    private final Ledger ledger;
    private final Outbox outbox;

    Cancellations(
            DataSource database,
            Orders orders,
            Tickets tickets,
            Payments payments,
            Catalogue catalogue,
            Repayments repayments,
            Releases releases,
            Holds holds,
            Coupons coupons,
            Ledger ledger,
            Outbox outbox) {
        this.database = database;
        this.orders = orders;
        this.tickets = tickets;
        this.payments = payments;
        this.catalogue = catalogue;
        this.repayments = repayments;
        this.releases = releases;
        this.holds = holds;
        this.coupons = coupons;
        this.ledger = ledger;
        this.outbox = outbox;
    }

    /// What giving these tickets back comes to at this moment.
    ///
    /// @param gross what is given up: what was paid for the tickets, and the fees that come back with them
    /// @param fee what is kept of it
    /// @param serviceFee and `deliveryFee`: the part of the refund that are fees; kept as soon as
    ///     anything is
    /// @param couponReturned whether the coupon can be used again
    /// @param quote names these terms; a cancellation says which terms it agrees to
    /// @param nextStep when it gets dearer; absent on the last step
    record Quote(
            List<TicketId> tickets,
            Money gross,
            Money fee,
            Money refund,
            Money serviceFee,
            Money deliveryFee,
            boolean couponReturned,
            String step,
            int percent,
            RefundRule.@Nullable Next nextStep,
            String quote) {}

    /// What an order was sold with, as far as it matters when it is given back.
    ///
    /// @param serviceFee for each ticket
    /// @param promised what the coupon may cost when it is given back
    /// @param kept what was kept of it so far
    private record Terms(Money serviceFee, Money deliveryFee, Optional<CouponId> coupon, Money promised, Money kept) {}

    private static final String TERMS = """
        select orders.currency, orders.delivery_fee, orders.coupon_id,
               orders.service_fee / (select count(*) from order_line where order_id = orders.id) as service_fee,
               coalesce((select coupon_issue.amount
                           from coupon
                           join coupon_issue on coupon_issue.id = coupon.issue_id
                          where coupon.id = orders.coupon_id
                            and coupon.order_id = orders.id), 0) as promised,
               (select coalesce(sum(fee), 0) from cancellation where order_id = orders.id) as kept
          from orders
         where orders.id = :order
        """;

    /// @param wanted empty for all that are still valid
    @Transactional
    Quote quote(Order order, Set<TicketId> wanted) {
        return quoteNow(order, wanted);
    }

    /// Gives the tickets back: the decision, what is owed, and the seats, all in one transaction. The money itself
    /// follows on its own.
    ///
    /// @param agreed the quote the customer saw
    @Transactional
    Cancellation cancel(Order seen, Set<TicketId> wanted, String agreed) {
        var order = orders.lock(seen.id());
        var quote = quoteNow(order, wanted);
        if (!quote.quote().equals(agreed)) {
            throw CANCELLATION_QUOTE_CHANGED
                    .because("The refund amount has changed since you looked; please look again.")
                    .with("quote", quote)
                    .asException();
        }
        if (tickets.cancel(order.id(), quote.tickets()) != quote.tickets().size()) {
            throw ORDER_NOT_CANCELLABLE
                    .because("These tickets are not valid any more.")
                    .asException();
        }
        var all = tickets.of(order.id());
        var left = all.stream().anyMatch(ticket -> ticket.state() == Ticket.State.VALID);
        orders.move(order.id(), left ? Order.State.PARTLY_CANCELLED : Order.State.CANCELLED);

        var id = CancellationId.next();
        var refund = quote.refund().isPositive() ? RefundId.next() : null;
        var payment = refund == null ? null : captured(order);
        repayments.owe(
                id,
                order.id(),
                refund,
                Repayments.Cause.CUSTOMER,
                quote.tickets(),
                quote.step(),
                new Repayments.Sum(quote.fee(), quote.refund(), quote.serviceFee(), quote.deliveryFee()));
        ledger.cancelled(order.id(), order.performance(), returned(order, quote, all));
        var seats = all.stream()
                .filter(ticket -> quote.tickets().contains(ticket.id()))
                .map(Ticket::seat)
                .toList();
        // What the waitlist offered was never counted.
        if (holds.find(order.hold()).orElseThrow().offer().isEmpty()) {
            holds.countBack(order.sale(), order.subject(), seats.size());
        }
        outbox.append(new OrderCancelled(
                order.performance(),
                order.id(),
                id,
                order.customer(),
                quote.step(),
                quote.fee(),
                refund == null || payment == null
                        ? null
                        : new Repayment(
                                refund, payment.id(), payment.channel(), payment.providerPayment(), quote.refund()),
                databaseTime()));
        releases.ofOrder(order.id(), order.performance(), seats);
        return repayments.of(order.id()).stream()
                .filter(done -> done.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Quote quoteNow(Order order, Set<TicketId> wanted) {
        var valid = tickets.of(order.id()).stream()
                .filter(ticket -> ticket.state() == Ticket.State.VALID)
                .toList();
        var chosen = wanted.isEmpty()
                ? valid
                : valid.stream().filter(ticket -> wanted.contains(ticket.id())).toList();
        if (chosen.isEmpty() || (!wanted.isEmpty() && chosen.size() != wanted.size())) {
            throw ORDER_NOT_CANCELLABLE
                    .because("There is no such valid ticket in this order.")
                    .asException();
        }
        var performance = catalogue.performance(order.performance());
        var now = databaseTime();
        if (!now.isBefore(performance.startsAt())) {
            throw ORDER_NOT_CANCELLABLE.because("The performance has begun.").asException();
        }
        var rule = RefundRule.named(order.refundRule());
        var applied = rule.at(now, order.paidAt().orElse(order.at()), performance.startsAt(), performance.timeZone());
        var terms = terms(order);
        var none = Money.zero(order.total().currency());
        var free = applied.percent() == 0;
        var whole = chosen.size() == valid.size();
        var paid = chosen.stream().map(Ticket::price).reduce(none, Money::plus);
        var fee =
                chosen.stream().map(ticket -> rule.fee(ticket.price(), applied)).reduce(none, Money::plus);
        var service = free ? terms.serviceFee().times(chosen.size()) : none;
        var delivery = free && whole ? terms.deliveryFee() : none;
        var gross = paid.plus(service).plus(delivery);
        var again = free && whole && terms.kept().isZero() && terms.promised().isPositive();
        var ids = chosen.stream().map(Ticket::id).toList();
        var name = Integer.toHexString(Objects.hash(ids, gross, fee, applied.step(), again));
        return new Quote(
                ids,
                gross,
                fee,
                gross.minus(fee),
                service,
                delivery,
                again,
                applied.step(),
                applied.percent(),
                applied.next().orElse(null),
                name);
    }

    private Terms terms(Order order) {
        return Sql.of(TERMS)
                .with("order", order.id())
                .one(
                        database,
                        row -> new Terms(
                                row.money("service_fee"),
                                row.money("delivery_fee"),
                                row.maybeUuid("coupon_id").map(CouponId::new),
                                row.money("promised"),
                                row.money("kept")));
    }

    /// What the ledger moves: what a coupon had paid of the tickets has cost nothing after all, and a coupon that
    /// is given back may cost as much again.
    private Ledger.Returned returned(Order order, Quote quote, List<Ticket> all) {
        var none = Money.zero(order.total().currency());
        var byCoupon = all.stream()
                .filter(ticket -> quote.tickets().contains(ticket.id()))
                .map(Ticket::couponDiscount)
                .reduce(none, Money::plus);
        var promised = none;
        if (quote.couponReturned()) {
            var terms = terms(order);
            coupons.giveBack(terms.coupon().orElseThrow(), order.id());
            promised = terms.promised();
        }
        return new Ledger.Returned(quote.refund(), quote.serviceFee(), quote.deliveryFee(), byCoupon, promised);
    }

    private Payment captured(Order order) {
        Optional<Payment> payment = payments.of(order.id()).stream()
                .filter(one -> one.state() == Payment.State.CAPTURED)
                .findFirst();
        return payment.orElseThrow(
                () -> ORDER_NOT_CANCELLABLE.because("This order is not paid.").asException());
    }

    private Instant databaseTime() {
        return Sql.of("select now() as now").one(database, row -> row.moment("now"));
    }
}
