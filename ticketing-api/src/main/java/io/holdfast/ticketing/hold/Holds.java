package io.holdfast.ticketing.hold;

import static io.holdfast.ticketing.seat.PaidSeats.AND_NONE_IN_PAYMENT;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hold.Hold.HeldSeat;
import io.holdfast.ticketing.hold.HoldOutcome.Closed;
import io.holdfast.ticketing.hold.HoldOutcome.NotOpen;
import io.holdfast.ticketing.hold.HoldOutcome.PassNeeded;
import io.holdfast.ticketing.hold.HoldOutcome.Placed;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsUnknown;
import io.holdfast.ticketing.hold.HoldOutcome.ShoppingOver;
import io.holdfast.ticketing.hold.HoldOutcome.Stopped;
import io.holdfast.ticketing.hold.HoldOutcome.TooManySeats;
import io.holdfast.ticketing.seat.SeatWatch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/// Where seats are put aside, kept a little longer, and given up.
@ApplicationScoped
public class Holds {

    /// All the seats or none, within the sale's times and the person's limit, by whoever may shop in it, in one
    /// statement. A seat somebody else
    /// is taking this very moment counts as taken, so nobody waits and nothing deadlocks. When anything is missing
    /// the later parts find nothing to do, and there is nothing to roll back.
    private static final String PLACE = """
        with terms as (
            select sale.id as sale_id, sale.max_seats, sale.hold_seconds
              from performance
              join sale on sale.id = performance.sale_id
             where performance.id = :performance
               and now() >= sale.opens_at
               and now() < sale.closes_at
               and now() < performance.starts_at
               and performance.stopped_at is null
               and (not sale.waiting_room or cast(:session as text) is not null)
               and not exists (select from shopping_end where sale_id = sale.id and session = :session)),
        free as (
            select seat.id
              from seat, terms
             where seat.performance_id = :performance
               and seat.id = any (:seats)
               and (seat.state = 'AVAILABLE' or (seat.state in ('HELD', 'RELEASED') and seat.until <= now()))
             order by seat.id
               for update of seat skip locked),
        enough as (
            select count(*) as seats from free having count(*) = :count),
        within_limit as (
            insert into shopper as mine (sale_id, subject, seats)
            select terms.sale_id, :subject, enough.seats
              from terms, enough
             where enough.seats <= terms.max_seats
            on conflict (sale_id, subject) do update
               set seats = mine.seats + excluded.seats
             where mine.seats + excluded.seats <= (select max_seats from terms)
            returning sale_id),
        placed as (
            insert into hold (id, performance_id, sale_id, subject, session, seats, state, until)
            select :hold, :performance, terms.sale_id, :subject, :session, :seats, 'ACTIVE',
                   now() + make_interval(secs => terms.hold_seconds)
              from terms, within_limit
            returning until)
        update seat
           set state = 'HELD', hold_id = :hold, order_id = null, release_id = null, until = placed.until
          from free, placed
         where seat.performance_id = :performance
           and seat.id = free.id
        returning seat.id
        """;

    private static final String WHY_NOT = """
        select now() < sale.opens_at as early, sale.opens_at, sale.max_seats,
               performance.stopped_at is not null as stopped,
               now() >= sale.closes_at or now() >= performance.starts_at as late,
               sale.waiting_room and cast(:session as text) is null as pass_needed,
               exists (select from shopping_end where sale_id = sale.id and session = :session) as ended,
               coalesce((select seats from shopper where sale_id = sale.id and subject = :subject), 0) as mine
          from performance
          join sale on sale.id = performance.sale_id
         where performance.id = :performance
        """;

    private static final String STATES = """
        select id, state = 'AVAILABLE' or (state in ('HELD', 'RELEASED') and until <= now()) as free
          from seat
         where performance_id = :performance
           and id = any (:seats)
        """;

    private static final String READ = """
        select id, performance_id, sale_id, subject, session, offer_id, extended, seats, until,
               accepted_at is not null as accepted,
               case when state = 'ACTIVE' and until <= now()
        """ + AND_NONE_IN_PAYMENT + """
                    then 'LAPSED' else state end as state
          from hold
         where id = :hold
        """;

    private static final String SEATS = """
        select id, label, grade, amount, currency
          from seat
         where performance_id = :performance
           and id = any (:seats)
         order by ordinal
        """;

    private static final String LOCK = "select id from hold where id = :hold for update";

