package io.holdfast.room.door;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/// How fast a queue really moves: numbers passed and visitors come in per second, over the last minute.
///
/// It begins anew after a pause and after an empty queue, because what was before tells nothing about what comes.
final class Outflow {

    private static final Duration APART = Duration.ofSeconds(1);
    private static final Duration OVER = Duration.ofMinutes(1);
    private static final Duration ENOUGH = Duration.ofSeconds(5);

    private record Sample(Instant at, long serving, long admitted) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    synchronized void see(Room room) {
        if (room.drawn().isEmpty()
                || room.told().paused() != null
                || room.recovering() != null
                || room.waiting() == 0
                || (!samples.isEmpty() && room.serving() < samples.getLast().serving())) {
            samples.clear();
            return;
        }
        if (samples.isEmpty() || !room.at().isBefore(samples.getLast().at().plus(APART))) {
            samples.addLast(new Sample(room.at(), room.serving(), room.admitted()));
            while (samples.getFirst().at().plus(OVER).isBefore(room.at())) {
                samples.removeFirst();
            }
        }
    }

    /// @return empty until it has been watched for a while, and while nobody moves
    synchronized OptionalDouble perSecond() {
        return samples.isEmpty()
                ? OptionalDouble.empty()
                : perSecond(samples.getLast().serving() - samples.getFirst().serving());
    }

    /// @return empty until it has been watched for a while, and while nobody comes in
    synchronized OptionalDouble admittedPerSecond() {
        return samples.isEmpty()
                ? OptionalDouble.empty()
                : perSecond(samples.getLast().admitted() - samples.getFirst().admitted());
    }

    private OptionalDouble perSecond(long many) {
        var watched =
                Duration.between(samples.getFirst().at(), samples.getLast().at());
        return watched.compareTo(ENOUGH) < 0 || many == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(many * 1000.0 / watched.toMillis());
    }
}
