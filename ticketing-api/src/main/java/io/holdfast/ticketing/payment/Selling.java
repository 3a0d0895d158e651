package io.holdfast.ticketing.payment;

import io.holdfast.contracts.event.SalesEvent.FromOpenSale;
import io.holdfast.contracts.event.SalesEvent.FromQueue;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.Origin;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.Outbox;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.hold.Shopping;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.order.Order;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/// What follows from money taken for an order whose seats are sold: tickets, books, and the news, in the running
/// transaction.
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

    void sell(Order order, Hold hold, String channel, Money paid) {
        hold.session().ifPresent(session -> shopping.bought(hold.sale(), session, hold.subject()));
        holds.bought(hold.id());
        orders.move(order.id(), Order.State.PAID);
        ledger.purchased(order.id(), order.performance(), channel, paid);
        var issued = tickets.issue(
                order.id(),
                order.performance(),
                hold.seats().stream().map(Hold.HeldSeat::id).toList());
        outbox.append(new TicketsIssued(
                order.performance(),
                order.id(),
                order.booking(),
                order.customer(),
                issued.stream()
                        .map(ticket -> new IssuedTicket(
                                ticket.id(), ticket.seat(), ticket.label(), ticket.grade(), ticket.price()))
                        .toList(),
                order.total(),
                origin(hold),
                clock.instant()));
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
