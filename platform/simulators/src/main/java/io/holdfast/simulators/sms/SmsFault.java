package io.holdfast.simulators.sms;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the provider misbehaves.
///
/// @param delayMillis how long `SLOW` takes
/// @param retryAfter what `THROTTLED` says, in seconds; absent: nothing
public record SmsFault(
        Mode mode, long delayMillis, @Nullable Integer retryAfter) {

    public enum Mode {
        NONE,
        /// Takes it, later.
        SLOW,
        /// Takes nothing and answers 500.
        ERROR,
        /// This message cannot be sent: 400.
        REFUSED,
        /// 429.
        THROTTLED
    }

    public static SmsFault none() {
        return new SmsFault(Mode.NONE, 0L, null);
    }

    public static SmsFault slow(Duration delay) {
        return new SmsFault(Mode.SLOW, delay.toMillis(), null);
    }

    public static SmsFault error() {
        return new SmsFault(Mode.ERROR, 0L, null);
    }

    public static SmsFault refused() {
        return new SmsFault(Mode.REFUSED, 0L, null);
    }

    public static SmsFault throttled(int seconds) {
        return new SmsFault(Mode.THROTTLED, 0L, seconds);
    }
}