    /// Seats that are being paid for keep their hold alive.
    private static final String END = """
        update hold
           set state = :state, ended_at = now()
         where id = :hold
           and state = 'ACTIVE'
        """ + AND_NONE_IN_PAYMENT + """
        """;

    /// Only seats that are still this hold's: a seat already taken over is somebody else's.
    private static final String FREE_SEATS = """
        update seat
           set state = 'AVAILABLE', hold_id = null, until = null
          from hold
         where hold.id = :hold
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.hold_id = hold.id
           and seat.state = 'HELD'
        returning seat.id
        """;

    private static final String COUNT_BACK = """
        update shopper
           set seats = greatest(0, shopper.seats - :seats)
         where sale_id = :sale
           and subject = :subject
        """;

    private static final String EXTEND = """
        update hold
           set until = until + make_interval(secs => sale.hold_seconds), extended = true
          from sale
         where hold.id = :hold
           and sale.id = hold.sale_id
           and hold.state = 'ACTIVE'
           and hold.offer_id is null
           and not hold.extended
           and hold.until > now()
           and cardinality(hold.seats) = (select count(*)
                                            from seat
                                           where seat.performance_id = hold.performance_id
                                             and seat.id = any (hold.seats)
                                             and seat.hold_id = hold.id
                                             and seat.state = 'HELD')
        returning hold.until
        """;

    private static final String KEEP = """
        update hold
           set until = :until
         where id = :hold
           and state = 'ACTIVE'
           and until > now()
           and until < :until
        """;

    private static final String KEEP_SEATS = """
        update seat
           set until = :until
          from hold
         where hold.id = :hold
           and seat.performance_id = hold.performance_id
           and seat.id = any (hold.seats)
           and seat.hold_id = hold.id
           and seat.state in ('HELD', 'OFFERED')
           and seat.until < :until
        returning seat.performance_id, seat.id
        """;

    private final DataSource database;
    private final SeatWatch watch;

    Holds(DataSource database, SeatWatch watch) {
        this.database = database;
        this.watch = watch;
    }

    /// Puts seats aside: all of them or none.
    @Transactional
    HoldOutcome place(
            HoldId hold, PerformanceId performance, Subject subject, Optional<String> session, Set<SeatId> seats) {
        var taken = Sql.of(PLACE)
                .with("hold", hold)
                .with("performance", performance)
                .with("subject", subject.value())
                .with("session", session.orElse(null))
                .with("seats", seats)
                .with("count", seats.size())
                .list(database, row -> new SeatId(row.text("id")));
        watch.changed(performance, taken);
        return taken.size() == seats.size()
                ? new Placed(find(hold).orElseThrow())
                : whyNot(performance, subject, session, seats);
    }

    private HoldOutcome whyNot(
            PerformanceId performance, Subject subject, Optional<String> session, Set<SeatId> seats) {
        record Free(SeatId id, boolean free) {}
        record Terms(
                boolean early,
                Instant opensAt,
                boolean late,
                boolean stopped,
                boolean passNeeded,
                boolean ended,
                int most,
                int mine) {}
        var terms = Sql.of(WHY_NOT)
                .with("performance", performance)
                .with("subject", subject.value())
                .with("session", session.orElse(null))
                .one(
                        database,
                        row -> new Terms(
                                row.flag("early"),
                                row.moment("opens_at"),
                                row.flag("late"),
                                row.flag("stopped"),
                                row.flag("pass_needed"),
                                row.flag("ended"),
                                row.number("max_seats"),
                                row.number("mine")));
        var known = Sql.of(STATES)
                .with("performance", performance)
                .with("seats", seats)
                .list(database, row -> new Free(new SeatId(row.text("id")), row.flag("free")));
        var unknown = new HashSet<>(seats);
        known.forEach(seat -> unknown.remove(seat.id()));
        if (!unknown.isEmpty()) {
            return new SeatsUnknown(unknown.stream().sorted().toList());
        }
        if (terms.early()) {
            return new NotOpen(terms.opensAt());
        }
        if (terms.late()) {
            return new Closed();
        }
        if (terms.stopped()) {
            return new Stopped();
        }
        if (terms.passNeeded()) {
            return new PassNeeded();
        }
        if (terms.ended()) {
            return new ShoppingOver();
        }
        if (terms.mine() + seats.size() > terms.most()) {
            return new TooManySeats(terms.most());
        }
        var gone = known.stream()
                .filter(seat -> !seat.free())
                .map(Free::id)
                .sorted()
                .toList();
        return new SeatsTaken(gone.isEmpty() ? seats.stream().sorted().toList() : gone);
    }

