package io.holdfast.room.door;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/// How fast a queue really moves: numbers passed per second, over the last minute.
///
/// It begins anew after a pause and after an empty queue, because what was before tells nothing about what comes.
final class Outflow {

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration OVER = Duration.ofMinutes(1);
    private static final Duration ENOUGH = Duration.ofSeconds(5);

    private record Sample(Instant at, long serving) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    synchronized void see(Room room) {
        if (room.drawn().isEmpty()
                || room.paused() != null
                || room.waiting() == 0
                || (!samples.isEmpty() && room.serving() < samples.getLast().serving())) {
            samples.clear();
            return;
        }
        if (samples.isEmpty() || !room.at().isBefore(samples.getLast().at().plus(APART))) {
            samples.addLast(new Sample(room.at(), room.serving()));
            while (samples.getFirst().at().plus(OVER).isBefore(room.at())) {
                samples.removeFirst();
            }
        }
    }

    /// @return empty until it has been watched for a while, and while nobody moves
    synchronized OptionalDouble perSecond() {
        if (samples.isEmpty()) {
            return OptionalDouble.empty();
        }
        var watched =
                Duration.between(samples.getFirst().at(), samples.getLast().at());
        var passed = samples.getLast().serving() - samples.getFirst().serving();
        return watched.compareTo(ENOUGH) < 0 || passed == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(passed * 1000.0 / watched.toMillis());
    }
}
