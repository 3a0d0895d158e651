package io.holdfast.ticketing.hold;

import static io.holdfast.ticketing.hold.ShopperSeats.COUNTED_BACK;
import static io.holdfast.ticketing.seat.PaidSeats.AND_NONE_IN_PAYMENT;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.seat.SeatWatch;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Tidies up after holds whose time is over. Nobody waits for it: their seats count as free without it.
///
/// A hold with a payment in flight is left alone, and so is an offer's, which goes back to the waitlist
/// ([io.holdfast.ticketing.offer]).
@ApplicationScoped
class LapsedHolds {

    /// A crowd that all runs out of time at once is tidied up in a few seconds.
    private static final int MOST_AT_ONCE = 500;

    private static final String LAPSED = """
        select id
          from hold
         where state = 'ACTIVE'
           and until <= now()
           and offer_id is null
        """ + AND_NONE_IN_PAYMENT + """
         order by until
         limit :most
           for update skip locked
        """;

    /// Looks again, now that nobody else can begin to pay for them. A seat that somebody is taking over at this moment
    /// is theirs.
    private static final String END = """
        with ended as (
            update hold
               set state = 'LAPSED', ended_at = now()
             where id = any (:holds)
               and state = 'ACTIVE'
               and until <= now()
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
                      and seat.state = 'HELD'
                      for update skip locked) as seat),
        changed as (
            update seat
               set state = 'AVAILABLE', hold_id = null, until = null
              from theirs
             where seat.performance_id = theirs.performance_id
               and seat.id = theirs.id
            returning seat.performance_id, seat.id),
        """ + COUNTED_BACK + """
        select performance_id, id
          from changed
        """;

    private final DataSource database;
    private final SeatWatch watch;

    LapsedHolds(DataSource database, SeatWatch watch) {
        this.database = database;
        this.watch = watch;
    }

    private record Freed(PerformanceId performance, SeatId seat) {}

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        while (tidyUp() == MOST_AT_ONCE) {}
    }

    /// @return how many holds had lapsed
    private int tidyUp() {
        return QuarkusTransaction.requiringNew().call(() -> {
            var lapsed = Sql.of(LAPSED).with("most", MOST_AT_ONCE).list(database, row -> new HoldId(row.uuid("id")));
            if (!lapsed.isEmpty()) {
                tidyUp(lapsed);
            }
            return lapsed.size();
        });
    }

    private void tidyUp(List<HoldId> lapsed) {
        Sql.of(END)
                .with("holds", lapsed.stream().map(HoldId::value).toList())
                .list(
                        database,
                        row -> new Freed(new PerformanceId(row.uuid("performance_id")), new SeatId(row.text("id"))))
                .stream()
                .collect(
                        Collectors.groupingBy(Freed::performance, Collectors.mapping(Freed::seat, Collectors.toList())))
                .forEach(watch::changed);
    }
}
