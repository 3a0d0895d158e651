package io.holdfast.ticketing.seat;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Seats come back, and the waitlist has the first word on them: for a bounded time, so that a waitlist that does not
/// answer delays a seat and never buries it. What it does not want goes on public sale after a random delay, so that
/// nobody hands a seat over by giving it back and taking it again.
///
/// The database's clock decides when that is: from a seat's `until` on it counts as available, swept or not.
@ApplicationScoped
public class Releases {

    /// The delay of one release: uniform between the two configured, shorter close to the start or the end of the sale
    /// (at most a tenth of what is left), and none when nothing is left.
    private static final String DRAWN = """
        with longest as (
            select greatest(0, least(:longest,
                       (extract(epoch from least(performance.starts_at, sale.closes_at) - now()) - :firstWord) / 10))
                       ::double precision as seconds
              from performance
              join sale on sale.id = performance.sale_id
             where performance.id = :performance),
        drawn as (
            select least(:shortest, seconds / 2) + (seconds - least(:shortest, seconds / 2)) * :share as seconds
              from longest),
        """;

    private static final String WRITTEN = """
        returning seat.id, label, section, row_label, number, grade, amount, currency),
        written as (
            insert into seat_release (id, performance_id, delay_seconds, on_sale_at)
            select :release, :performance, drawn.seconds, now() + make_interval(secs => :firstWord + drawn.seconds)
              from drawn
             where exists (select from back))
        select back.*, now() + make_interval(secs => :firstWord) as public_at
          from back
        """;

    private static final String OF_ORDER = DRAWN + """
        back as (
            update seat
               set state = 'RELEASED', order_id = null, release_id = :release,
                   until = now() + make_interval(secs => :firstWord + drawn.seconds)
              from drawn
             where performance_id = :performance
               and id = any (:seats)
               and order_id = :order
               and state = 'SOLD'
        """ + WRITTEN;

    private static final String OF_OFFER = DRAWN + """
        back as (
            update seat
               set state = 'RELEASED', hold_id = null, release_id = :release,
                   until = now() + make_interval(secs => :firstWord + drawn.seconds)
              from drawn, hold
             where hold.id = :hold
               and seat.performance_id = :performance
               and seat.performance_id = hold.performance_id
               and seat.id = any (hold.seats)
               and seat.hold_id = hold.id
               and seat.state = 'OFFERED'
        """ + WRITTEN;

    private static final String OUT_OF_SALE = """
        update seat
           set state = 'BLOCKED', order_id = null
         where performance_id = :performance
           and id = any (:seats)
           and order_id = :order
           and state = 'SOLD'
        """;

    /// The delay counts from now on, unless a seat is on sale sooner anyway. Saying so again prolongs nothing.
    private static final String UNWANTED = """
        with heard as (
            update seat_release
               set unwanted_at = coalesce(unwanted_at, now()),
                   on_sale_at = least(on_sale_at, now() + make_interval(secs => delay_seconds))
             where id = :release
               and performance_id = :performance
            returning now() + make_interval(secs => delay_seconds) as rested_at)
        update seat
           set until = least(seat.until, heard.rested_at)
          from heard
         where performance_id = :performance
           and id = any (:seats)
           and release_id = :release
           and state = 'RELEASED'
        """;

    /// Tidies up after releases whose seats are on sale. A seat that somebody is taking at this moment is theirs.
    private static final String SWEEP = """
        with due as (
            select id, performance_id, unwanted_at is not null as unwanted
              from seat_release
             where ended_at is null
               and on_sale_at <= now()
             order by on_sale_at
             limit 100
               for update skip locked),
        theirs as materialized (
            select due.id as release_id, due.unwanted, due.performance_id, seat.id
              from due
             cross join lateral (
                   select id
                     from seat
                    where seat.performance_id = due.performance_id
                      and seat.release_id = due.id
                      and seat.state = 'RELEASED'
                      and seat.until <= now()
                      for update skip locked) as seat),
        freed as (
            update seat
               set state = 'AVAILABLE', release_id = null, until = null
              from theirs
             where seat.performance_id = theirs.performance_id
               and seat.id = theirs.id
            returning seat.performance_id, seat.id, theirs.unwanted),
        rest as (
            select due.id, min(seat.until) as until
              from due
              join seat on seat.release_id = due.id and seat.state = 'RELEASED'
             where not exists (select from theirs
                                where theirs.performance_id = seat.performance_id and theirs.id = seat.id)
             group by due.id),
        ended as (
            update seat_release
               set ended_at = case when rest.until is null then now() end,
                   on_sale_at = coalesce(greatest(rest.until, now() + interval '1 second'), on_sale_at)
              from due
              left join rest on rest.id = due.id
             where seat_release.id = due.id)
        select performance_id, id, unwanted
          from freed
        """;

