package io.holdfast.ticketing.hold;

import static io.holdfast.ticketing.hold.ShopperSeats.COUNTED_BACK;
import static io.holdfast.ticketing.seat.PaidSeats.AND_NONE_IN_PAYMENT;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.seat.SeatWatch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Ends what is held and offered of a performance that was called off, and takes its free seats out of sale. A hold
/// with a payment in flight is left alone until the answer is known.
@ApplicationScoped
public class CalledOffHolds {

    private static final String LIVE = """
        select id
          from hold
         where performance_id = :performance
           and state = 'ACTIVE'
        """ + AND_NONE_IN_PAYMENT + """
         order by id
         limit :most
           for update skip locked
        """;

    /// Looks again, now that nobody else can begin to pay for them.
    private static final String END = """
        with ended as (
            update hold
               set state = 'RELEASED', ended_at = now()
             where id = any (cast(:holds as uuid[]))
               and state = 'ACTIVE'
        """ + AND_NONE_IN_PAYMENT + """
            returning id, performance_id, sale_id, subject, offer_id, seats),
        theirs as materialized (
            select ended.id as hold_id, ended.performance_id, seat.id
              from ended
             cross join lateral (
                   select id
                     from seat
                    where seat.performance_id = ended.performance_id
                      and seat.id = any (ended.seats)
                      and seat.hold_id = ended.id
                      and seat.state in ('HELD', 'OFFERED')
                    order by id
                      for update) as seat),
        changed as (
            update seat
               set state = 'BLOCKED', hold_id = null, order_id = null, release_id = null, until = null
              from theirs
             where seat.performance_id = theirs.performance_id
               and seat.id = theirs.id
            returning seat.id),
        """ + COUNTED_BACK + """
        select ended.id, ended.offer_id,
               coalesce((select array_agg(theirs.id) from theirs where theirs.hold_id = ended.id), '{}') as seats
          from ended
        """;

    /// A seat that somebody is just taking is looked at again later.
    private static final String BLOCK = """
        with free as (
            select id
              from seat
             where performance_id = :performance
               and (state in ('AVAILABLE', 'RELEASED')
                    or (state in ('HELD', 'OFFERED')
                        and exists (select from hold where hold.id = seat.hold_id and hold.state <> 'ACTIVE')))
             order by id
             limit :most
               for update skip locked)
        update seat
           set state = 'BLOCKED', hold_id = null, order_id = null, release_id = null, until = null
          from free
         where seat.performance_id = :performance
           and seat.id = free.id
        returning seat.id
        """;

    private final DataSource database;
    private final SeatWatch watch;

    CalledOffHolds(DataSource database, SeatWatch watch) {
        this.database = database;
        this.watch = watch;
    }

    /// A hold that has ended.
    ///
    /// @param offer that it was, if it was one
    public record Ended(HoldId hold, Optional<OfferId> offer, List<SeatId> seats) {}

    /// Ends some holds and offers of the performance, in the running transaction.
    @Transactional(Transactional.TxType.MANDATORY)
    public List<Ended> end(PerformanceId performance, int most) {
        var live =
                Sql.of(LIVE).with("performance", performance).with("most", most).list(database, row -> row.uuid("id"));
        if (live.isEmpty()) {
            return List.of();
        }
        var ended = Sql.of(END)
                .with("holds", live)
                .list(
                        database,
                        row -> new Ended(
                                new HoldId(row.uuid("id")),
                                row.maybeUuid("offer_id").map(OfferId::new),
                                row.texts("seats").stream().map(SeatId::new).toList()));
        watch.changed(
                performance, ended.stream().flatMap(one -> one.seats().stream()).toList());
        return ended;
    }

    /// Takes some free seats out of sale, in the running transaction.
    ///
    /// @return how many
    @Transactional(Transactional.TxType.MANDATORY)
    public int block(PerformanceId performance, int most) {
        var blocked = Sql.of(BLOCK)
                .with("performance", performance)
                .with("most", most)
                .list(database, row -> new SeatId(row.text("id")));
        watch.changed(performance, blocked);
        return blocked.size();
    }
}
