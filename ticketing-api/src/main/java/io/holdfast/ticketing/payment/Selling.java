package io.holdfast.ticketing.payment;

import io.holdfast.contracts.event.SalesEvent.FromOpenSale;
import io.holdfast.contracts.event.SalesEvent.FromQueue;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.Origin;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.hold.Shopping;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Objects;

/// What follows from money taken for an order whose seats are sold: tickets, books, and the news.
@ApplicationScoped
class Selling {

    private final Orders orders;
    private final Holds holds;
    private final Shopping shopping;
    private final Tickets tickets;
    private final Ledger ledger;
    private final Outbox outbox;
    private final Clock clock;

    Selling(Orders orders, Holds holds, Shopping shopping, Tickets tickets, Ledger ledger, Outbox outbox, Clock clock) {
        this.orders = orders;
        this.holds = holds;
        this.shopping = shopping;
        this.tickets = tickets;
        this.ledger = ledger;
        this.outbox = outbox;
        this.clock = clock;
    }

    /// What is done, once it has been sent.
    ///
    /// @param seats that have been sold, as the caller says
    record Done(int wanted, Answer<Integer> seats, Answer<Integer> tickets, Answer<Integer> booked, boolean free) {

        boolean hasAllSeats() {
            return seats.get() == wanted;
        }

        /// @throws IllegalStateException if this is a bug: nothing of it may stay
        void requireWhole() {
            if (!hasAllSeats() || tickets.get() != wanted) {
                throw new IllegalStateException("a payment lost its seats");
            }
            if (booked.get() == 0 && !free) {
                throw new IllegalStateException("an order was paid with another amount than its own");
            }
        }
    }

    /// Adds it to what is sent, after the seats' own statement. Nothing may be committed before the caller has looked
    /// at what was done.
    Done sell(Together together, Buying buying, Answer<Integer> seats, String channel, Money paid) {
        var order = buying.order();
        var hold = buying.hold();
        hold.session().ifPresent(session -> shopping.bought(together, hold.sale(), session, hold.subject()));
        holds.bought(together, hold.id());
        orders.paid(together, order.id());
        var booked = ledger.purchased(together, order.id(), order.performance(), channel, paid);
        var ids = new LinkedHashMap<SeatId, TicketId>();
        hold.seats().forEach(seat -> ids.put(seat.id(), TicketId.next()));
        var issued = tickets.issue(together, order.id(), order.performance(), ids);
        outbox.append(
                together,
                new TicketsIssued(
                        order.performance(),
                        order.id(),
                        order.booking(),
                        order.customer(),
                        hold.seats().stream()
                                .sorted(Comparator.comparing(Hold.HeldSeat::label))
                                .map(seat -> new IssuedTicket(
                                        Objects.requireNonNull(ids.get(seat.id())),
                                        seat.id(),
                                        seat.label(),
                                        seat.grade(),
                                        buying.amountOf(seat.id())))
                                .toList(),
                        order.total(),
                        origin(hold),
                        clock.instant()));
        return new Done(ids.size(), seats, issued, booked, paid.isZero());
    }

    private static Origin origin(Hold hold) {
        if (hold.offer().isPresent()) {
            return new FromWaitlist(hold.offer().get());
        }
        return hold.session()
                .<Origin>map(session -> new FromQueue(hold.sale(), session))
                .orElseGet(FromOpenSale::new);
    }
}
