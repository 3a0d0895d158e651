package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.loop.Loop;
import io.holdfast.ticketing.availability.LiveMap.Learnt;
import io.holdfast.ticketing.seat.SeatsChanged;
import io.holdfast.ticketing.seat.SeatsHeld;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Keeps what this process knows of the seats of those performances somebody looks at: from what happens here, from
/// what other processes tell, and from what PostgreSQL says, which has the last word.
///
/// One thread does all that happens by itself, and rests while nobody looks at anything.
@ApplicationScoped
class LiveMaps implements LiveChannel.Heard {

    private static final Logger LOG = Logger.getLogger(LiveMaps.class);

    /// A map nobody has looked at for so long is not read again until somebody does.
    private static final Duration WATCHED = Duration.ofSeconds(10);

    /// A reading takes at most a twentieth of the time.
    private static final int REST = 19;

    /// What has been read so long ago still does while somebody else reads.
    private static final Duration PASSABLE = Duration.ofSeconds(5);

    /// Until so long after the last change a performance counts as changing.
    private static final Duration CHANGING = Duration.ofSeconds(10);

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /// More seats than that nobody could be told of are not listed any more.
    private static final int MOST_UNTOLD = 2_000;

    /// So many listeners are told of changes within a millisecond.
    private static final int TOLD_PER_MILLISECOND = 50;

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Readings readings;
    private final LiveChannel channel;
    private final LiveConfig config;
    private final Timer behind;
    private final Timer rebuilding;
    private final Map<PerformanceId, LiveMap> maps = new ConcurrentHashMap<>();
    private final Map<PerformanceId, Map<SeatId, Seen>> pending = new ConcurrentHashMap<>();
    private final Map<PerformanceId, Optional<Set<SeatId>>> untold = new ConcurrentHashMap<>();
    private final Set<PerformanceId> underWay = ConcurrentHashMap.newKeySet();
    private final Loop loop = new Loop("live-maps", this::lookAfterAWhile);
    private long beatAt = System.nanoTime();
    private long toldAgainAt = System.nanoTime();

    /// In place of a state: it has to be read.
    private static final byte UNKNOWN = -1;

    LiveMaps(Readings readings, LiveChannel channel, LiveConfig config, MeterRegistry metrics) {
        this.readings = readings;
        this.channel = channel;
        this.config = config;
        this.behind = metrics.timer("holdfast.live.behind");
        this.rebuilding = metrics.timer("holdfast.live.rebuilding");
        channel.listen(this);
        metrics.gaugeMapSize("holdfast.live.performances", List.of(), maps);
        metrics.gauge("holdfast.live.listeners", this, LiveMaps::listeners);
        metrics.gauge("holdfast.live.hears", channel, it -> it.hearsSince().isPresent() ? 1 : 0);
        metrics.gauge("holdfast.live.age.seconds", this, LiveMaps::oldest);
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stop();
    }

    void start() {
        loop.start();
    }

    void stop() throws InterruptedException {
        loop.stop();
    }

    // --- looking

    /// @return null if that would take a reading
    @Nullable
    LiveMap warm(PerformanceId performance) {
        var map = maps.get(performance);
        return map != null
                        && map.seats() != null
                        && (trusted(map) || map.reading().isLocked() && passable(map))
                ? map
                : null;
    }

    /// @return empty if there is no such performance
    Optional<LiveMap> map(PerformanceId performance) {
        var warm = warm(performance);
        if (warm != null) {
            return Optional.of(warm);
        }
        var map = maps.computeIfAbsent(performance, id -> new LiveMap(id, new Listeners()));
        loop.wake();
        read(map, true);
        var seats = map.seats();
        if (seats == null || seats.capacity() == 0) {
            maps.remove(performance, map);
            return Optional.empty();
        }
        makeRoom();
        return Optional.of(map);
    }

    /// Whether we have heard of every change since all its seats were read.
    private boolean trusted(LiveMap map) {
        var since = channel.hearsSince();
        return since.isPresent()
                ? map.readAt() - since.getAsLong() >= 0
                        && !olderThan(map.readAt(), config.whileWatched().multipliedBy(2))
                : !olderThan(map.readAt(), config.whileDeaf().plusMillis(250));
    }

    private static boolean passable(LiveMap map) {
        return !olderThan(map.readAt(), PASSABLE);
    }

    private static boolean olderThan(long nanos, Duration age) {
        return System.nanoTime() - nanos > age.toNanos();
    }

    /// @param unlessTrusted whether a reading that somebody else has just finished will do
    private void read(LiveMap map, boolean unlessTrusted) {
        map.reading().lock();
        try {
            if (unlessTrusted && map.seats() != null && trusted(map)) {
                return;
            }
            map.tried(System.nanoTime());
            var began = System.nanoTime();
            var seating = map.seating();
            var reading = seating == null ? null : readings.all(map.performance());
            if (seating == null || reading == null || !seating.isOf(reading)) {
                began = System.nanoTime();
                var both = readings.allWithSeating(map.performance());
                seating = both.seating();
                reading = both.reading();
            }
            map.read(seating, reading, began, readings.clock().now());
            Objects.requireNonNull(map.seats()).document();
            rebuilding.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        } finally {
            map.reading().unlock();
        }
    }

