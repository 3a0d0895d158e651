package io.holdfast.waitlist.matching;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsGathered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.waitlist.entry.Entries;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.Entries.Common;
import io.holdfast.waitlist.entry.Entries.Next;
import io.holdfast.waitlist.entry.Entries.Raised;
import io.holdfast.waitlist.matching.Gatherings.End;
import io.holdfast.waitlist.matching.Gatherings.Open;
import io.holdfast.waitlist.matching.InOrder.Gathering;
import io.holdfast.waitlist.matching.Matchings.Matched;
import io.holdfast.waitlist.offer.Offers;
import io.holdfast.waitlist.offer.Offers.Meant;
import io.holdfast.waitlist.offer.Offers.Terms;
import io.holdfast.waitlist.performance.Performance;
import io.holdfast.waitlist.performance.Performances;
import io.holdfast.waitlist.performance.Returns;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// Gives seats that came back to those who wait.
///
/// Each time, what has come back and what is kept for a group are one pool, and the whole line is walked: whoever is
/// before the group and finds what they want in the pool goes first. The group is offered what it waited for as soon as
/// the pool has it; until then what would do for it is kept, and the others have the rest. When a gathering ends
/// otherwise, what it kept is matched once more, and this time nothing is kept.
@ApplicationScoped
public class Matching {

    private static final String FIRST_TIME = """
        insert into release (id, performance_id)
        select distinct id, cast(:performance as uuid)
          from unnest(cast(:releases as uuid[])) as told (id)
         order by id
        on conflict do nothing
        returning id
        """;

    /// Asked for once the performance is locked.
    private static final String NOW = "select clock_timestamp() as now";

    private final DataSource database;
    private final Performances performances;
    private final Returns returns;
    private final Entries entries;
    private final Offers offers;
    private final Gatherings gatherings;
    private final Matchings matchings;
    private final Outbox outbox;
    private final MatchingConfig config;
    private final OfferTimes times;
    private final MeterRegistry metrics;

    Matching(
            DataSource database,
            Performances performances,
            Returns returns,
            Entries entries,
            Offers offers,
            Gatherings gatherings,
            Matchings matchings,
            Outbox outbox,
            MatchingConfig config,
            MeterRegistry metrics) {
        this.database = database;
        this.performances = performances;
        this.returns = returns;
        this.entries = entries;
        this.offers = offers;
        this.gatherings = gatherings;
        this.matchings = matchings;
        this.outbox = outbox;
        this.config = config;
        this.times = new OfferTimes(config);
        this.metrics = metrics;
    }

    /// What there is to know before the line is walked.
    ///
    /// @param isOff whether the performance will not take place
    private record Before(
            Optional<Performance> performance,
            boolean isOff,
            Instant now,
            long matching,
            long lastPlace,
            Optional<Open> gathering,
            List<Gatherings.Kept> kept) {}

    /// What is to be given away.
    ///
    /// @param releases none: only what was kept
    /// @param of which release each seat came back in
    /// @param unusable what may have gone on public sale, or what nobody may be offered any more
    private record Pool(
            List<ReleaseId> releases,
            List<ReleasedSeat> seats,
            Map<SeatId, ReleaseId> of,
            List<ReleasedSeat> unusable) {
        List<ReleasedSeat> everything() {
            return Stream.concat(seats.stream(), unusable.stream()).toList();
        }
    }

    /// The same as of several.
    public void match(SeatsReleased released) {
        match(released.performance(), List.of(released));
    }

    /// In the transaction that is running. What comes back in several releases is given away as if it had come back in
    /// one. The same release again does nothing.
    ///
    /// @param released all in one performance, and no seat twice
    public void match(PerformanceId id, List<SeatsReleased> released) {
        var began = System.nanoTime();
        var together = new Together();
        // Whoever joins or is matched at the same time waits for this row, so the line stands still.
        var performance = performances.lock(together, id);
        var isNew = together.list(
                Sql.of(FIRST_TIME)
                        .with("performance", id)
                        .with(
                                "releases",
                                released.stream().map(SeatsReleased::release).toList()),
                row -> new ReleaseId(row.uuid("id")),
                Set::copyOf);
        var before = before(together, id);
        together.send(database);
        var fresh = released.stream()
                .filter(one -> isNew.get().contains(one.release()))
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        var known = before.with(performance.get());
        give(id, known, pool(known, fresh), true);
        metrics.timer("holdfast.waitlist.match").record(Duration.ofNanos(System.nanoTime() - began));
    }

    /// In the transaction that is running: somebody has come back to their place, and may find what they want among
    /// what is kept for a group behind them.
    public void matchKept(PerformanceId id) {
        var performance = performances.lock(id);
        if (performance.isPresent()) {
            matchKept(id, performance);
        }
    }

    /// In the transaction that is running: nobody waits any more, and nothing is kept.
    public void callOff(PerformanceId id) {
        var performance = performances.lock(id);
        performances.callOff(id);
        entries.callOff(id);
        matchKept(id, performance);
    }

