package io.holdfast.ticketing.order;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.web.Visitor;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Where bookings are made and found.
@ApplicationScoped
public class Orders {

    private static final String COLUMNS = """
        select id, booking, performance_id, sale_id, hold_id, customer_id, subject, refund_rule, amount, currency,
               state, at, paid_at
          from orders
        """;

    private static final String PLACE = """
        insert into orders (id, booking, performance_id, sale_id, hold_id, customer_id, subject, recipient, delivery,
                            refund_rule, amount, currency, state)
        values (:id, :booking, :performance, :sale, :hold, :customer, :subject, :recipient, 'MOBILE',
                :refundRule, :amount, :currency, 'PENDING')
        """;

    private static final String BY_ID = COLUMNS + "where id = :id";
    private static final String LOCK = COLUMNS + "where id = :id for update";
    private static final String BY_HOLD = COLUMNS + "where hold_id = :hold";
    private static final String MINE =
            COLUMNS + "where (customer_id = :customer or subject = any (:subjects)) order by at desc limit 100";

    private static final String MOVE = """
        update orders
           set state = :state,
               paid_at = case when :state = 'PAID' then now() else paid_at end,
               captured = captured + case when :state = 'PAID' then amount else 0 end
         where id = :id
        """;

    /// An order whose seats are gone and whose payments all came to nothing.
    private static final String LAPSE = """
        update orders
           set state = 'LAPSED'
         where id in (select orders.id
                        from orders
                        join hold on hold.id = orders.hold_id
                       where orders.state = 'PENDING'
                         and hold.state in ('LAPSED', 'RELEASED')
                         and not exists (select from payment
                                          where order_id = orders.id
                                            and state in ('CONFIRMING', 'UNKNOWN', 'CAPTURED'))
                       limit 500
                         for update of orders skip locked)
        """;

    private final DataSource database;
    private final Customers customers;
    private final Catalogue catalogue;

    Orders(DataSource database, Customers customers, Catalogue catalogue) {
        this.database = database;
        this.customers = customers;
        this.catalogue = catalogue;
    }

    /// Makes an order of a hold. A hold has one order; asking again gives it.
    @Transactional
    public Order place(Hold hold, Visitor visitor, Contact recipient) {
        var known = byHold(hold.id());
        if (known.isPresent()) {
            return known.get();
        }
        var customer = visitor.customer().orElseGet(customers::guest);
        var sealed = customers.reachedBy(customer, recipient);
        var id = OrderId.next();
        var total = hold.total();
        Sql.of(PLACE)
                .with("id", id)
                .with("booking", BookingNumber.next())
                .with("performance", hold.performance())
                .with("sale", hold.sale())
                .with("hold", hold.id())
                .with("customer", customer)
                .with("subject", hold.subject().value())
                .with("recipient", sealed)
                .with("refundRule", catalogue.performance(hold.performance()).refundRule())
                .with("amount", total.amount())
                .with("currency", total.currency().getCurrencyCode())
                .run(database);
        return find(id).orElseThrow();
    }

    public Optional<Order> find(OrderId id) {
        return Sql.of(BY_ID).with("id", id).first(database, Orders::read);
    }

    /// The order, kept from changing until the transaction ends.
    public Order lock(OrderId id) {
        return Sql.of(LOCK).with("id", id).one(database, Orders::read);
    }

    public Optional<Order> byHold(HoldId hold) {
        return Sql.of(BY_HOLD).with("hold", hold).first(database, Orders::read);
    }

    /// The order, if it is the visitor's.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, whether it is somebody else's or
    // nobody's
    public Order mine(OrderId id, Visitor visitor) {
        return find(id).filter(order -> visitor.subjects().contains(order.subject())
                        || visitor.customer().filter(order.customer()::equals).isPresent())
                .orElseThrow(() -> NOT_FOUND.because("There is no such order.").asException());
    }

    /// Newest first, at most 100.
    public List<Order> mine(Visitor visitor) {
        return Sql.of(MINE)
                .with("customer", visitor.customer().orElse(null))
                .with(
                        "subjects",
                        visitor.subjects().stream().map(Subject::value).toList())
                .list(database, Orders::read);
    }

    public void move(OrderId id, Order.State state) {
        Sql.of(MOVE).with("id", id).with("state", state).run(database);
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