    @Transactional
    public Optional<Hold> find(HoldId id) {
        record Part(PerformanceId performance, List<String> seats, Hold hold) {}
        return Sql.of(READ)
                .with("hold", id)
                .first(
                        database,
                        row -> new Part(
                                new PerformanceId(row.uuid("performance_id")),
                                row.texts("seats"),
                                new Hold(
                                        id,
                                        new PerformanceId(row.uuid("performance_id")),
                                        new SaleId(row.uuid("sale_id")),
                                        new Subject(row.text("subject")),
                                        row.maybeText("session"),
                                        row.maybeUuid("offer_id").map(OfferId::new),
                                        Hold.State.valueOf(row.text("state")),
                                        row.moment("until"),
                                        row.flag("extended"),
                                        row.flag("accepted"),
                                        List.of())))
                .map(part -> withSeats(part.hold(), part.seats()));
    }

    private Hold withSeats(Hold hold, Collection<String> seats) {
        var held = Sql.of(SEATS)
                .with("performance", hold.performance())
                .with("seats", seats)
                .list(
                        database,
                        row -> new HeldSeat(
                                new SeatId(row.text("id")), row.text("label"), row.text("grade"), row.money()));
        return new Hold(
                hold.id(),
                hold.performance(),
                hold.sale(),
                hold.subject(),
                hold.session(),
                hold.offer(),
                hold.state(),
                hold.until(),
                hold.extended(),
                hold.accepted(),
                held);
    }

    /// Keeps the seats for the sale's hold time once more. An offer's hold has its own, longer time.
    ///
    /// @return whether it could still be done
    @Transactional
    public boolean extend(HoldId hold) {
        var until = Sql.of(EXTEND).with("hold", hold).first(database, row -> row.moment("until"));
        until.ifPresent(moment -> keepSeats(hold, moment));
        return until.isPresent();
    }

    /// Keeps the seats at least so long, because we make people wait. Who has run out of time keeps nothing.
    public void keep(HoldId hold, Instant until) {
        if (Sql.of(KEEP).with("hold", hold).with("until", until).run(database) == 1) {
            keepSeats(hold, until);
        }
    }

    /// The seats of a hold that has just been kept longer.
    public void keepSeats(HoldId hold, Instant until) {
        record Kept(PerformanceId performance, SeatId seat) {}
        var kept = Sql.of(KEEP_SEATS)
                .with("hold", hold)
                .with("until", until)
                .list(
                        database,
                        row -> new Kept(new PerformanceId(row.uuid("performance_id")), new SeatId(row.text("id"))));
        if (!kept.isEmpty()) {
            watch.changed(
                    kept.getFirst().performance(), kept.stream().map(Kept::seat).toList());
        }
    }

    /// Gives the seats up at once. Seats that are being paid for stay until the answer is known.
    ///
    /// @return whether there was anything to give up
    @Transactional
    public boolean release(Hold hold) {
        return end(hold, Hold.State.RELEASED);
    }

    /// The seats have been bought; the hold is history, and the person's count stays.
    public void bought(HoldId hold) {
        Sql.of(END).with("hold", hold).with("state", Hold.State.BOUGHT).run(database);
    }

    /// Keeps the hold from ending until the transaction does.
    public void lock(HoldId hold) {
        Sql.of(LOCK).with("hold", hold).one(database, row -> row.uuid("id"));
    }

    boolean end(Hold hold, Hold.State how) {
        lock(hold.id());
        var ended = Sql.of(END).with("hold", hold.id()).with("state", how).run(database) == 1;
        if (ended) {
            watch.changed(
                    hold.performance(),
                    Sql.of(FREE_SEATS).with("hold", hold.id()).list(database, row -> new SeatId(row.text("id"))));
            countBack(hold.sale(), hold.subject(), hold.seats().size());
        }
        return ended;
    }

    /// Somebody has fewer seats of a sale than before.
    public void countBack(SaleId sale, Subject subject, int seats) {
        Sql.of(COUNT_BACK)
                .with("sale", sale)
                .with("subject", subject.value())
                .with("seats", seats)
                .run(database);
    }
}
