package io.holdfast.ticketing.cancellation;

import static io.holdfast.contracts.problem.ProblemType.CANCELLATION_QUOTE_CHANGED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.ORDER_NOT_CANCELLABLE;
import static io.holdfast.contracts.problem.ProblemType.TICKET_GIVEN_AWAY;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.ticketing.coupon.Coupons;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.refundrule.RefundRule;
import io.holdfast.ticketing.refundrule.RefundRules;
import io.holdfast.ticketing.repayment.Cancellation;
import io.holdfast.ticketing.repayment.Cancellation.Owed;
import io.holdfast.ticketing.repayment.Repayments;
import io.holdfast.ticketing.seat.Releases;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Tickets;
import io.holdfast.visitor.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where tickets are given back. Rows are locked in everybody's order: the order, seats, the shopper.
@ApplicationScoped
class Cancellations {

    private static final Logger LOG = Logger.getLogger(Cancellations.class);

    /// All that matters of an order when it is given back, one row for each ticket that can be; none if the
    /// order is not the visitor's. What a coupon promised counts as long as the order has it.
    private static final String OF_ORDER = """
        select orders.performance_id, orders.sale_id, orders.customer_id, orders.subject,
        """ + RefundRules.PROMISED + """
             ,
               orders.currency, orders.delivery_fee, orders.coupon_id, coalesce(orders.paid_at, orders.at) as bought_at,
               orders.service_fee / (select count(*) from order_line where order_id = orders.id) as service_fee,
               coalesce((select coupon_issue.amount
                           from coupon
                           join coupon_issue on coupon_issue.id = coupon.issue_id
                          where coupon.id = orders.coupon_id
                            and coupon.order_id = orders.id), 0) as promised,
               (select coalesce(sum(fee), 0) from cancellation where order_id = orders.id) as kept,
               hold.offer_id is not null as offered, now() as now, performance.cancelled_at is not null as called_off,
               payment.id as payment_id, payment.channel, payment.provider_payment,
               coalesce((select -sum(amount)
                           from ledger_entry
                          where order_id = orders.id
                            and account = 'gateway:' || payment.channel
                            and reason = 'CORRECTION'), 0) as unexplained,
               ticket.id as ticket_id, ticket.seat_id, ticket.amount, ticket.coupon_discount,
               ticket.holder_id is not null as given_away
          from orders
          join hold on hold.id = orders.hold_id
          join performance on performance.id = orders.performance_id
          left join payment on payment.order_id = orders.id and payment.state = 'CAPTURED'
          left join ticket on ticket.order_id = orders.id and ticket.state = 'VALID'
         where orders.id = :order
        """;

    private static final String BY_TICKET = """
         order by ticket.label, ticket.id
        """;

    private static final String KNOWN = OF_ORDER + """
           and (orders.customer_id = any (cast(:customers as uuid[])) or orders.subject = any (:subjects))
        """ + BY_TICKET;

    private static final String KNOWN_TO_US = OF_ORDER + BY_TICKET;

    private static final String LOCK = "select from orders where id = :order for update";

    /// In everybody's order of shoppers, whose rows are locked on the way.
    private static final String TO_GIVE_BACK = """
        select id
          from orders
         where performance_id = :performance
           and state in ('PAID', 'PARTLY_CANCELLED')
           and id <> all (cast(:except as uuid[]))
         order by sale_id, subject, id
         limit :most
        """;

    private static final String LOCK_TO_GIVE_BACK = TO_GIVE_BACK + "for update skip locked";

    private static final String LOCK_ONE_TO_GIVE_BACK = """
        select id
          from orders
         where id = :order
           and state in ('PAID', 'PARTLY_CANCELLED')
           for update skip locked
        """;

    /// Whoever keeps one of the rows does not keep the other orders waiting.
    private static final String WAIT_NOT_LONG = "select set_config('lock_timeout', '2s', true) is null as waits";

