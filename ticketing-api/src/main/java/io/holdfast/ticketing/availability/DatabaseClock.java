package io.holdfast.ticketing.availability;

import java.util.concurrent.TimeUnit;

/// The time as PostgreSQL has it, learnt from the times its answers carry. It is late by as long as the quickest
/// answer of the last minute took, and never early; so nothing is shown as free before it is.
final class DatabaseClock {

    private static final long RELEARNT_AFTER = TimeUnit.MINUTES.toNanos(1);

    private record Lag(long micros, long learntAt) {}

    private volatile Lag lag;

    DatabaseClock() {
        // Until the first answer arrives, nobody has anything to compare with it.
        lag = new Lag(System.currentTimeMillis() * 1_000 - localMicros(), System.nanoTime() - 2 * RELEARNT_AFTER);
    }

    /// @param at when the database began to answer, in microseconds since 1970
    void heard(long at) {
        var micros = at - localMicros();
        var known = lag;
        var nanos = System.nanoTime();
        if (micros > known.micros() || nanos - known.learntAt() > RELEARNT_AFTER) {
            lag = new Lag(micros, nanos);
        }
    }

    /// In microseconds since 1970.
    long now() {
        return localMicros() + lag.micros();
    }

    private static long localMicros() {
        return System.nanoTime() / 1_000;
    }
}
