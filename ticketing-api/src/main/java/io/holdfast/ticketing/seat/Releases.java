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
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Seats come back, and the waitlist has the first word on them: for a bounded time, so that a waitlist that does not
/// answer delays a seat and never buries it.
@ApplicationScoped
public class Releases {

    private static final String RETURNING =
            " returning seat.id, label, section, row_label, number, grade, amount, currency, seat.until";

    private static final String OF_ORDER = """
        update seat
           set state = 'RELEASED', order_id = null, release_id = :release, until = now() + make_interval(secs => :seconds)
         where performance_id = :performance
           and id = any (:seats)
           and order_id = :order
           and state = 'SOLD'
        """ + RETURNING;

    private static final String OF_OFFER = """
        update seat
           set state = 'RELEASED', hold_id = null, release_id = :release, until = now() + make_interval(secs => :seconds)
          from hold
         where hold.id = :hold
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.hold_id = hold.id
           and seat.state = 'OFFERED'
        """ + RETURNING;

    private static final String UNWANTED = """
        update seat
           set state = 'AVAILABLE', release_id = null, until = null
         where performance_id = :performance
           and id = any (:seats)
           and release_id = :release
           and state = 'RELEASED'
        """;

    /// Never sooner than it was, and never longer after the release than we allow, whatever the waitlist says
    /// or repeats: when the seats came back is in the release's id. Seats that are on public sale by now stay
    // there.
    private static final String GATHERED = """
        update seat
           set until = greatest(until, least(cast(:until as timestamptz),
                                             uuid_extract_timestamp(release_id) + make_interval(secs => :seconds)))
         where performance_id = :performance
           and id = any (:seats)
           and release_id = :release
           and state = 'RELEASED'
           and until > now()
        """;

    private final DataSource database;
    private final Outbox outbox;
    private final SeatWatch watch;
    private final Duration firstWord;
    private final Duration gathering;

    Releases(
            DataSource database,
            Outbox outbox,
            SeatWatch watch,
            @ConfigProperty(name = "holdfast.waitlist.first-word", defaultValue = "30s") Duration firstWord,
            @ConfigProperty(name = "holdfast.waitlist.gathering-at-most", defaultValue = "10m") Duration gathering) {
        this.database = database;
        this.outbox = outbox;
        this.watch = watch;
        this.firstWord = firstWord;
        this.gathering = gathering;
    }

    /// Sold seats come back.
    public void ofOrder(OrderId order, PerformanceId performance, Collection<SeatId> seats) {
        returned(order, performance, seats).ifPresent(outbox::append);
    }

    /// Sold seats come back, and the caller tells.
    ///
    /// @return empty if none was the order's any more
    public Optional<SeatsReleased> returned(OrderId order, PerformanceId performance, Collection<SeatId> seats) {
        var release = ReleaseId.next();
        return released(
                performance,
                release,
                Sql.of(OF_ORDER)
                        .with("order", order)
                        .with("performance", performance)
                        .with("seats", seats)
                        .with("release", release)
                        .with("seconds", (double) firstWord.toSeconds())
                        .list(database, Releases::read));
    }

    /// Offered seats that nobody took come back, for the next in line.
    public void ofOffer(HoldId hold, PerformanceId performance) {
        var release = ReleaseId.next();
        released(
                        performance,
                        release,
                        Sql.of(OF_OFFER)
                                .with("hold", hold)
                                .with("release", release)
                                .with("seconds", (double) firstWord.toSeconds())
                                .list(database, Releases::read))
                .ifPresent(outbox::append);
    }

    /// Nobody waits for these; anybody may have them.
    public void unwanted(PerformanceId performance, ReleaseId release, Collection<SeatId> seats) {
        Sql.of(UNWANTED)
                .with("performance", performance)
                .with("release", release)
                .with("seats", seats)
                .run(database);
        watch.changed(performance, seats);
    }

    /// The waitlist keeps these for a group: at most as long as a gathering may last, with a first word before it
    /// and one after.
    public void gathered(PerformanceId performance, ReleaseId release, Collection<SeatId> seats, Instant until) {
        Sql.of(GATHERED)
                .with("performance", performance)
                .with("release", release)
                .with("seats", seats)
                .with("until", until)
                .with("seconds", (double)
                        gathering.plus(firstWord.multipliedBy(2)).toSeconds())
                .run(database);
        watch.changed(performance, seats);
    }

    private record Back(ReleasedSeat seat, Instant publicAt) {}

    private Optional<SeatsReleased> released(PerformanceId performance, ReleaseId release, List<Back> back) {
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
                row.moment("until"));
    }
}
