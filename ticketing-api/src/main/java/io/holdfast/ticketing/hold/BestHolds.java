package io.holdfast.ticketing.hold;

import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.DatabaseException;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.availability.Availability;
import io.holdfast.ticketing.choice.BestSeats;
import io.holdfast.ticketing.choice.BestSeats.Party;
import io.holdfast.ticketing.choice.Geometries;
import io.holdfast.ticketing.choice.Geometry;
import io.holdfast.ticketing.choice.Geometry.Area;
import io.holdfast.ticketing.hold.HoldOutcome.AreaNeeded;
import io.holdfast.ticketing.hold.HoldOutcome.AreaOffered;
import io.holdfast.ticketing.hold.HoldOutcome.Placed;
import io.holdfast.ticketing.hold.HoldOutcome.Running;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsUnknown;
import io.holdfast.ticketing.seat.SeatWatch;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.Grade;
import io.holdfast.ticketing.show.Performance;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/// Puts the best places aside for those who leave the choice to us, and places of general admission, which nobody
/// chooses.
///
/// At first a choice is made among the live seats and asked for like anybody's, together with everybody's, so that a
/// crowd of such people costs what a crowd costs. Where that comes to nothing, and whenever a party would have to be
/// split or refused, the choice is made in the database's lock: one at a time for a performance, among the seats as
/// they are. So whoever asks gets seats as long as there are enough, however many others choose at the same moment.
@ApplicationScoped
class BestHolds {