    /// Never sooner than it was, and never longer after the release than we allow, whatever the waitlist says or
    /// repeats: when the seats came back is in the release's id. What is left of them then rests the
    /// release's delay as everything nobody wants does. Seats that are on public sale by now stay there.
    private static final String GATHERED = """
        update seat
           set until = greatest(until, least(cast(:until as timestamptz),
                                             uuid_extract_timestamp(release_id) + make_interval(secs => :seconds))
                                       + make_interval(secs => delay_seconds))
          from seat_release
         where seat.performance_id = :performance
           and seat.id = any (:seats)
           and seat.release_id = :release
           and seat.state = 'RELEASED'
           and seat.until > now()
           and seat_release.id = seat.release_id
        """;

    private final DataSource database;
    private final Outbox outbox;
    private final SeatWatch watch;
    private final ReleaseConfig config;
    private final SecureRandom random = new SecureRandom();
    private final Counter unwanted;
    private final Counter unanswered;

    Releases(DataSource database, Outbox outbox, SeatWatch watch, ReleaseConfig config, MeterRegistry metrics) {
        this.database = database;
        this.outbox = outbox;
        this.watch = watch;
        this.config = config;
        this.unwanted = metrics.counter("holdfast.release.seats", "why", "unwanted");
        this.unanswered = metrics.counter("holdfast.release.seats", "why", "unanswered");
    }

    /// Sold seats come back.
    public void ofOrder(OrderId order, PerformanceId performance, Collection<SeatId> seats) {
        returned(order, performance, seats).ifPresent(outbox::append);
    }

    /// Sold seats come back, and the caller tells.
    ///
    /// @return empty if none was the order's any more
    public Optional<SeatsReleased> returned(OrderId order, PerformanceId performance, Collection<SeatId> seats) {
        return released(performance, Sql.of(OF_ORDER).with("order", order).with("seats", seats));
    }

    /// Sold seats of a performance that will not be: nobody has them any more, and nobody gets them.
    public void outOfSale(OrderId order, PerformanceId performance, Collection<SeatId> seats) {
        Sql.of(OUT_OF_SALE)
                .with("order", order)
                .with("performance", performance)
                .with("seats", seats)
                .run(database);
        watch.changed(performance, seats);
    }

    /// Offered seats that nobody took come back, for the next in line.
    public void ofOffer(HoldId hold, PerformanceId performance) {
        released(performance, Sql.of(OF_OFFER).with("hold", hold)).ifPresent(outbox::append);
    }

    /// Nobody waits for these; anybody may have them after the release's delay.
    public void unwanted(PerformanceId performance, ReleaseId release, Collection<SeatId> seats) {
        Sql.of(UNWANTED)
                .with("performance", performance)
                .with("release", release)
                .with("seats", seats)
                .run(database);
        watch.changed(performance, seats);
    }

    private record Freed(PerformanceId performance, SeatId seat, boolean unwanted) {}

    /// Nobody waits for it: the seats count as free without it.
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        QuarkusTransaction.requiringNew().run(() -> {
            var freed = Sql.of(SWEEP)
                    .list(
                            database,
                            row -> new Freed(
                                    new PerformanceId(row.uuid("performance_id")),
                                    new SeatId(row.text("id")),
                                    row.flag("unwanted")));
            freed.stream()
                    .collect(Collectors.groupingBy(
                            Freed::performance, Collectors.mapping(Freed::seat, Collectors.toList())))
                    .forEach(watch::changed);
            freed.forEach(one -> (one.unwanted() ? unwanted : unanswered).increment());
        });
    }

    /// The waitlist keeps these for a group: at most as long as a gathering may last, with a first word before it
    /// and one after.
    public void gathered(PerformanceId performance, ReleaseId release, Collection<SeatId> seats, Instant until) {
        Sql.of(GATHERED)
                .with("performance", performance)
                .with("release", release)
                .with("seats", seats)
                .with("until", until)
                .with("seconds", (double) config.gatheringAtMost()
                        .plus(config.firstWord().multipliedBy(2))
                        .toSeconds())
                .run(database);
        watch.changed(performance, seats);
    }

    private record Back(ReleasedSeat seat, Instant publicAt) {}

    private Optional<SeatsReleased> released(PerformanceId performance, Sql statement) {
        var release = ReleaseId.next();
        var back = statement
                .with("performance", performance)
                .with("release", release)
                .with("firstWord", seconds(config.firstWord()))
                .with("shortest", seconds(config.shortestDelay()))
                .with("longest", seconds(config.longestDelay()))
                .with("share", random.nextDouble())
                .list(database, Releases::read);
        if (back.isEmpty()) {
            return Optional.empty();
        }
        watch.changed(performance, back.stream().map(one -> one.seat().seat()).toList());
        return Optional.of(new SeatsReleased(
                performance,
                release,
                back.stream().map(Back::seat).toList(),
                back.getFirst().publicAt()));
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }

    private static Back read(Row row) throws SQLException {
        return new Back(
                new ReleasedSeat(
                        new SeatId(row.text("id")),
                        row.text("label"),
                        row.text("section"),
                        row.text("row_label"),
                        row.number("number"),
                        row.text("grade"),
                        row.money()),
                row.moment("public_at"));
    }
}
