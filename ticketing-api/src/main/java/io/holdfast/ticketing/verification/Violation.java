package io.holdfast.ticketing.verification;

import io.holdfast.contracts.id.PerformanceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that must never be so and was found to be so.
///
/// @param about what it is about, by its id
/// @param closed absent until staff have looked at it
record Violation(
        long id,
        String invariant,
        @Nullable PerformanceId performance,
        String about,
        String found,
        Instant at,
        @Nullable Closed closed) {

    record Closed(String who, String reason, Instant at) {}
}