    private static final int QUICK_TRIES = 3;
    private static final int TRIES = 100;

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(:name, 11)) is null as locked";

    /// Waits until whoever is taking one of these at this moment has done so or not. In the order of everybody's
    /// locks, and only at the beginning of a transaction.
    private static final String AWAIT = """
        select id
          from seat
         where performance_id = :performance
           and id = any (:seats)
         order by id
           for update
        """;

    private static final String FREE = """
        select string_agg(case when state = 'AVAILABLE' or (state in ('HELD', 'RELEASED') and until <= clock_timestamp())
                               then '1' else '0' end, '' order by ordinal) as free
          from seat
         where performance_id = :performance
        """;

    private static final String NAMES = """
        select id
          from seat
         where performance_id = :performance
           and ordinal = any (cast(:places as int[]))
        """;

    private static final String ANY = """
        select id
          from seat
         where performance_id = :performance
         order by ordinal
         limit :count
        """;

    private final HoldGroups groups;
    private final Catalogue catalogue;
    private final Geometries geometries;
    private final Availability availability;
    private final SeatWatch watch;
    private final DataSource database;

    BestHolds(
            HoldGroups groups,
            Catalogue catalogue,
            Geometries geometries,
            Availability availability,
            SeatWatch watch,
            DataSource database) {
        this.groups = groups;
        this.catalogue = catalogue;
        this.geometries = geometries;
        this.availability = availability;
        this.watch = watch;
        this.database = database;
    }

    /// @param wish names no seats yet
    HoldOutcome place(Wish wish, Best best) {
        var performance = catalogue.performance(wish.performance());
        var hall = geometries.of(performance);
        var parties = parties(hall, best);
        var areas = parties.stream().flatMap(party -> party.area().stream()).toList();
        if (areas.stream().map(Area::grade).distinct().count() > 1) {
            var offered = offered(performance, hall, areas);
            if (offered.stream().map(AreaOffered::price).distinct().count() > 1) {
                return new AreaNeeded(offered);
            }
        }
        var spokenFor = SpokenFor.in(performance, hall);
        HoldOutcome outcome = new SeatsUnknown(List.of());
        for (var party : parties) {
            outcome = place(wish, best, party, hall, spokenFor);
            if (!(outcome instanceof SeatsTaken)) {
                return outcome;
            }
        }
        return outcome;
    }

    private List<AreaOffered> offered(Performance performance, Geometry hall, List<Area> areas) {
        var prices =
                catalogue.grades(performance.show()).stream().collect(Collectors.toMap(Grade::grade, Grade::price));
        return areas.stream()
                .map(area -> {
                    var grade = hall.gradeName(area.grade());
                    return new AreaOffered(area.name(), grade, Objects.requireNonNull(prices.get(grade)));
                })
                .toList();
    }

    private HoldOutcome place(Wish wish, Best best, Party party, Geometry hall, SpokenFor spokenFor) {
        for (var n = 0; n < QUICK_TRIES; n++) {
            var outcome = quickly(wish, party, hall, spokenFor);
            if (outcome.isEmpty()) {
                break;
            }
            if (!(outcome.get() instanceof SeatsTaken)) {
                return outcome.get();
            }
        }
        if (spokenFor.isFull(party)) {
            return full(wish, best);
        }
        spokenFor.turn().lock();
        try {
            return spokenFor.isFull(party) ? full(wish, best) : inTheLock(wish, best, party, hall, spokenFor);
        } finally {
            spokenFor.turn().unlock();
        }
    }

    /// What would do, one after the other: seats, or places in any area that fits.
    ///
    /// @return empty when something is asked for that the hall does not have
    private static List<Party> parties(Geometry hall, Best best) {
        var grade = best.grade() == null ? OptionalInt.empty() : hall.gradeNamed(best.grade());
        var section = best.section() == null ? OptionalInt.empty() : hall.sectionNamed(best.section());
        if (best.grade() != null && grade.isEmpty()
                || best.section() != null && (section.isEmpty() || best.area() != null)) {
            return List.of();
        }
        if (best.area() == null && (best.section() != null || hall.hasSeats(grade))) {
            return List.of(new Party(best.count(), grade, section, Optional.empty()));
        }
        return hall.areas().stream()
                .filter(area -> best.area() == null || area.name().equals(best.area()))
                .filter(area -> grade.isEmpty() || area.grade() == grade.getAsInt())
                .map(area -> new Party(best.count(), grade, section, Optional.of(area)))
                .toList();
    }

    /// @return empty when there is nothing to be had like this
    private Optional<HoldOutcome> quickly(Wish wish, Party party, Geometry hall, SpokenFor spokenFor) {
        var live = availability.live(wish.performance());
        if (live.capacity() != hall.places()) {
            return Optional.empty();
        }
        return spokenFor.together(hall, live::free, party).map(chosen -> {
            var outcome = groups.placed(
                    wish.settledFor(Arrays.stream(chosen).mapToObj(live::id).toList()));
            switch (outcome) {
                case Placed _ -> {}
                case SeatsTaken(var gone) ->
                    spokenFor.leave(Arrays.stream(chosen)
                            .filter(place -> !gone.contains(live.id(place)))
                            .toArray());
                default -> spokenFor.leave(chosen);
            }
            return outcome;
        });
    }

    private HoldOutcome inTheLock(Wish wish, Best best, Party party, Geometry hall, SpokenFor spokenFor) {
        var lost = List.<SeatId>of();
        for (var n = 0; n < TRIES; n++) {
            var before = lost;
            var tried = QuarkusTransaction.requiringNew().call(() -> attempt(wish, party, hall, before));
            if (tried.outcome() instanceof Placed placed) {
                watch.held(wish.performance(), tried.seats(), placed.until());
                spokenFor.speakFor(tried.places());
            }
            if (!(tried.outcome() instanceof SeatsTaken)) {
                return tried.outcome();
            }
            if (tried.seats().isEmpty()) {
                spokenFor.full(party);
                return full(wish, best);
            }
            lost = tried.seats();
        }
        throw TEMPORARILY_UNAVAILABLE
                .because("Many people are choosing seats at this moment; please try again.")
                .with("retryAfterSeconds", 1)
                .asException();
    }

    /// There are not so many places, unless there is another reason, or this was asked before and there were.
    private HoldOutcome full(Wish wish, Best best) {
        var any = Sql.of(ANY)
                .with("performance", wish.performance())
                .with("count", best.count())
                .list(database, row -> new SeatId(row.text("id")));
        try (var connection = database.getConnection()) {
            var why = PlaceHolds.whyNot(connection, List.of(wish.settledFor(any)))
                    .getFirst()
                    .outcome();
            return why instanceof SeatsTaken ? new SeatsTaken(List.of()) : why;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// @param seats what was chosen; empty when there was nothing to choose
    private record Tried(HoldOutcome outcome, List<SeatId> seats, int[] places) {}

    private Tried attempt(Wish wish, Party party, Geometry hall, List<SeatId> lost) {
        var performance = wish.performance();
        Sql.of(LOCK).with("name", "best " + performance).list(database, row -> row.flag("locked"));
        if (!lost.isEmpty()) {
            Sql.of(AWAIT).with("performance", performance).with("seats", lost).list(database, row -> row.text("id"));
        }
        var chosen = BestSeats.of(hall, free(performance, hall)::get, party);
        if (chosen.isEmpty()) {
            return new Tried(new SeatsTaken(List.of()), List.of(), new int[0]);
        }
        var seats = Sql.of(NAMES)
                .with("performance", performance)
                .with(
                        "places",
                        Arrays.stream(chosen.get()).mapToObj(Integer::toString).toList())
                .list(database, row -> new SeatId(row.text("id")));
        return new Tried(placed(wish.settledFor(seats)), seats, chosen.get());
    }

    private BitSet free(PerformanceId performance, Geometry hall) {
        var letters = Sql.of(FREE).with("performance", performance).one(database, row -> row.maybeText("free")
                .orElse(""));
        var free = new BitSet(hall.places());
        IntStream.range(0, Math.min(letters.length(), hall.places()))
                .filter(place -> letters.charAt(place) == '1')
                .forEach(free::set);
        return free;
    }

    private HoldOutcome placed(Wish wish) {
        try (var connection = database.getConnection()) {
            var placed = PlaceHolds.place(connection, List.of(wish)).get(0);
            return placed == null
                    ? PlaceHolds.whyNot(connection, List.of(wish)).getFirst().outcome()
                    : placed;
        } catch (SQLException e) {
            if (HoldGroups.UNIQUE_VIOLATION.equals(e.getSQLState())) {
                QuarkusTransaction.setRollbackOnly();
                return new Running();
            }
            throw new DatabaseException(e);
        }
    }
}
