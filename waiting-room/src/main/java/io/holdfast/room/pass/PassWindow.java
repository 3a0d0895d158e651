package io.holdfast.room.pass;

import io.holdfast.contracts.pass.AdmissionPass;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What part of a stay one pass is for.
///
/// A stay no longer than a pass may last has one pass. A longer one has passes of ten minutes that overlap by half, so
/// that whoever renews at `renewAt` is never without one, and may be five minutes late:
///
/// ```
/// stay    ├────────────────────────────────┤ 17 min
/// passes  ├──────────────────┤
///                   ├──────────────────┤
///                             ├────────────┤
///         0         5        10       15  17   renewAt of the first two: 5, 10; of the last: null
/// ```
///
/// The window follows from the stay alone, so whoever claims twice within one is given the same pass twice.
///
/// @param until exclusive
/// @param renewAt from then on another claim gives the next pass; null: this one lasts as long as the stay
record PassWindow(Instant since, Instant until, @Nullable Instant renewAt) {

    private static final Duration STEP = AdmissionPass.LONGEST.dividedBy(2);

    /// @param begin of the stay
    /// @param end of the stay, exclusive
    /// @param now within the stay, by the same clock as these two
    static PassWindow of(Instant begin, Instant end, Instant now) {
        // A pass says whole seconds; what it says and what we say must be the same.
        var from = begin.truncatedTo(ChronoUnit.SECONDS);
        var to = end.truncatedTo(ChronoUnit.SECONDS);
        var beyondOnePass = Duration.between(from, to).minus(AdmissionPass.LONGEST);
        if (!beyondOnePass.isPositive()) {
            return new PassWindow(from, to, null);
        }
        var last = beyondOnePass.plus(STEP).minusNanos(1).dividedBy(STEP);
        var number = Math.clamp(Duration.between(from, now).dividedBy(STEP), 0, last);
        var since = from.plus(STEP.multipliedBy(number));
        return number == last
                ? new PassWindow(since, to, null)
                : new PassWindow(since, since.plus(AdmissionPass.LONGEST), since.plus(STEP));
    }
}
