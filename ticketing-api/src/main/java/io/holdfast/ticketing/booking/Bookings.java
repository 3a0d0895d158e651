package io.holdfast.ticketing.booking;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.booking.OrderResource.CancellationView;
import io.holdfast.ticketing.booking.OrderResource.DeliveryView;
import io.holdfast.ticketing.booking.OrderResource.LineView;
import io.holdfast.ticketing.booking.OrderResource.OneTicket;
import io.holdfast.ticketing.booking.OrderResource.OrderView;
import io.holdfast.ticketing.booking.OrderResource.PaymentView;
import io.holdfast.ticketing.booking.OrderResource.PerformanceName;
import io.holdfast.ticketing.booking.OrderResource.TicketView;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.price.Delivery;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.Performance;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.ticketing.ticket.Tickets;
import io.holdfast.visitor.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;

/// Bookings as their owners see them. A booking is put together from seven tables in one round trip. A line
/// names the seat the customer has now; the seat may be in no plan any more once its ticket was given back.
@ApplicationScoped
class Bookings {

    private static final String BOOKING = """
        select orders.id, orders.booking, orders.state, orders.sale_id, orders.performance_id, orders.hold_id, hold.until,
               orders.amount, orders.currency, orders.service_fee, orders.coupon_discount, orders.delivery,
               orders.delivery_fee, orders.refund_rule, orders.at,
               (select coalesce(json_agg(json_build_object(
                           'seat', coalesce(ticket.seat_id, line.seat_id),
                           'label', coalesce(ticket.label, seat.label, line.seat_id),
                           'grade', coalesce(ticket.grade, seat.grade, ''), 'priceType', line.price_type,
                           'bought', case when ticket.bought_seat is not null then (
                               select json_build_object(
                                          'seat', former.old_seat, 'label', former.old_label, 'grade', former.old_grade)
                                 from seat_change as former
                                where former.order_id = orders.id
                                  and former.ticket_id = ticket.id
                                  and former.state = 'AGREED'
                                order by former.answered_at
                                limit 1) end,
                           'regular', json_build_object('amount', line.regular, 'currency', orders.currency),
                           'price', json_build_object('amount', line.price, 'currency', orders.currency),
                           'memberDiscount',
                           json_build_object('amount', line.member_discount, 'currency', orders.currency),
                           'couponDiscount',
                           json_build_object('amount', line.coupon_discount, 'currency', orders.currency),
                           'amount', json_build_object('amount', line.amount, 'currency', orders.currency))
                           order by seat.ordinal, line.seat_id), '[]')
                  from order_line as line
                  left join ticket on ticket.order_id = orders.id
                                  and coalesce(ticket.bought_seat, ticket.seat_id) = line.seat_id
                  left join seat on seat.performance_id = orders.performance_id
                                and seat.id = coalesce(ticket.seat_id, line.seat_id)
                 where line.order_id = orders.id) as lines,
               (select coalesce(json_agg(json_build_object(
                           'id', ticket.id, 'seat', ticket.seat_id, 'label', ticket.label, 'grade', ticket.grade,
                           'price', json_build_object('amount', ticket.amount, 'currency', ticket.currency),
                           'state', ticket.state, 'givenAway', ticket.holder_id is not null) order by ticket.label, ticket.id), '[]')
                  from ticket
                 where ticket.order_id = orders.id) as tickets,
               (select coalesce(json_agg(json_build_object(
                           'id', payment.id, 'state', payment.state, 'channel', payment.channel,
                           'amount', json_build_object('amount', payment.amount, 'currency', payment.currency))
                           order by payment.at), '[]')
                  from payment
                 where payment.order_id = orders.id) as payments,
               (select coalesce(json_agg(json_build_object(
                           'step', done.step,
                           'fee', json_build_object('amount', done.fee, 'currency', done.currency),
                           'refund', case when done.refund_id is not null then json_build_object(
                               'id', done.refund_id,
                               'amount', json_build_object('amount', done.refund, 'currency', done.currency),
                               'state', done.refund_state,
                               'expectedAt', case when done.refund_state = 'REQUESTED' then done.expected_at end,
                               'accountNeeded', done.refund_state in ('REQUESTED', 'PARKED')
                                   and done.account_needed_at is distinct from done.account_given_for) end,
                           'at', done.at) order by done.at), '[]')
                  from cancellation as done
                 where done.order_id = orders.id) as cancellations
          from orders
          join hold on hold.id = orders.hold_id
         where (orders.customer_id = any (cast(:customers as uuid[])) or orders.subject = any (:subjects))
        """;

