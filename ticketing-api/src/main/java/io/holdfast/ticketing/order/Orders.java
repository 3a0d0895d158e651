package io.holdfast.ticketing.order;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.QUOTE_CHANGED;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_RUNNING;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.coupon.Coupon;
import io.holdfast.ticketing.coupon.Coupons;
import io.holdfast.ticketing.price.Quote;
import io.holdfast.ticketing.refundrule.RefundRules;
import io.holdfast.visitor.Visitor;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where bookings are made and found.
@ApplicationScoped
public class Orders {

    private static final String COLUMNS = """
        select id, booking, performance_id, sale_id, hold_id, customer_id, subject, refund_rule, amount, currency,
               state, at, paid_at
          from orders
        """;

    /// Who is reached how, the order and its lines: all of it in one round trip, or nothing when the hold has
    /// become an order meanwhile, or the member has been forgotten. A guest's row is made here; a member's is
    /// there.
    private static final String PLACE = """
        with reached as (
            insert into customer (id, kind, contact, phone_index, email_index)
            values (:customer, 'GUEST', :contact, :phoneIndex, :emailIndex)
            on conflict (id) do update
               set contact = excluded.contact, phone_index = excluded.phone_index, email_index = excluded.email_index
             where customer.kind <> 'FORGOTTEN'
            returning id),
        placed as (
            insert into orders (id, booking, performance_id, sale_id, hold_id, customer_id, subject, recipient, delivery,
                                refund_rule, refund_terms, prices, quote, amount, service_fee, delivery_fee,
                                coupon_id, coupon_discount, currency, state)
            select :id, :booking, :performance, :sale, :hold, reached.id, :subject, :recipient, :delivery,
                   :refundRule, cast(:refundTerms as jsonb), :prices, :quote, :amount, :serviceFee, :deliveryFee,
                   cast(:coupon as uuid), :couponDiscount, :currency, 'PENDING'
              from reached
            on conflict (hold_id) do nothing
            returning id)
        insert into order_line (order_id, seat_id, price_type, regular, price, member_discount, coupon_discount, amount)
        select placed.id, line.seat, line.type, cast(line.regular as bigint), cast(line.price as bigint),
               cast(line.member_discount as bigint), cast(line.coupon_discount as bigint), cast(line.amount as bigint)
          from placed
         cross join unnest(:seats, :types, :regular, :price, :memberDiscount, :couponDiscounts, :amounts)
               as line(seat, type, regular, price, member_discount, coupon_discount, amount)
        """;

    private static final String BY_ID = COLUMNS + "where id = :id";
    private static final String LOCK = COLUMNS + "where id = :id for update";
    private static final String AMOUNTS = """
        select line.seat_id, line.amount, orders.currency
          from orders
          join order_line as line on line.order_id = orders.id
         where orders.id = :id
        """;
    private static final String COUPON = """
        select coupon.id, coupon.order_id is not distinct from orders.id as ours
          from orders
          join coupon on coupon.id = orders.coupon_id
         where orders.id = :order
        """;
    private static final String MINE = COLUMNS
            + "where (customer_id = any (cast(:customers as uuid[])) or subject = any (:subjects)) order by at desc limit 100";

    private static final String MOVE = """
        update orders
           set state = :state,
               paid_at = case when :state = 'PAID' then now() else paid_at end,
               captured = captured + case when :state = 'PAID' then amount else 0 end
         where id = :id
        """;

    /// Orders whose seats are gone and whose payments all came to nothing; their coupons may be used again.
    private static final String LAPSE = """
        with over as (
            select orders.id
              from orders
              join hold on hold.id = orders.hold_id
             where orders.state = 'PENDING'
               and hold.state in ('LAPSED', 'RELEASED')
               and not exists (select from payment
                                where order_id = orders.id
                                  and state in ('CONFIRMING', 'UNKNOWN', 'CAPTURED'))
             limit 500
               for update of orders skip locked),
        lapsed as (
            update orders
               set state = 'LAPSED'
              from over
             where orders.id = over.id
            returning orders.id, orders.coupon_id)
        update coupon
           set state = 'OPEN', order_id = null
          from lapsed
         where coupon.id = lapsed.coupon_id
           and coupon.order_id = lapsed.id
        """;

