package io.holdfast.contracts.event;

import io.holdfast.contracts.id.PerformanceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody has to look at, found by ticketing-api and told on topic `ticketing.alarms`. What exactly was found
/// stays in its database; here it is only named.
public sealed interface AlarmEvent extends Event {

    String TOPIC = "ticketing.alarms";

    @Override
    default String topic() {
        return TOPIC;
    }

    /// Something that must never be so is so. It is told once for each finding.
    ///
    /// @param violation its number, to be looked up by staff
    /// @param invariant which rule is broken, e.g. `SEAT_HAS_ONE_CLAIM`
    /// @param performance of which; absent when it is about the house as a whole
    /// @param stopped whether new sales of that performance have been stopped for it
    record ViolationFound(
            long violation, String invariant, @Nullable PerformanceId performance, boolean stopped, Instant at)
            implements AlarmEvent {
        @Override
        public String key() {
            return invariant;
        }
    }
}
