package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.ORDER_NOT_PAYABLE;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.http.BearerLinks;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Links by which somebody else than the buyer's browser pays an order, on the payment company's own page: for orders
/// by phone, for guests of honour, and while our own pages are in trouble.
///
/// A link is a bearer secret, so it is unguessable, lasts for a while, can be taken back, and everything that happens
/// with it is written down. Its seats are kept as long as it lasts. The secret follows from the link's id and our key;
/// it is kept nowhere.
@ApplicationScoped
class PaymentLinks {

    private static final String MAKE = """
        insert into payment_link (id, order_id, channel, reason, who, expires_at)
        select :id, :order, :channel, :reason, :who, now() + make_interval(secs => :seconds)
        returning expires_at
        """;

    private static final String COLUMNS = """
        select id, order_id, channel, reason, who, expires_at, at, revoked_at,
               revoked_at is null and expires_at > now() as valid
          from payment_link
        """;
    private static final String BY_ID = COLUMNS + "where id = :id";
    private static final String OF_ORDER = COLUMNS + "where order_id = :order order by at desc limit 50";

    private static final String REVOKE = """
        update payment_link
           set revoked_at = now(), revoked_by = :who
         where id = :id
           and revoked_at is null
        """;

    private static final String NOTE = """
        insert into payment_link_event (link_id, what, who, payment_id)
        values (:link, :what, :who, cast(:payment as uuid))
        """;

    /// What may happen with a link.
    enum What {
        MADE,
        OPENED,
        RETURNED,
        REVOKED
    }

    /// @param valid whether it can still be paid by
    record Link(
            UUID id,
            OrderId order,
            String channel,
            String reason,
            String who,
            Instant expiresAt,
            Instant at,
            Optional<Instant> revokedAt,
            boolean valid) {}

    private final DataSource database;
    private final Orders orders;
    private final Holds holds;
    private final PaymentConfig config;
    private final BearerLinks links;

    PaymentLinks(
            DataSource database,
            Orders orders,
            Holds holds,
            PaymentConfig config,
            @ConfigProperty(name = "holdfast.account.key") String accountKey) {
        this.database = database;
        this.orders = orders;
        this.holds = holds;
        this.config = config;
        this.links = new BearerLinks(accountKey, "payment-link");
    }

    /// Makes a link and keeps its order's seats as long as it lasts, in the running transaction.
    Link make(UUID id, OrderId orderId, String channel, Duration lasts, String reason, String who) {
        if (lasts.compareTo(config.longestLink()) > 0) {
            throw INVALID_REQUEST
                    .because("A link lasts %d minutes at most."
                            .formatted(config.longestLink().toMinutes()))
                    .asException();
        }
        var order = orders.lock(orderId);
        if (order.state() != Order.State.PENDING) {
            throw ORDER_NOT_PAYABLE.because("This order is paid for or over.").asException();
        }
        holds.lock(order.hold());
        if (holds.find(order.hold())
                .filter(hold -> hold.state() == Hold.State.ACTIVE)
                .isEmpty()) {
            throw HOLD_LAPSED
                    .because("The time for these seats is over; please choose again.")
                    .asException();
        }
        var until = Sql.of(MAKE)
                .with("id", id)
                .with("order", orderId)
                .with("channel", channel)
                .with("reason", reason)
                .with("who", who)
                .with("seconds", lasts.toMillis() / 1000.0)
                .one(database, row -> row.moment("expires_at"));
        holds.keep(order.hold(), until);
        note(id, What.MADE, who, null);
        return find(id).orElseThrow();
    }

    Optional<Link> find(UUID id) {
        return Sql.of(BY_ID).with("id", id).first(database, PaymentLinks::read);
    }

    /// Newest first.
    List<Link> of(OrderId order) {
        return Sql.of(OF_ORDER).with("order", order).list(database, PaymentLinks::read);
    }

    /// Takes a link back, in the running transaction; taking it back again changes nothing. What has been paid stays
    /// paid.
    void revoke(UUID id, String who) {
        if (Sql.of(REVOKE).with("id", id).with("who", who).run(database) == 1) {
            note(id, What.REVOKED, who, null);
        }
    }

    void note(
            UUID link,
            What what,
            @org.jspecify.annotations.Nullable String who,
            @org.jspecify.annotations.Nullable PaymentId payment) {
        Sql.of(NOTE)
                .with("link", link)
                .with("what", what)
                .with("who", who)
                .with("payment", payment)
                .run(database);
    }

    /// What stands in the link's address.
    String token(UUID link) {
        return links.token(link);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, whatever is wrong with it
    Link named(String token) {
        return links.read(token)
                .flatMap(this::find)
                .orElseThrow(() -> NOT_FOUND.because("There is no such link.").asException());
    }

    private static Link read(Row row) throws SQLException {
        return new Link(
                row.uuid("id"),
                new OrderId(row.uuid("order_id")),
                row.text("channel"),
                row.text("reason"),
                row.text("who"),
                row.moment("expires_at"),
                row.moment("at"),
                row.maybeMoment("revoked_at"),
                row.flag("valid"));
    }
}
