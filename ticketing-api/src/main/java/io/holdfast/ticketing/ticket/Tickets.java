package io.holdfast.ticketing.ticket;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/// Where tickets are issued and found.
@ApplicationScoped
public class Tickets {

    /// Whether the visitor holds the ticket: whom it was given to, else who has bought it. A condition on
    /// `ticket` and its `orders`, with `:customers` and `:subjects`.
    public static final String HELD = """
        case when ticket.holder_id is null
             then orders.customer_id = any (cast(:customers as uuid[])) or orders.subject = any (:subjects)
             else ticket.holder_id = any (cast(:customers as uuid[])) or ticket.holder_subject = any (:subjects) end
        """;

    private static final String COLUMNS =
            "select id, order_id, performance_id, seat_id, label, grade, amount, coupon_discount, currency, state, code from ticket ";
    private static final String OF_ORDER = COLUMNS + "where order_id = :order order by label, id";
    private static final String BY_ID = COLUMNS + "where id = :ticket";

    /// One ticket for each seat that is sold to the order: what it is from the seat, what was paid for it from the
    /// order's line.
    private static final String ISSUE = """
        insert into ticket (id, order_id, performance_id, seat_id, label, grade, amount, coupon_discount, currency, state, code)
        select t.id, :order, seat.performance_id, seat.id, seat.label, seat.grade, line.amount, line.coupon_discount,
               seat.currency, 'VALID', t.code
          from unnest(:ids, :seats, :codes) as t(id, seat, code)
          join seat on seat.performance_id = :performance and seat.id = t.seat
          join order_line as line on line.order_id = :order and line.seat_id = t.seat
         where seat.state = 'SOLD'
           and seat.order_id = :order
        """;

    private static final String CANCEL = """
        update ticket
           set state = 'CANCELLED', cancelled_at = now()
         where order_id = :order
           and id = any (:tickets)
           and state = 'VALID'
           and (entered_at is null and holder_id is null or :evenOfOthers)
        """;

    /// What was paid for it stays what it was, and so does what was bought.
    private static final String MOVE = """
        update ticket
           set bought_seat = coalesce(ticket.bought_seat, ticket.seat_id), seat_id = seat.id, label = seat.label, grade = seat.grade
          from seat
         where ticket.id = :ticket
           and ticket.order_id = :order
           and ticket.seat_id = :from
           and ticket.state = 'VALID'
           and seat.performance_id = ticket.performance_id
           and seat.id = :to
        """;

    private final DataSource database;
    private final SecureRandom random = new SecureRandom();

    Tickets(DataSource database) {
        this.database = database;
    }

    /// A ticket for each seat that the order has been sold.
    ///
    /// @param seats and the id of the ticket for each
    /// @return how many are issued
    /// @throws io.holdfast.sql.DatabaseException while sending, if a seat has a valid ticket
    public Answer<Integer> issue(
            Together together, OrderId order, PerformanceId performance, Map<SeatId, TicketId> seats) {
        return together.run(Sql.of(ISSUE)
                .with("order", order)
                .with("performance", performance)
                .with("ids", seats.values())
                .with("seats", seats.keySet())
                .with("codes", seats.keySet().stream().map(_ -> newCode()).toList()));
    }

    public List<Ticket> of(OrderId order) {
        return Sql.of(OF_ORDER).with("order", order).list(database, Tickets::read);
    }

    public Optional<Ticket> find(TicketId ticket) {
        return Sql.of(BY_ID).with("ticket", ticket).first(database, Tickets::read);
    }

    /// The ticket is for another seat from now on, which its order must have.
    ///
    /// @return whether it was valid and for the former seat
    public boolean move(TicketId ticket, OrderId order, SeatId from, SeatId to) {
        return Sql.of(MOVE)
                        .with("ticket", ticket)
                        .with("order", order)
                        .with("from", from)
                        .with("to", to)
                        .run(database)
                == 1;
    }

    /// @param evenOfOthers whether also those that have let somebody in, or are somebody else's by now
    /// @return how many were valid until now
    public int cancel(OrderId order, Collection<TicketId> tickets, boolean evenOfOthers) {
        return Sql.of(CANCEL)
                .with("order", order)
                .with("tickets", tickets.stream().map(TicketId::value).toList())
                .with("evenOfOthers", evenOfOthers)
                .run(database);
    }

    /// What a printed ticket says; a secret of the holder.
    public String newCode() {
        var bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Ticket read(Row row) throws SQLException {
        return new Ticket(
                new TicketId(row.uuid("id")),
                new OrderId(row.uuid("order_id")),
                new PerformanceId(row.uuid("performance_id")),
                new SeatId(row.text("seat_id")),
                row.text("label"),
                row.text("grade"),
                row.money(),
                row.money("coupon_discount"),
                Ticket.State.valueOf(row.text("state")),
                row.text("code"));
    }
}
