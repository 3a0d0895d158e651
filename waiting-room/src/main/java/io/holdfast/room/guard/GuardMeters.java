package io.holdfast.room.guard;

import io.holdfast.room.guard.Limits.By;
import io.holdfast.room.guard.Limits.Deed;
import io.holdfast.room.guard.Proofs.Seen;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;

/// What this process has refused, and what work it has asked for and seen. Of other processes it knows nothing, so
/// dashboards take the sum.
@ApplicationScoped
class GuardMeters {

    private final MeterRegistry registry;

    GuardMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void limited(Deed deed, By by) {
        Counter.builder("holdfast.guard.limited")
                .description("requests refused because too many came, by what they wanted and which limit it was")
                .tag("deed", tag(deed))
                .tag("reason", tag(by))
                .register(registry)
                .increment();
    }

    void asked() {
        Counter.builder("holdfast.guard.proofs.asked")
                .description("challenges given out")
                .register(registry)
                .increment();
    }

    void proof(Seen seen) {
        Counter.builder("holdfast.guard.proofs")
                .description("proofs of work looked at")
                .tag("result", seen == Seen.GOOD ? "good" : "bad")
                .tag("reason", tag(seen))
                .register(registry)
                .increment();
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