    private void makeRoom() {
        var seats = maps.values().stream().mapToLong(LiveMaps::capacity).sum();
        if (seats <= config.mostSeats()) {
            return;
        }
        var oldestFirst = maps.values().stream()
                .sorted(Comparator.comparingLong(LiveMap::lookedAt))
                .toList();
        for (var map : oldestFirst) {
            if (seats > config.mostSeats() && map.forget(0)) {
                maps.remove(map.performance(), map);
                seats -= capacity(map);
            }
        }
    }

    private static int capacity(LiveMap map) {
        var seats = map.seats();
        return seats == null ? 0 : seats.capacity();
    }

    // --- hearing

    void on(@Observes SeatsChanged changed) {
        note(changed.performance(), changed.seats(), UNKNOWN, Seen.NEVER);
    }

    void on(@Observes SeatsHeld held) {
        note(held.performance(), held.seats(), LiveSeats.HELD, micros(held.until()));
    }

    private static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    private void note(PerformanceId performance, Collection<SeatId> seats, byte state, long until) {
        var at = readings.clock().now();
        pending.compute(performance, (_, noted) -> {
            var all = noted == null ? new HashMap<SeatId, Seen>() : noted;
            for (var seat : seats) {
                // Of two changes at once nobody here knows which was the last.
                all.merge(seat, new Seen(seat, state, until, at), (one, _) -> new Seen(seat, UNKNOWN, until, one.at()));
            }
            return all;
        });
        loop.wake();
    }

    @Override
    public void news(PerformanceId performance, News news) {
        var map = maps.get(performance);
        if (map == null) {
            return;
        }
        if (news.again()) {
            Thread.startVirtualThread(() -> tryToRead(map));
            return;
        }
        learn(map, news.seats());
        news.seats().stream().mapToLong(Seen::at).min().ifPresent(this::measure);
    }

    @Override
    public void again() {
        loop.wake();
    }

    private void learn(LiveMap map, List<Seen> seats) {
        Learnt learnt = map.learn(seats);
        map.refresh(readings.clock().now());
        if (!learnt.doubted().isEmpty()) {
            note(map.performance(), learnt.doubted(), UNKNOWN, Seen.NEVER);
        }
        if (learnt.strange()) {
            Thread.startVirtualThread(() -> tryToRead(map));
        }
    }

    private void measure(long since) {
        behind.record(Math.max(0, readings.clock().now() - since), TimeUnit.MICROSECONDS);
    }

    // --- by itself

    /// What comes in meanwhile is told together.
    private Duration lookAfterAWhile() throws InterruptedException {
        Thread.sleep(config.together());
        look();
        return maps.isEmpty() && pending.isEmpty() && untold.isEmpty() ? Loop.UNTIL_WOKEN : Duration.ZERO;
    }

    private void look() {
        for (var performance : pending.keySet()) {
            if (underWay.add(performance)) {
                Thread.startVirtualThread(() -> {
                    try {
                        passOn(performance);
                    } finally {
                        underWay.remove(performance);
                    }
                });
            }
        }
        if (olderThan(toldAgainAt, BETWEEN_TRIES)) {
            toldAgainAt = System.nanoTime();
            tellAgain();
        }
        var now = readings.clock().now();
        for (var map : maps.values()) {
            map.refresh(now);
            map.tell(pauseFor(map.listeners().count()));
            if (due(map)) {
                map.tried(System.nanoTime());
                Thread.startVirtualThread(() -> tryToRead(map));
            } else if (map.forget(config.forgottenAfter().toNanos())) {
                maps.remove(map.performance(), map);
            }
        }
        beat();
    }