    /// What is kept outlives neither its time nor its group.
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void endGatherings() {
        for (var id : gatherings.due()) {
            QuarkusTransaction.requiringNew().run(() -> {
                var performance = performances.lockIfFree(id);
                if (performance.isPresent()) {
                    matchKept(id, performance);
                }
            });
        }
    }

    private void matchKept(PerformanceId id, Optional<Performance> performance) {
        var together = new Together();
        var before = before(together, id);
        together.send(database);
        var known = before.with(performance);
        if (!known.kept().isEmpty() || known.gathering().isPresent()) {
            give(id, known, pool(known, List.of()), false);
        }
    }

    private interface Asked {
        Before with(Optional<Performance> performance);
    }

    private Asked before(Together together, PerformanceId id) {
        var now = together.first(Sql.of(NOW), row -> row.moment("now"));
        var isOff = performances.isCalledOff(together, id);
        var matching = matchings.next(together);
        var lastPlace = entries.lastPlace(together, id);
        var gathering = gatherings.open(together, id);
        var kept = gatherings.kept(together, id);
        return performance -> new Before(
                performance,
                isOff.get().orElse(false),
                now.get().orElseThrow(),
                matching.get().orElseThrow(),
                lastPlace.get().orElse(0L),
                gathering.get(),
                kept.get());
    }

    /// A seat that was kept and has come back anew is the new one.
    private static Pool pool(Before before, List<SeatsReleased> released) {
        var of = new HashMap<SeatId, ReleaseId>();
        released.forEach(one -> one.seats().forEach(seat -> of.put(seat.seat(), one.release())));
        var ours = released.stream()
                .filter(one -> before.now().isBefore(one.publicAt()))
                .flatMap(one -> one.seats().stream());
        var gone = released.stream()
                .filter(one -> !before.now().isBefore(one.publicAt()))
                .flatMap(one -> one.seats().stream());
        var kept = before.kept().stream()
                .filter(one -> !of.containsKey(one.seat().seat()))
                .toList();
        kept.forEach(one -> of.put(one.seat().seat(), one.release()));
        return new Pool(
                released.stream().map(SeatsReleased::release).toList(),
                Stream.concat(
                                ours,
                                kept.stream().filter(Gatherings.Kept::isOurs).map(Gatherings.Kept::seat))
                        .toList(),
                of,
                Stream.concat(gone, kept.stream().filter(one -> !one.isOurs()).map(Gatherings.Kept::seat))
                        .toList());
    }

    /// @param mayBegin whether seats may be kept for a group that nothing has been kept for
    private void give(PerformanceId id, Before before, Pool pool, boolean mayBegin) {
        var until = before.performance()
                .filter(_ -> !before.isOff())
                .flatMap(found -> times.offerEnds(before.now(), found.startsAt(), found.timeZone()));
        var seating = new Seating(pool.seats());
        var tooLate = until.isEmpty() || pool.seats().isEmpty();
        var walked = tooLate
                ? new Walked(List.of(), Optional.empty(), List.of())
                : walk(id, before, pool, seating, mayBegin, new Terms(before.matching(), until.orElseThrow()));
        var told = new ArrayList<Event>();
        told.addAll(keep(id, before, pool, walked));
        var unwanted = Stream.concat(seating.left().stream(), pool.unusable().stream())
                .map(ReleasedSeat::seat)
                .toList();
        told.addAll(unwanted(id, pool, unwanted));
        var together = new Together();
        entries.raise(together, walked.raised());
        matchings.add(
                together,
                new Matched(
                        before.matching(),
                        id,
                        pool.releases(),
                        before.now(),
                        before.lastPlace(),
                        tooLate ? pool.everything() : pool.seats(),
                        tooLate,
                        walked.kept().map(one -> one.candidate().entry()),
                        walked.kept().map(one -> Gatherings.ids(one.seats())).orElse(List.of()),
                        unwanted));
        if (!pool.releases().isEmpty()) {
            returns.add(together, id, back(pool));
        }
        if (!told.isEmpty()) {
            outbox.append(together, told.toArray(Event[]::new));
        }
        together.send(database);
    }

    private static List<ReleasedSeat> back(Pool pool) {
        var releases = Set.copyOf(pool.releases());
        return pool.everything().stream()
                .filter(seat -> releases.contains(releaseOf(pool, seat.seat())))
                .toList();
    }

    private record Walked(List<Meant> made, Optional<InOrder.Kept> kept, List<Raised> raised) {}

