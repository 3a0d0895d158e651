package io.holdfast.endtoend.rush;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// What was seen of the order in which the queue moved.
///
/// Nobody sees the moment somebody is called, only answers. A number was called at the latest when an answer saying
/// so arrived, and was still waiting at the earliest when the request that was answered so was sent. Somebody was
/// called out of order if a later number was called, surely, before an earlier one was, surely, still waiting.
public final class Turns {

    private static final class Seen {
        /// When the last request answered with "waiting" was sent.
        private long lastWaiting = Long.MIN_VALUE;

        /// When the first answer saying "called" or "inside" arrived.
        private long firstCalled = Long.MAX_VALUE;
    }

    /// By epoch of the room, then by number.
    private final Map<Long, TreeMap<Long, Seen>> seen = new HashMap<>();

    private final List<Long> admissions = new ArrayList<>();
    private final AtomicLong passedOver = new AtomicLong();

    /// @param sent when the request was sent, by [System#nanoTime]
    /// @param received when its answer arrived
    /// @param serving the highest number called so far, as the same answer told
    public synchronized void saw(long epoch, long number, String state, long serving, long sent, long received) {
        var place = seen.computeIfAbsent(epoch, _ -> new TreeMap<>()).computeIfAbsent(number, _ -> new Seen());
        switch (state) {
            case "WAITING" -> {
                place.lastWaiting = Math.max(place.lastWaiting, sent);
                if (number <= serving) {
                    passedOver.incrementAndGet();
                }
            }
            case "CALLED", "ACTIVE" -> place.firstCalled = Math.min(place.firstCalled, received);
            default -> {}
        }
    }

    /// Somebody has come in.
    synchronized void admitted(long at) {
        admissions.add(at);
    }

    synchronized List<Long> admissions() {
        return List.copyOf(admissions);
    }

    /// @param called numbers seen called
    /// @param outOfOrder numbers still waiting after a later one was called
    /// @param passedOver answers that told a number at or below "now serving" to wait
    public record Order(int called, int outOfOrder, long passedOver) {}

    public synchronized Order order() {
        var called = 0;
        var outOfOrder = 0;
        for (var places : seen.values()) {
            var earliestLaterCall = Long.MAX_VALUE;
            for (var place : places.descendingMap().values()) {
                if (place.lastWaiting > earliestLaterCall) {
                    outOfOrder++;
                }
                if (place.firstCalled != Long.MAX_VALUE) {
                    called++;
                }
                earliestLaterCall = Math.min(earliestLaterCall, place.firstCalled);
            }
        }
        return new Order(called, outOfOrder, passedOver.get());
    }
}