    private static final String BY_ID = BOOKING + "and orders.id = :order";
    private static final String BY_HOLD = BOOKING + "and orders.hold_id = :hold";
    private static final String MINE = BOOKING + "order by orders.at desc limit 100";

    private static final String TICKET = """
        select ticket.id, ticket.order_id, orders.booking, ticket.performance_id, ticket.seat_id, ticket.label,
               ticket.grade, ticket.state, ticket.code, ticket.device_key, ticket.entered_at is not null as used,
               ticket.holder_id is not null as received, ticket.printed_at is not null as printed
          from ticket
          join orders on orders.id = ticket.order_id
         where ticket.id = :ticket
           and (""" + Tickets.HELD + ")";

    private static final TypeReference<List<LineView>> LINES = new TypeReference<>() {};
    private static final TypeReference<List<TicketView>> TICKETS = new TypeReference<>() {};
    private static final TypeReference<List<PaymentView>> PAYMENTS = new TypeReference<>() {};
    private static final TypeReference<List<CancellationView>> CANCELLATIONS = new TypeReference<>() {};

    private final DataSource database;
    private final Catalogue catalogue;
    private final ObjectMapper json;
    private final Clock clock;

    Bookings(DataSource database, Catalogue catalogue, ObjectMapper json, Clock clock) {
        this.database = database;
        this.catalogue = catalogue;
        this.json = json;
        this.clock = clock;
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, whether it is somebody else's or nobody's
    OrderView mine(OrderId order, Visitor visitor) {
        return asked(BY_ID, visitor)
                .with("order", order)
                .first(database, this::read)
                .orElseThrow(() -> NOT_FOUND.because("There is no such order.").asException());
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    OrderView ofHold(HoldId hold, Visitor visitor) {
        return asked(BY_HOLD, visitor)
                .with("hold", hold)
                .first(database, this::read)
                .orElseThrow(() -> NOT_FOUND.because("There is no such order.").asException());
    }

    /// Newest first, at most 100.
    List<OrderView> mine(Visitor visitor) {
        return asked(MINE, visitor).list(database, this::read);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, whether it is somebody else's or nobody's
    OneTicket ticket(TicketId ticket, Visitor visitor) {
        return asked(TICKET, visitor)
                .with("ticket", ticket)
                .first(database, this::ticket)
                .orElseThrow(() -> NOT_FOUND.because("There is no such ticket.").asException());
    }

    private OneTicket ticket(Row row) throws SQLException {
        var performance = catalogue.performance(new PerformanceId(row.uuid("performance_id")));
        return new OneTicket(
                new TicketId(row.uuid("id")),
                new OrderId(row.uuid("order_id")),
                row.text("booking"),
                named(performance),
                new SeatId(row.text("seat_id")),
                row.text("label"),
                row.text("grade"),
                Ticket.State.valueOf(row.text("state")),
                row.flag("printed") ? row.text("code") : null,
                performance.ticketsShownFrom(),
                row.maybeText("device_key").orElse(null),
                row.flag("used"),
                row.flag("printed"),
                row.flag("received"),
                clock.instant());
    }

    PerformanceName performance(PerformanceId id) {
        return named(catalogue.performance(id));
    }

    private static PerformanceName named(Performance performance) {
        return new PerformanceName(
                performance.id(),
                performance.title(),
                performance.venue(),
                performance.startsAt(),
                performance.timeZone().getId(),
                performance.calledOff().orElse(null));
    }

    private static Sql asked(String statement, Visitor visitor) {
        return Sql.of(statement).with("customers", visitor.customers()).with("subjects", visitor.subjectNames());
    }

    private OrderView read(Row row) throws SQLException {
        var state = Order.State.valueOf(row.text("state"));
        var lines = parsed(row.text("lines"), LINES);
        return new OrderView(
                new OrderId(row.uuid("id")),
                row.text("booking"),
                state,
                new SaleId(row.uuid("sale_id")),
                performance(new PerformanceId(row.uuid("performance_id"))),
                new HoldId(row.uuid("hold_id")),
                lines.stream().map(LineView::held).toList(),
                lines,
                row.money("coupon_discount"),
                row.money("service_fee"),
                new DeliveryView(Delivery.valueOf(row.text("delivery")), row.money("delivery_fee")),
                row.money(),
                row.text("refund_rule"),
                state == Order.State.PENDING ? row.moment("until") : null,
                clock.instant(),
                row.moment("at"),
                parsed(row.text("tickets"), TICKETS),
                parsed(row.text("payments"), PAYMENTS),
                parsed(row.text("cancellations"), CANCELLATIONS));
    }

    private <T> T parsed(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a booking cannot be read", e);
        }
    }
}
