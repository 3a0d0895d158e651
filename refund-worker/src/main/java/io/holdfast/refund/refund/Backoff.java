package io.holdfast.refund.refund;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// Pauses that double up to a longest one; each is shortened by up to half at random, so that refunds which failed
/// together do not come back together.
record Backoff(Duration first, Duration longest) {

    /// @param tries how often it was tried, ≥ 1
    Duration after(int tries, RandomGenerator random) {
        var doublings = Math.min(tries - 1, 30);
        var full =
                first.compareTo(longest.dividedBy(1L << doublings)) > 0 ? longest : first.multipliedBy(1L << doublings);
        return Duration.ofMillis(Math.round(full.toMillis() * (0.5 + random.nextDouble() / 2)));
    }
}