    private final DataSource database;
    private final Pricing pricing;
    private final BookingPace pace;
    private final Coupons coupons;
    private final Customers customers;
    private final RefundRules refundRules;
    private final Outbox outbox;

    Orders(
            DataSource database,
            Pricing pricing,
            BookingPace pace,
            Coupons coupons,
            Customers customers,
            RefundRules refundRules,
            Outbox outbox) {
        this.database = database;
        this.pricing = pricing;
        this.pace = pace;
        this.coupons = coupons;
        this.customers = customers;
        this.refundRules = refundRules;
        this.outbox = outbox;
    }

    /// What came of asking for an order.
    ///
    /// @param quote what it was made with
    public record Placed(Order order, PricedHold held) {}

    /// Makes an order of a hold, in the running transaction. A hold has one order.
    ///
    /// @param agreed the quote the customer has seen; null when they take it as it comes
    /// @param inTurn whether the hold's turn has been waited for
    /// @return empty when the hold has an order already
    /// @throws TurnNeeded where bookings are capped and no turn has been waited for
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<Placed> place(
            OrderWish wish, Visitor visitor, Contact recipient, @Nullable String agreed, boolean inTurn) {
        return place(OrderId.next(), wish, Booker.of(visitor), recipient, agreed, inTurn);
    }

    /// The same under an id that whoever asks has chosen.
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<Placed> place(
            OrderId id, OrderWish wish, Booker booker, Contact recipient, @Nullable String agreed, boolean inTurn) {
        var held = pricing.price(wish, booker);
        if (held.order().isPresent()) {
            return Optional.empty();
        }
        if (!inTurn && pace.isKept(held.sale())) {
            throw new TurnNeeded(held.sale());
        }
        var quote = held.quote();
        if (agreed != null && !agreed.equals(quote.version())) {
            throw QUOTE_CHANGED
                    .because("The price has changed since you looked; please look again.")
                    .with("quote", quote)
                    .asException();
        }
        held.coupon().ifPresent(coupon -> {
            if (!coupons.use(coupon.id(), id)) {
                throw Pricing.refused(Coupon.Refusal.USED);
            }
        });
        var order = new Order(
                id,
                BookingNumber.next(),
                held.performance(),
                held.sale(),
                held.hold(),
                booker.customer().orElseGet(CustomerId::next),
                held.subject(),
                held.refundRule().name(),
                quote.total(),
                Order.State.PENDING,
                held.now(),
                Optional.empty());
        var reached = customers.sealed(order.customer(), recipient);
        var together = new Together();
        var written = together.run(written(order, held, reached));
        outbox.append(together, new ContactSaved(order.customer(), reached.contact(), held.now()));
        together.send(database);
        if (written.get() == 0) {
            // Somebody with another key was faster by a moment; nothing of this one is to stay.
            throw REQUEST_RUNNING.plain().with("retryAfterSeconds", 1).asException();
        }
        return Optional.of(new Placed(order, held));
    }

    private Sql written(Order order, PricedHold held, Customers.Reached reached) {
        var quote = held.quote();
        var lines = quote.lines();
        return Sql.of(PLACE)
                .with("customer", order.customer())
                .with("contact", reached.contact())
                .with("phoneIndex", reached.phoneIndex())
                .with("emailIndex", reached.emailIndex())
                .with("id", order.id())
                .with("booking", order.booking())
                .with("performance", order.performance())
                .with("sale", order.sale())
                .with("hold", order.hold())
                .with("subject", order.subject().value())
                .with("recipient", reached.recipient())
                .with("delivery", quote.delivery())
                .with("refundRule", order.refundRule())
                .with("refundTerms", refundRules.written(held.refundRule()))
                .with("prices", quote.prices())
                .with("quote", quote.version())
                .with("amount", quote.total().amount())
                .with("serviceFee", quote.serviceFee().amount())
                .with("deliveryFee", quote.deliveryFee().amount())
                .with("coupon", held.coupon().map(Coupon::id).orElse(null))
                .with("couponDiscount", quote.couponDiscount().amount())
                .with("currency", quote.total().currency().getCurrencyCode())
                .with("seats", lines.stream().map(Quote.Line::seat).toList())
                .with("types", lines.stream().map(line -> line.type().name()).toList())
                .with("regular", amounts(lines, Quote.Line::regular))
                .with("price", amounts(lines, Quote.Line::price))
                .with("memberDiscount", amounts(lines, Quote.Line::memberDiscount))
                .with("couponDiscounts", amounts(lines, Quote.Line::couponDiscount))
                .with("amounts", amounts(lines, Quote.Line::amount));
    }