    private final DataSource database;
    private final RefundRules rules;
    private final Tickets tickets;
    private final Catalogue catalogue;
    private final Repayments repayments;
    private final Releases releases;
    private final Holds holds;
    private final Coupons coupons;
    private final Ledger ledger;
    private final Outbox outbox;

    Cancellations(
            DataSource database,
            RefundRules rules,
            Tickets tickets,
            Catalogue catalogue,
            Repayments repayments,
            Releases releases,
            Holds holds,
            Coupons coupons,
            Ledger ledger,
            Outbox outbox) {
        this.database = database;
        this.rules = rules;
        this.tickets = tickets;
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
    /// @param step `organiser` when the performance was called off: everything comes back
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

    /// What an order was sold with, and what has become of it.
    ///
    /// @param offered whether the waitlist had offered its seats
    /// @param calledOff whether the performance will not be: everything comes back, and the seats go to nobody
    /// @param rule what the customer was promised
    /// @param boughtAt when it was paid
    /// @param serviceFee for each ticket
    /// @param promised what the coupon may cost when it is given back
    /// @param kept what was kept of it so far
    /// @param unexplained what the gateway has given back without us, as comparing the books has found; negative if
    ///     it has more than we thought
    /// @param paid empty if nothing was
    private record Known(
            PerformanceId performance,
            SaleId sale,
            CustomerId customer,
            Subject subject,
            boolean offered,
            boolean calledOff,
            RefundRule rule,
            Instant boughtAt,
            Instant now,
            Money serviceFee,
            Money deliveryFee,
            Optional<CouponId> coupon,
            Money promised,
            Money kept,
            Money unexplained,
            Optional<Paid> paid) {

        Money none() {
            return Money.zero(kept.currency());
        }
    }

    private record Paid(PaymentId payment, String channel, String providerPayment) {}

    /// A ticket that can be given back.
    ///
    /// @param givenAway whether it is somebody else's by now; then only the organiser's calling off gives it
    ///     back
    private record Valid(TicketId id, SeatId seat, Money price, Money couponDiscount, boolean givenAway) {}

    /// What would be given back, and at which terms.
    private record Return(OrderId order, Known known, List<Valid> tickets, Quote quote) {

        /// What a coupon had paid of the tickets.
        Money byCoupon() {
            return tickets.stream().map(Valid::couponDiscount).reduce(known.none(), Money::plus);
        }
    }

    /// @param wanted empty for all that are still valid
    /// @throws ProblemException `NOT_FOUND`, whether it is somebody else's or nobody's,
    ///     `ORDER_NOT_CANCELLABLE`, or `TICKET_GIVEN_AWAY`
    Quote quote(OrderId order, Visitor visitor, Set<TicketId> wanted) {
        return returned(new Together(), order, knownTo(order, visitor), wanted).quote();
    }

    /// Gives the tickets back: the decision, what is owed, and the seats, all in one transaction. The money itself
    /// follows on its own.
    ///
    /// @param agreed the quote the customer saw
    /// @throws ProblemException as [#quote], or `CANCELLATION_QUOTE_CHANGED`
    @Transactional
    Cancellation cancel(OrderId order, Visitor visitor, Set<TicketId> wanted, String agreed) {
        // What others have done meanwhile shows only to a statement that begins once the lock is ours.
        var locked = new Together();
        locked.list(Sql.of(LOCK).with("order", order), _ -> order, List::size);
        var now = returned(locked, order, knownTo(order, visitor), wanted);
        var quote = now.quote();
        if (!quote.quote().equals(agreed)) {
            throw CANCELLATION_QUOTE_CHANGED
                    .because("The refund amount has changed since you looked; please look again.")
                    .with("quote", quote)
                    .asException();
        }
        return given(now, Repayments.Cause.CUSTOMER, true);
    }

    /// Gives up tickets whose money the gateway has given back already: in time that a restore has undone, or by
    /// hand. What came back stands in the books as a difference since they were compared; now it is what these
    /// tickets gave back, and nothing is sent to anybody.
    ///
    /// @param who and `why`: of staff
    /// @throws ProblemException `NOT_FOUND`, or `ORDER_NOT_CANCELLABLE`, also when nothing has come back
    ///     unexplained, or more than these tickets cost
    @Transactional
    Cancellation giveUpReturned(OrderId order, Set<TicketId> wanted, String who, String why) {
        var locked = new Together();
        locked.list(Sql.of(LOCK).with("order", order), _ -> order, List::size);
        var found = found(locked, Sql.of(KNOWN_TO_US).with("order", order), wanted);
        var known = found.known();
        if (!known.unexplained().isPositive()) {
            throw ORDER_NOT_CANCELLABLE
                    .because("No money of this order has gone back without us; compare the books first.")
                    .asException();
        }
        var paid = known.paid().orElseThrow();
        var done = given(
                new Return(order, known, found.chosen(), returnedQuote(known, found)),
                Repayments.Cause.CUSTOMER,
                false);
        var refund = done.refund().orElseThrow();
        repayments.haveGoneBack(refund.id(), paid.payment());
        ledger.corrected(order, null, paid.channel(), refund.amount());
        LOG.infof("%s has given up tickets of order %s, whose money had gone back: %s", who, order, why);
        return done.settled();
    }

    /// What has come back is of the tickets first, then of the fees.
    private static Quote returnedQuote(Known known, Found found) {
        var none = known.none();
        var paid = found.chosen().stream().map(Valid::price).reduce(none, Money::plus);
        var back = known.unexplained();
        var ofFees = back.minus(smaller(back, paid));
        var service = smaller(ofFees, known.serviceFee().times(found.chosen().size()));
        var delivery = smaller(ofFees.minus(service), found.isWhole() ? known.deliveryFee() : none);
        var fee = paid.minus(smaller(back, paid));
        if (!ofFees.equals(service.plus(delivery))) {
            throw ORDER_NOT_CANCELLABLE
                    .because("More has come back than these tickets cost.")
                    .asException();
        }
        return new Quote(
                found.chosen().stream().map(Valid::id).toList(),
                back.plus(fee),
                fee,
                back,
                service,
                delivery,
                false,
                OrderCancelled.RETURNED,
                0,
                null,
                "");
    }

    private static Money smaller(Money one, Money other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /// Gives back some orders of a performance that was called off, whole or what is left of them, in the running
    /// transaction. Those that somebody else is at are left to them.
    ///
    /// @param except which are left alone for now
    /// @return how many
    @Transactional(Transactional.TxType.MANDATORY)
    int giveBackSome(PerformanceId performance, int most, Collection<OrderId> except) {
        waitNotLong();
        var some = toGiveBack(LOCK_TO_GIVE_BACK, performance, most, except);
        some.forEach(this::giveBackLocked);
        return some.size();
    }

    /// The same of one order.
    ///
    /// @return whether there was anything to give back and nobody else was at it
    @Transactional(Transactional.TxType.MANDATORY)
    boolean giveBackOne(OrderId order) {
        waitNotLong();
        var found = Sql.of(LOCK_ONE_TO_GIVE_BACK).with("order", order).first(database, row -> row.uuid("id"));
        found.ifPresent(_ -> giveBackLocked(order));
        return found.isPresent();
    }

    private void waitNotLong() {
        Sql.of(WAIT_NOT_LONG).list(database, row -> row.flag("waits"));
    }

    /// Orders of which something has yet to be given back.
    List<OrderId> toGiveBack(PerformanceId performance, int most, Collection<OrderId> except) {
        return toGiveBack(TO_GIVE_BACK, performance, most, except);
    }

    private List<OrderId> toGiveBack(
            String statement, PerformanceId performance, int most, Collection<OrderId> except) {
        return Sql.of(statement)
                .with("performance", performance)
                .with("most", most)
                .with("except", except.stream().map(OrderId::toString).toList())
                .list(database, row -> new OrderId(row.uuid("id")));
    }

    private void giveBackLocked(OrderId order) {
        var now = returned(new Together(), order, Sql.of(KNOWN_TO_US).with("order", order), Set.of());
        if (!now.known().calledOff()) {
            throw new IllegalStateException("order " + order + " is given back, and its performance is to be");
        }
        given(now, Repayments.Cause.ORGANISER, true);
    }

    /// @param send whether the money has yet to go back
    private Cancellation given(Return now, Repayments.Cause cause, boolean send) {
        var order = now.order();
        var quote = now.quote();
        if (tickets.cancel(order, quote.tickets(), cause == Repayments.Cause.ORGANISER)
                != quote.tickets().size()) {
            throw ORDER_NOT_CANCELLABLE
                    .because("These tickets have been used, or are not valid any more.")
                    .asException();
        }
        var known = now.known();
        var id = CancellationId.next();
        var owed = quote.refund().isPositive() ? Optional.of(owed(known, quote)) : Optional.<Repayment>empty();
        var refund = owed.map(Repayment::refund);
        repayments.owe(
                id,
                order,
                refund.orElse(null),
                cause,
                quote.tickets(),
                quote.step(),
                new Repayments.Sum(quote.fee(), quote.refund(), quote.serviceFee(), quote.deliveryFee()));
        if (quote.couponReturned()) {
            var coupon = known.coupon().orElseThrow();
            if (known.calledOff()) {
                coupons.giveBackForAWhile(coupon, order);
            } else {
                coupons.giveBack(coupon, order);
            }
        }
        ledger.cancelled(
                order,
                known.performance(),
                new Ledger.Returned(
                        quote.refund(),
                        quote.serviceFee(),
                        quote.deliveryFee(),
                        now.byCoupon(),
                        quote.couponReturned() ? known.promised() : known.none()));
        var seats = now.tickets().stream().map(Valid::seat).toList();
        var released = released(order, known, seats);
        // What the waitlist offered was never counted.
        if (!known.offered()) {
            holds.countBack(known.sale(), known.subject(), seats.size());
        }
        var cancelled = new OrderCancelled(
                known.performance(),
                order,
                id,
                known.customer(),
                quote.step(),
                quote.fee(),
                send ? owed.orElse(null) : null,
                known.now());
        outbox.append(Stream.concat(Stream.of(cancelled), released.stream()).toArray(Event[]::new));
        return new Cancellation(
                id,
                quote.step(),
                quote.gross(),
                quote.fee(),
                refund.map(one -> Owed.fresh(one, quote.refund())),
                known.now());
    }

    private Optional<SeatsReleased> released(OrderId order, Known known, List<SeatId> seats) {
        if (known.calledOff()) {
            releases.outOfSale(order, known.performance(), seats);
            return Optional.empty();
        }
        return releases.returned(order, known.performance(), seats);
    }

    private static Repayment owed(Known known, Quote quote) {
        var paid = known.paid()
                .orElseThrow(() ->
                        ORDER_NOT_CANCELLABLE.because("This order is not paid.").asException());
        return new Repayment(RefundId.next(), paid.payment(), paid.channel(), paid.providerPayment(), quote.refund());
    }

    private static Sql knownTo(OrderId order, Visitor visitor) {
        return Sql.of(KNOWN)
                .with("order", order)
                .with("customers", visitor.customers())
                .with("subjects", visitor.subjectNames());
    }

    /// What is chosen of an order's valid tickets.
    private record Found(Known known, List<Valid> chosen, int valid) {
        boolean isWhole() {
            return chosen.size() == valid;
        }
    }

    private Return returned(Together together, OrderId order, Sql statement, Set<TicketId> wanted) {
        var found = found(together, statement, wanted);
        // Else it would go back twice.
        if (found.known().unexplained().isPositive()) {
            throw ORDER_NOT_CANCELLABLE
                    .because("Money of this order has gone back already; we have to look at it first.")
                    .asException();
        }
        return new Return(order, found.known(), found.chosen(), quote(found.known(), found.chosen(), found.isWhole()));
    }

    private Found found(Together together, Sql statement, Set<TicketId> wanted) {
        record Read(Known known, Optional<Valid> ticket) {}
        var read = together.list(statement, row -> new Read(known(row), ticket(row)), List::copyOf);
        together.send(database);
        var rows = read.get();
        if (rows.isEmpty()) {
            throw NOT_FOUND.because("There is no such order.").asException();
        }
        var known = rows.getFirst().known();
        var valid = rows.stream().flatMap(row -> row.ticket().stream()).toList();
        var named = valid.stream()
                .filter(ticket -> wanted.isEmpty() || wanted.contains(ticket.id()))
                .toList();
        var chosen = known.calledOff()
                ? named
                : named.stream().filter(ticket -> !ticket.givenAway()).toList();
        if (chosen.size() < named.size() && (chosen.isEmpty() || !wanted.isEmpty())) {
            throw TICKET_GIVEN_AWAY
                    .because("This ticket was given to somebody else.")
                    .asException();
        }
        if (chosen.isEmpty() || (!wanted.isEmpty() && chosen.size() != wanted.size())) {
            throw ORDER_NOT_CANCELLABLE
                    .because("There is no such valid ticket in this order.")
                    .asException();
        }
        return new Found(known, chosen, valid.size());
    }

    /// @param whole whether nothing is left of the order then
    private Quote quote(Known known, List<Valid> chosen, boolean whole) {
        var rule = known.rule();
        var applied = applied(known);
        var none = known.none();
        var free = applied.percent() == 0;
        var paid = chosen.stream().map(Valid::price).reduce(none, Money::plus);
        var fee =
                chosen.stream().map(ticket -> rule.fee(ticket.price(), applied)).reduce(none, Money::plus);
        var service = free ? known.serviceFee().times(chosen.size()) : none;
        var delivery = free && whole ? known.deliveryFee() : none;
        var gross = paid.plus(service).plus(delivery);
        var again = free
                && whole
                && (known.calledOff() || known.kept().isZero())
                && known.promised().isPositive();
        var ids = chosen.stream().map(Valid::id).toList();
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

    private RefundRule.Applied applied(Known known) {
        if (known.calledOff()) {
            return new RefundRule.Applied(OrderCancelled.BY_ORGANISER, 0, Optional.empty());
        }
        var performance = catalogue.performance(known.performance());
        if (!known.now().isBefore(performance.startsAt())) {
            throw ORDER_NOT_CANCELLABLE.because("The performance has begun.").asException();
        }
        return known.rule().at(known.now(), known.boughtAt(), performance.startsAt(), performance.timeZone());
    }

    private Known known(Row row) throws SQLException {
        var payment = row.maybeUuid("payment_id");
        return new Known(
                new PerformanceId(row.uuid("performance_id")),
                new SaleId(row.uuid("sale_id")),
                new CustomerId(row.uuid("customer_id")),
                new Subject(row.text("subject")),
                row.flag("offered"),
                row.flag("called_off"),
                rules.read(row.text("terms")),
                row.moment("bought_at"),
                row.moment("now"),
                row.money("service_fee"),
                row.money("delivery_fee"),
                row.maybeUuid("coupon_id").map(CouponId::new),
                row.money("promised"),
                row.money("kept"),
                row.money("unexplained"),
                payment.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Paid(
                                new PaymentId(payment.get()), row.text("channel"), row.text("provider_payment"))));
    }

    private static Optional<Valid> ticket(Row row) throws SQLException {
        var id = row.maybeUuid("ticket_id");
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new Valid(
                        new TicketId(id.get()),
                        new SeatId(row.text("seat_id")),
                        row.money(),
                        row.money("coupon_discount"),
                        row.flag("given_away")));
    }
}
