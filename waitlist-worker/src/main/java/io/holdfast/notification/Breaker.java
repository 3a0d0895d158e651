package io.holdfast.notification;

import java.time.Duration;
import java.time.Instant;

/// Whether a provider is worth asking.
///
/// ```
/// Closed ──failures in a row──▶ Open ──its time is over, one tries──▶ HalfOpen
///   ▲  ▲                         ▲ ▲                                    │  │
///   │  ╰── time over ── Resting  │ ╰──────────── failure ───────────────╯  │
///   │       (asked to wait)      │                                         │
///   ╰────────────────────────── success ───────────────────────────────────╯
/// ```
///
/// A value: each step gives the next. Not kept anywhere, so each worker finds out for itself.
sealed interface Breaker {

    /// @param failures how many in a row
    record Closed(int failures) implements Breaker {}

    /// @param until exclusive
    /// @param pause how long it was opened for
    record Open(Instant until, Duration pause) implements Breaker {}

    /// @param pause how long it was open before
    record HalfOpen(Duration pause) implements Breaker {}

    /// The provider has asked to be left alone; that is no failure.
    ///
    /// @param until exclusive
    record Resting(Instant until) implements Breaker {}

    static Breaker closed() {
        return new Closed(0);
    }

    /// What it has become by itself.
    default Breaker at(Instant now) {
        return switch (this) {
            case Open(var until, var pause) when !now.isBefore(until) -> new HalfOpen(pause);
            case Resting(var until) when !now.isBefore(until) -> closed();
            case Closed _, Open _, HalfOpen _, Resting _ -> this;
        };
    }

    /// Whether anything may be given to the provider.
    default boolean lets() {
        return switch (this) {
            case Closed _, HalfOpen _ -> true;
            case Open _, Resting _ -> false;
        };
    }

    default Breaker succeeded() {
        return switch (this) {
            case Closed _, HalfOpen _ -> closed();
            // What was under way when it opened says nothing new.
            case Open _, Resting _ -> this;
        };
    }

    /// @param most failures in a row that open it
    /// @param first for how long
    /// @param longest it is ever opened for
    default Breaker failed(Instant now, int most, Duration first, Duration longest) {
        return switch (this) {
            case Closed(var failures) ->
                failures + 1 < most ? new Closed(failures + 1) : new Open(now.plus(first), first);
            case HalfOpen(var pause) -> {
                var doubled = pause.multipliedBy(2);
                var next = doubled.compareTo(longest) < 0 ? doubled : longest;
                yield new Open(now.plus(next), next);
            }
            case Open _, Resting _ -> this;
        };
    }

    default Breaker throttled(Instant until) {
        return switch (this) {
            case Closed _, HalfOpen _ -> new Resting(until);
            case Resting(var before) -> new Resting(before.isAfter(until) ? before : until);
            case Open _ -> this;
        };
    }
}
