package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.PerformanceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Which seats can be had, for the other features. However many people look, PostgreSQL is asked a few times a minute.
@ApplicationScoped
public class Availability {

    /// How old a count of seats may be.
    static final Duration FRESH = Duration.ofSeconds(1);

    private static final int MOST_REMEMBERED = 5_000;

    private record Count(Map<String, Integer> left, long at, AtomicBoolean beingTakenAgain) {}

    private final LiveMaps maps;
    private final Readings readings;
    private final Map<PerformanceId, Count> counts = new ConcurrentHashMap<>();
    private final LiveSeats none = new LiveSeats(new Seating(0, List.of()), new byte[0]);

    Availability(LiveMaps maps, Readings readings) {
        this.maps = maps;
        this.readings = readings;
    }

    /// How the seats stand, well under a second ago. Nobody waits for it but who asks first; a performance that does
    /// not exist has no seats.
    public LiveSeats live(PerformanceId performance) {
        return maps.map(performance).map(LiveMap::seatsLookedAt).orElse(none);
    }

    /// The same without asking anybody; empty where that would take a reading.
    public Optional<LiveSeats> known(PerformanceId performance) {
        return Optional.ofNullable(maps.warm(performance)).map(LiveMap::seatsLookedAt);
    }

    /// How many seats of each grade are free.
    public Map<String, Integer> left(PerformanceId performance) {
        var map = maps.warm(performance);
        return map == null ? counted(performance) : map.seatsLookedAt().left();
    }

    private Map<String, Integer> counted(PerformanceId performance) {
        var known = counts.get(performance);
        if (known != null
                && (System.nanoTime() - known.at() < FRESH.toNanos()
                        || !known.beingTakenAgain().compareAndSet(false, true))) {
            return known.left();
        }
        try {
            var at = System.nanoTime();
            var left = readings.left(performance);
            if (counts.size() >= MOST_REMEMBERED) {
                counts.clear();
            }
            counts.put(performance, new Count(left, at, new AtomicBoolean()));
            return left;
        } finally {
            if (known != null) {
                known.beingTakenAgain().set(false);
            }
        }
    }
}
