package io.holdfast.ticketing.channel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/// How asking payment gateways has gone in this process lately, all channels together.
///
/// An attempt is a payment that could not be opened, or one whose confirmation was asked for. It failed when the
/// gateway gave no answer; a declined card is an answer. A customer whom no channel is left for has failed too, though
/// no gateway was asked: an outage that breakers keep from the gateways is still one.
@ApplicationScoped
public class Attempts {

    private static final int SECONDS = 30;

    /// @param failed those without an answer
    public record Recent(int attempts, int failed) {}

    private final Clock clock;
    private final Counter answered;
    private final Counter unanswered;
    private final long[] second = new long[SECONDS];
    private final int[] attempts = new int[SECONDS];
    private final int[] failed = new int[SECONDS];

    Attempts(Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        this.answered = metrics.counter("holdfast.payment.attempts", "outcome", "answered");
        this.unanswered = metrics.counter("holdfast.payment.attempts", "outcome", "unanswered");
    }

    void answered() {
        answered.increment();
        count(0);
    }

    void unanswered() {
        unanswered.increment();
        count(1);
    }

    private synchronized void count(int failures) {
        var now = clock.instant().getEpochSecond();
        var slot = Math.toIntExact(Math.floorMod(now, (long) SECONDS));
        if (second[slot] != now) {
            second[slot] = now;
            attempts[slot] = 0;
            failed[slot] = 0;
        }
        attempts[slot]++;
        failed[slot] += failures;
    }

    /// Those of the last 30 s.
    public synchronized Recent recent() {
        var since = clock.instant().getEpochSecond() - SECONDS;
        var all = 0;
        var without = 0;
        for (var slot = 0; slot < SECONDS; slot++) {
            if (second[slot] > since) {
                all += attempts[slot];
                without += failed[slot];
            }
        }
        return new Recent(all, without);
    }
}