    /// Seats meant for somebody who left at that very moment are matched again, and so are those to be kept.
    private Walked walk(PerformanceId id, Before before, Pool pool, Seating seating, boolean mayBegin, Terms terms) {
        var made = new ArrayList<Meant>();
        while (true) {
            var order = new InOrder(
                    seating,
                    gathering(before, mayBegin, made),
                    config.lookedAtTogether(),
                    config.wishesTogether(),
                    new Line(id));
            var meant = order.meant();
            var lost = meant.isEmpty()
                    ? List.<Meant>of()
                    : offers.make(id, terms, config.paysByItselfWithin(), pool.of(), meant);
            made.addAll(meant);
            made.removeAll(lost);
            if (lost.isEmpty()) {
                return new Walked(made, order.kept(), order.raised());
            }
            lost.forEach(one -> seating.giveBack(one.seats()));
            order.kept().ifPresent(one -> seating.giveBack(one.seats()));
        }
    }

    private Gathering gathering(Before before, boolean mayBegin, List<Meant> made) {
        if (before.gathering().isPresent()) {
            var open = before.gathering().get();
            var isServed = made.stream().anyMatch(one -> one.candidate().entry().equals(open.entry()));
            return open.isOver() || !open.isWaitedFor() || isServed
                    ? new Gathering.ForNobody()
                    : new Gathering.For(open.entry(), open.wish(), open.place());
        }
        return mayBegin && gatheringEnds(before).isPresent()
                ? new Gathering.ForFirstGroup()
                : new Gathering.ForNobody();
    }

    private Optional<Instant> gatheringEnds(Before before) {
        return before.performance().flatMap(found -> times.gatheringEnds(before.now(), found.startsAt()));
    }

    /// @return what is to be told of it
    private List<Event> keep(PerformanceId id, Before before, Pool pool, Walked walked) {
        if (walked.kept().isEmpty()) {
            before.gathering().ifPresent(open -> end(open, how(open, walked)));
            if (!before.kept().isEmpty()) {
                gatherings.keepNothing(id);
            }
            return List.of();
        }
        var kept = walked.kept().get();
        var ends = before.gathering()
                .map(Open::until)
                .or(() -> gatheringEnds(before))
                .orElseThrow();
        var gathering = before.gathering()
                .map(Open::id)
                .orElseGet(() -> gatherings.begin(id, kept.candidate().entry(), ends));
        var told = ends.plus(config.lastWord());
        gatherings.keep(
                id,
                gathering,
                kept.seats().stream()
                        .map(seat -> new Gatherings.Kept(seat, releaseOf(pool, seat.seat()), told, true))
                        .toList());
        var knownAlready = before.kept().stream()
                .map(one -> Map.entry(one.seat().seat(), one.release()))
                .collect(Collectors.toSet());
        return byRelease(pool, Gatherings.ids(kept.seats()), knownAlready).entrySet().stream()
                .<Event>map(one -> new SeatsGathered(id, releaseNamed(one.getKey()), one.getValue(), told))
                .toList();
    }

    private void end(Open open, End how) {
        gatherings.end(open.id(), how);
        metrics.counter("holdfast.waitlist.gatherings", "end", how.name()).increment();
    }

    private static End how(Open open, Walked walked) {
        if (walked.made().stream().anyMatch(one -> one.candidate().entry().equals(open.entry()))) {
            return End.MET;
        }
        if (!open.isWaitedFor()) {
            return End.LEFT;
        }
        return open.isOver() ? End.OVER : End.OVERTAKEN;
    }

    private static List<Event> unwanted(PerformanceId id, Pool pool, List<SeatId> seats) {
        return byRelease(pool, seats, Set.of()).entrySet().stream()
                .<Event>map(one -> new SeatsUnwanted(id, releaseNamed(one.getKey()), one.getValue()))
                .toList();
    }

    /// In the order the releases happened, so that what is told is the same whenever it is worked out.
    private static Map<String, List<SeatId>> byRelease(
            Pool pool, List<SeatId> seats, Set<Map.Entry<SeatId, ReleaseId>> except) {
        var releases = new TreeMap<String, List<SeatId>>();
        for (var seat : seats) {
            var release = releaseOf(pool, seat);
            if (!except.contains(Map.entry(seat, release))) {
                releases.computeIfAbsent(release.toString(), _ -> new ArrayList<>())
                        .add(seat);
            }
        }
        return releases;
    }

    private static ReleaseId releaseNamed(String text) {
        return ReleaseId.fromString(text);
    }

    private static ReleaseId releaseOf(Pool pool, SeatId seat) {
        var release = pool.of().get(seat);
        if (release == null) {
            throw new IllegalStateException("a seat that came back in no release");
        }
        return release;
    }

    /// One performance's line, as it is read.
    private final class Line implements InOrder.Lines {

        private final PerformanceId performance;

        Line(PerformanceId performance) {
            this.performance = performance;
        }

        @Override
        public List<Common> wishes(Optional<Common> after, int count, Collection<ReleasedSeat> seats, int most) {
            return entries.wishes(performance, after, count, seats, most);
        }

        @Override
        public List<Candidate> next(Collection<Next> asked) {
            var candidates = entries.next(asked);
            metrics.counter("holdfast.waitlist.looked.at").increment(candidates.size());
            return candidates;
        }
    }
}