    private static List<String> amounts(List<Quote.Line> lines, Function<Quote.Line, Money> of) {
        return lines.stream()
                .map(of)
                .map(money -> Long.toString(money.amount()))
                .toList();
    }

    /// Makes an order payable that had lapsed, in the running transaction: its coupon must still be there to be used.
    ///
    /// @return false when somebody else has used it meanwhile, or it is over
    public boolean revive(Order order) {
        record Used(CouponId coupon, boolean ours) {}
        var used = Sql.of(COUPON)
                .with("order", order.id())
                .first(database, row -> new Used(new CouponId(row.uuid("id")), row.flag("ours")));
        return used.isEmpty() || used.get().ours() || coupons.use(used.get().coupon(), order.id());
    }

    public Optional<Order> find(OrderId id) {
        return Sql.of(BY_ID).with("id", id).first(database, Orders::read);
    }

    /// The order, kept from changing until the transaction ends.
    public Order lock(OrderId id) {
        return Sql.of(LOCK).with("id", id).one(database, Orders::read);
    }

    /// The order, kept from changing until the transaction ends; empty if there is none.
    public Answer<Optional<Order>> lock(Together together, OrderId id) {
        return together.first(Sql.of(LOCK).with("id", id), Orders::read);
    }

    /// What is to be paid for each of its seats.
    public Answer<Map<SeatId, Money>> amounts(Together together, OrderId id) {
        record Amount(SeatId seat, Money amount) {}
        return together.list(
                Sql.of(AMOUNTS).with("id", id),
                row -> new Amount(new SeatId(row.text("seat_id")), row.money()),
                lines -> lines.stream().collect(Collectors.toMap(Amount::seat, Amount::amount)));
    }

    /// The order, if it is the visitor's.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, somebody else's or nobody's alike
    public Order mine(OrderId id, Visitor visitor) {
        return mine(find(id), visitor);
    }

    /// The same of an order that has been read.
    public static Order mine(Optional<Order> found, Visitor visitor) {
        return found.filter(order -> visitor.subjects().contains(order.subject())
                        || visitor.customers().contains(order.customer()))
                .orElseThrow(() -> NOT_FOUND.because("There is no such order.").asException());
    }

    /// Newest first, at most 100.
    public List<Order> mine(Visitor visitor) {
        return Sql.of(MINE)
                .with("customers", visitor.customers())
                .with("subjects", visitor.subjectNames())
                .list(database, Orders::read);
    }

    public void move(OrderId id, Order.State state) {
        moved(id, state).run(database);
    }

    /// All of it is paid.
    public void paid(Together together, OrderId id) {
        together.run(moved(id, Order.State.PAID));
    }

    private static Sql moved(OrderId id, Order.State state) {
        return Sql.of(MOVE).with("id", id).with("state", state);
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void lapse() {
        Sql.of(LAPSE).run(database);
    }

    private static Order read(Row row) throws SQLException {
        return new Order(
                new OrderId(row.uuid("id")),
                row.text("booking"),
                new PerformanceId(row.uuid("performance_id")),
                new SaleId(row.uuid("sale_id")),
                new HoldId(row.uuid("hold_id")),
                new CustomerId(row.uuid("customer_id")),
                new Subject(row.text("subject")),
                row.text("refund_rule"),
                row.money(),
                Order.State.valueOf(row.text("state")),
                row.moment("at"),
                row.maybeMoment("paid_at"));
    }
}