    /// The more listen, the more changes they are told of together.
    private static long pauseFor(int listeners) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(listeners) / TOLD_PER_MILLISECOND, LONGEST_PAUSE.toNanos());
    }

    private boolean due(LiveMap map) {
        if (map.seats() == null || map.reading().isLocked()) {
            return false;
        }
        var changing = !olderThan(map.changedAt(), CHANGING);
        var watched = map.listeners().any() || !olderThan(map.lookedAt(), WATCHED);
        if (!changing && !watched) {
            return false;
        }
        var since = channel.hearsSince();
        if (since.isPresent() && map.readAt() - since.getAsLong() < 0) {
            return olderThan(map.triedAt(), config.together().multipliedBy(2));
        }
        var pause = since.isEmpty() ? config.whileDeaf() : changing ? config.whileChanging() : config.whileWatched();
        var rest = Duration.ofNanos(map.readingTook() * REST);
        return olderThan(map.readAt(), pause.compareTo(rest) > 0 ? pause : rest)
                && olderThan(map.triedAt(), pause.compareTo(BETWEEN_TRIES) < 0 ? pause : BETWEEN_TRIES);
    }

    private void tryToRead(LiveMap map) {
        try {
            read(map, false);
        } catch (RuntimeException away) {
            LOG.warnf("seats cannot be read: %s", away.getMessage());
        }
    }

    /// What has happened here is learnt, and told to the others.
    private void passOn(PerformanceId performance) {
        var noted = pending.remove(performance);
        if (noted == null) {
            return;
        }
        var map = maps.get(performance);
        var seen = new ArrayList<Seen>(noted.size());
        var toRead = new ArrayList<SeatId>();
        noted.values().forEach(one -> {
            if (one.state() == UNKNOWN) {
                toRead.add(one.seat());
            } else {
                seen.add(one);
            }
        });
        var otherSeats = false;
        if (!toRead.isEmpty()) {
            try {
                var read = readings.some(performance, toRead);
                seen.addAll(read.seen());
                otherSeats = map != null && otherSeats(map, toRead, read.grades());
            } catch (RuntimeException away) {
                LOG.warnf("seats that have changed cannot be read: %s", away.getMessage());
                later(performance, toRead);
            }
        }
        if (map != null) {
            learn(map, seen);
            map.tell(pauseFor(map.listeners().count()));
            if (otherSeats) {
                tryToRead(map);
            }
        }
        noted.values().stream().mapToLong(Seen::at).min().ifPresent(this::measure);
        tell(performance, otherSeats ? News.again(channel.process()) : News.of(channel.process(), seen));
    }

    /// Whether the plan has been changed: a seat is gone, or of another grade.
    private static boolean otherSeats(LiveMap map, List<SeatId> asked, Map<SeatId, String> grades) {
        var seating = map.seating();
        if (seating == null) {
            return false;
        }
        return asked.stream().anyMatch(seat -> {
            var ordinal = seating.ordinal(seat);
            return ordinal < 0 || !seating.grade(ordinal).equals(grades.get(seat));
        });
    }

    private void tell(PerformanceId performance, News news) {
        if (news.seats().isEmpty() && !news.again()) {
            return;
        }
        var seats = news.seats().stream().map(Seen::seat).toList();
        if (channel.hearsSince().isEmpty()) {
            later(performance, seats, news.again());
        } else {
            channel.tell(performance, news).onFailure(_ -> later(performance, seats, news.again()));
        }
    }

    private void later(PerformanceId performance, Collection<SeatId> seats) {
        later(performance, seats, false);
    }

    /// These seats are read and told of once that is possible.
    private void later(PerformanceId performance, Collection<SeatId> seats, boolean all) {
        untold.compute(performance, (_, known) -> {
            var together = known == null ? new HashSet<SeatId>() : new HashSet<>(known.orElse(Set.of()));
            together.addAll(seats);
            var tooMany = all || known != null && known.isEmpty() || together.size() > MOST_UNTOLD;
            return tooMany ? Optional.empty() : Optional.of(together);
        });
    }

    private void tellAgain() {
        if (channel.hearsSince().isEmpty()) {
            return;
        }
        for (var performance : untold.keySet()) {
            var seats = untold.remove(performance);
            if (seats == null) {
                continue;
            }
            if (seats.isPresent()) {
                note(performance, seats.get(), UNKNOWN, Seen.NEVER);
            } else {
                tell(performance, News.again(channel.process()));
            }
        }
    }

    private void beat() {
        var nanos = System.nanoTime();
        var every = config.heartbeat().toNanos();
        if (nanos - beatAt < every / 4) {
            return;
        }
        beatAt = nanos;
        var patience = config.patience().toNanos();
        for (var map : maps.values()) {
            if (map.listeners().any()) {
                map.listeners().each(listener -> {
                    if (!listener.beat(nanos, every * 3 / 4, patience)) {
                        listener.end(null);
                    }
                });
            }
        }
    }

    /// Everybody is asked to come back after a moment, to another process.
    void endAll() {
        maps.values().forEach(map -> map.listeners().each(listener -> listener.end(SeatEvents.comeBackSoon())));
    }

    // --- measuring

    @Nullable
    LiveMap known(PerformanceId performance) {
        return maps.get(performance);
    }

    int remembered() {
        return maps.size();
    }

    int listeners() {
        return maps.values().stream().mapToInt(map -> map.listeners().count()).sum();
    }

    /// How long ago all seats were read of that performance, of those somebody listens to, where it is longest.
    private double oldest() {
        var now = System.nanoTime();
        return maps.values().stream()
                        .filter(map -> map.listeners().any())
                        .mapToLong(map -> now - map.readAt())
                        .max()
                        .orElse(0)
                / 1e9;
    }
}
