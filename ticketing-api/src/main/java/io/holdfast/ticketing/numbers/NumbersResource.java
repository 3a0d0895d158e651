package io.holdfast.ticketing.numbers;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.database.ReadReplica;
import io.holdfast.ticketing.organisation.Ownership;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Currency;

/// Live numbers of a performance.
@Path("/api/organiser/performances/{performance}/numbers")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class NumbersResource {

    /// @param entered how many of the tickets have let somebody in
    /// @param soldTwice seats with more than one valid ticket, or a valid ticket without the seat being its
    ///     order's; 0
    /// @param ledgerBalanced whether the ledger sums to zero and agrees with the valid tickets and fees
    public record Numbers(
            int capacity,
            int available,
            int held,
            int paying,
            int sold,
            int released,
            int offered,
            int blocked,
            int tickets,
            int entered,
            Money gross,
            Money refunded,
            Money fees,
            Money ticketValue,
            int soldTwice,
            boolean ledgerBalanced) {}

    private static final String NUMBERS = """
        with seats as (
            select count(*) as capacity,
                   count(*) filter (where state = 'AVAILABLE' or state in ('HELD', 'RELEASED') and until <= now()) as available,
                   count(*) filter (where state = 'HELD' and until > now()) as held,
                   count(*) filter (where state = 'PAYING') as paying,
                   count(*) filter (where state = 'SOLD') as sold,
                   count(*) filter (where state = 'RELEASED' and until > now()) as released,
                   count(*) filter (where state = 'OFFERED') as offered,
                   count(*) filter (where state = 'BLOCKED') as blocked,
                   min(currency) as currency
              from seat where performance_id = :performance),
        valid as (
            select count(*) as tickets, count(entered_at) as entered, coalesce(sum(amount), 0) as value,
                   coalesce(sum(coupon_discount), 0) as by_coupon
              from ticket where performance_id = :performance and state = 'VALID'),
        wrong as (
            select count(*) as n
              from (select seat_id from ticket
                     where performance_id = :performance and state = 'VALID'
                     group by seat_id having count(*) > 1
                    union all
                    select seat_id from ticket
                      join seat on seat.performance_id = ticket.performance_id and seat.id = ticket.seat_id
                     where ticket.performance_id = :performance and ticket.state = 'VALID'
                       and seat.order_id is distinct from ticket.order_id
                    union all
                    select seat.id from seat
                     where performance_id = :performance and state = 'SOLD'
                       and not exists (select from ticket
                                        where ticket.performance_id = seat.performance_id
                                          and ticket.seat_id = seat.id and ticket.order_id = seat.order_id
                                          and ticket.state = 'VALID')) as faults),
        entries as (
            select ledger_entry.* from ledger_entry join orders on orders.id = ledger_entry.order_id
             where orders.performance_id = :performance),
        money as (
            select coalesce(sum(amount) filter (where reason = 'PURCHASE' and (account = 'points' or account like 'gateway:%')), 0)
                       as gross,
                   coalesce(-sum(amount) filter (where reason = 'REFUND' and amount < 0), 0) as refunded,
                   coalesce(-sum(amount) filter (where account = 'sales:' || cast(:performance as text)), 0) as earned,
                   coalesce(sum(amount), 0) as balance
              from entries),
        kept as (
            select coalesce(sum(fee), 0) as fees
              from cancellation join orders on orders.id = cancellation.order_id
             where orders.performance_id = :performance)
        select seats.*, valid.tickets, valid.entered, valid.value, wrong.n as wrong, money.gross, money.refunded, kept.fees,
               money.balance = 0 and money.earned = valid.value + valid.by_coupon + kept.fees as balanced
          from seats, valid, wrong, money, kept
        """;

    private final ReadReplica replica;
    private final Ownership ownership;

    NumbersResource(ReadReplica replica, Ownership ownership) {
        this.replica = replica;
        this.ownership = ownership;
    }

    @GET
    public Numbers numbers(@PathParam("performance") PerformanceId id) {
        ownership.require(id);
        return replica.look(database -> Sql.of(NUMBERS).with("performance", id).one(database, row -> {
            var currency = Currency.getInstance(row.text("currency"));
            return new Numbers(
                    row.number("capacity"),
                    row.number("available"),
                    row.number("held"),
                    row.number("paying"),
                    row.number("sold"),
                    row.number("released"),
                    row.number("offered"),
                    row.number("blocked"),
                    row.number("tickets"),
                    row.number("entered"),
                    new Money(row.large("gross"), currency),
                    new Money(row.large("refunded"), currency),
                    new Money(row.large("fees"), currency),
                    new Money(row.large("value"), currency),
                    row.number("wrong"),
                    row.flag("balanced"));
        }));
    }
}
