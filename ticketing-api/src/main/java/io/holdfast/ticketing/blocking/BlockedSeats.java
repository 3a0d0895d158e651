package io.holdfast.ticketing.blocking;

import static io.holdfast.contracts.problem.ProblemType.SEATS_IN_USE;
import static io.holdfast.contracts.problem.ProblemType.SEAT_UNKNOWN;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.seat.Adjustments;
import io.holdfast.ticketing.seat.Adjustments.What;
import io.holdfast.ticketing.seat.SeatWatch;
import io.holdfast.ticketing.show.CalledOff;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/// Where seats are blocked and given back.
@ApplicationScoped
class BlockedSeats {

    /// All of them or none; what is blocked already stays so. A seat somebody is taking this very moment is taken.
    private static final String BLOCK = """
        with free as (
            select id
              from seat
             where performance_id = :performance
               and id = any (:seats)
               and (state in ('AVAILABLE', 'BLOCKED') or (state in ('HELD', 'RELEASED') and until <= now()))
             order by id
               for update skip locked),
        all_free as (
            select from free having count(*) = :count)
        update seat
           set state = 'BLOCKED', hold_id = null, order_id = null, release_id = null, until = null
          from free, all_free
         where seat.performance_id = :performance
           and seat.id = free.id
        returning seat.id
        """;

    /// The performance cannot be called off at the same moment.
    private static final String CALLED_OFF = """
        select cancel_reason
          from performance
         where id = :performance
           for share
        """;

    private static final String UNBLOCK = """
        update seat
           set state = 'AVAILABLE'
         where performance_id = :performance
           and id = any (:seats)
           and state = 'BLOCKED'
        returning id
        """;

    private static final String STATES = """
        select id, state in ('AVAILABLE', 'BLOCKED') or (state in ('HELD', 'RELEASED') and until <= now()) as free
          from seat
         where performance_id = :performance
           and id = any (:seats)
         order by id
        """;

    private final DataSource database;
    private final Adjustments adjustments;
    private final SeatWatch watch;

    BlockedSeats(DataSource database, Adjustments adjustments, SeatWatch watch) {
        this.database = database;
        this.adjustments = adjustments;
        this.watch = watch;
    }

    /// Puts seats aside: all of them or none.
    ///
    /// @return all of them
    /// @throws io.holdfast.contracts.problem.ProblemException `SEAT_UNKNOWN`, `SEATS_IN_USE` with those that
    ///     somebody has
    @Transactional
    List<SeatId> block(PerformanceId performance, Set<SeatId> seats, String who, String reason) {
        var blocked = Sql.of(BLOCK)
                .with("performance", performance)
                .with("seats", seats)
                .with("count", seats.size())
                .list(database, row -> new SeatId(row.text("id")));
        if (blocked.size() != seats.size()) {
            throw SEATS_IN_USE
                    .because("Somebody has some of these seats; nothing was blocked.")
                    .with("seats", inUse(performance, seats))
                    .asException();
        }
        adjustments.note(performance, What.BLOCKED, seats, who, reason);
        watch.changed(performance, seats);
        return blocked.stream().sorted().toList();
    }

    /// Gives seats back to everybody; those that are not blocked stay as they are.
    ///
    /// @return those that were blocked
    /// @throws io.holdfast.contracts.problem.ProblemException `SEAT_UNKNOWN`, `PERFORMANCE_CANCELLED`
    @Transactional
    List<SeatId> unblock(PerformanceId performance, Set<SeatId> seats, String who, String reason) {
        Sql.of(CALLED_OFF)
                .with("performance", performance)
                .one(database, row -> row.maybeText("cancel_reason"))
                .ifPresent(calledOff -> {
                    throw CalledOff.problem(calledOff);
                });
        inUse(performance, seats);
        var free = Sql.of(UNBLOCK)
                .with("performance", performance)
                .with("seats", seats)
                .list(database, row -> new SeatId(row.text("id")));
        if (!free.isEmpty()) {
            adjustments.note(performance, What.UNBLOCKED, free, who, reason);
            watch.changed(performance, free);
        }
        return free.stream().sorted().toList();
    }

    private List<SeatId> inUse(PerformanceId performance, Set<SeatId> seats) {
        record Stands(SeatId seat, boolean free) {}
        var known = Sql.of(STATES)
                .with("performance", performance)
                .with("seats", seats)
                .list(database, row -> new Stands(new SeatId(row.text("id")), row.flag("free")));
        var unknown = new HashSet<>(seats);
        known.forEach(seat -> unknown.remove(seat.seat()));
        if (!unknown.isEmpty()) {
            throw SEAT_UNKNOWN
                    .because("This performance has no such seat.")
                    .with("seats", unknown.stream().sorted().toList())
                    .asException();
        }
        return known.stream().filter(seat -> !seat.free()).map(Stands::seat).toList();
    }
}
