package io.holdfast.ticketing.hold;

import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.ticketing.choice.BestSeats;
import io.holdfast.ticketing.choice.BestSeats.Party;
import io.holdfast.ticketing.choice.Geometry;
import io.holdfast.ticketing.show.Performance;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;

/// What this process has just chosen for people in one performance, before everybody can see it: two who ask at one
/// moment are not sent to the same seats. Nothing is decided by it.
final class SpokenFor {

    /// By then a hold is seen in the live seats, and a seat that was lost to somebody else, too.
    private static final Duration SOON = Duration.ofSeconds(1);

    /// For so long nobody looks again for a party that could not be seated.
    private static final Duration FULL = Duration.ofMillis(200);

    private static final int MOST_REMEMBERED = 500;

    private record Plan(PerformanceId performance, HallId hall) {}

    private static final Map<Plan, SpokenFor> ALL = new ConcurrentHashMap<>();

    private final long now = System.nanoTime();
    private final long[] until;
    private final Map<Party, Long> fullSince = new HashMap<>();
    private final ReentrantLock choosing = new ReentrantLock();
    private final ReentrantLock turn = new ReentrantLock(true);

    private SpokenFor(int places) {
        until = new long[places];
    }

    static SpokenFor in(Performance performance, Geometry hall) {
        if (ALL.size() >= MOST_REMEMBERED) {
            ALL.clear();
        }
        return ALL.computeIfAbsent(new Plan(performance.id(), performance.plan()), _ -> new SpokenFor(hall.places()));
    }

    /// Chooses seats side by side that nobody else is just being given, and speaks for them.
    Optional<int[]> together(Geometry hall, IntPredicate free, Party party) {
        choosing.lock();
        try {
            var at = elapsed();
            var chosen = BestSeats.together(hall, place -> until[place] <= at && free.test(place), party);
            chosen.ifPresent(places -> speakFor(places, at));
            return chosen;
        } finally {
            choosing.unlock();
        }
    }

    void speakFor(int... places) {
        choosing.lock();
        try {
            speakFor(places, elapsed());
        } finally {
            choosing.unlock();
        }
    }

    /// Anybody may have them.
    void leave(int... places) {
        choosing.lock();
        try {
            for (var place : places) {
                until[place] = 0;
            }
        } finally {
            choosing.unlock();
        }
    }

    private void speakFor(int[] places, long at) {
        for (var place : places) {
            until[place] = at + SOON.toNanos();
        }
    }

    void full(Party party) {
        choosing.lock();
        try {
            fullSince.put(party, elapsed());
        } finally {
            choosing.unlock();
        }
    }

    /// Whether there were not so many places a moment ago.
    boolean isFull(Party party) {
        choosing.lock();
        try {
            var since = fullSince.get(party);
            return since != null && elapsed() - since < FULL.toNanos();
        } finally {
            choosing.unlock();
        }
    }

    /// Who needs the database's lock waits here for their turn, without a connection.
    ReentrantLock turn() {
        return turn;
    }

    private long elapsed() {
        return System.nanoTime() - now + 1;
    }
}
