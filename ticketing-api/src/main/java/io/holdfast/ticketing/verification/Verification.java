package io.holdfast.ticketing.verification;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.ticketing.verification.Looking.Finding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/// Looks at the house, when it is this process's turn.
@ApplicationScoped
class Verification {

    private static final Logger LOG = Logger.getLogger(Verification.class);

    /// Not more than can be looked at in the time there is.
    private static final int MOST_AT_ONCE = 500;

    private final Looking looking;
    private final Violations violations;
    private final VerificationConfig config;
    private final MeterRegistry metrics;
    private final Timer looked;
    private volatile double openViolations;
    private volatile double age;

    Verification(Looking looking, Violations violations, VerificationConfig config, MeterRegistry metrics) {
        this.looking = looking;
        this.violations = violations;
        this.config = config;
        this.metrics = metrics;
        this.looked = Timer.builder("holdfast.verification.look").register(metrics);
        Gauge.builder("holdfast.violations.open", this, self -> self.openViolations)
                .register(metrics);
        Gauge.builder("holdfast.verification.age", this, self -> self.age)
                .baseUnit("seconds")
                .register(metrics);
    }

    @Scheduled(every = "{holdfast.verification.tick}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        try {
            look();
        } finally {
            openViolations = violations.open().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            age = looking.secondsSinceTheLast();
        }
    }

    /// Looks at what has happened lately, and at as many whole performances as there is time for.
    void look() {
        looking.turn()
                .ifPresent(turn -> looked.record(() -> {
                    written(looking.lately(turn));
                    var end = System.nanoTime() + config.whole().toNanos();
                    var whole = 0;
                    for (var performance : looking.next(MOST_AT_ONCE)) {
                        if (System.nanoTime() > end) {
                            break;
                        }
                        written(looking.of(performance));
                        whole++;
                    }
                    looking.looked(turn);
                    LOG.debugf("looked at what is new and at %d whole performances", whole);
                }));
    }

    /// Looks at one whole performance, now.
    void lookAt(PerformanceId performance) {
        written(looking.of(performance));
    }

    private void written(List<Finding> findings) {
        for (var finding : findings) {
            if (violations.found(finding)) {
                counter(finding.invariant()).increment();
            }
        }
    }

    private Counter counter(Invariant invariant) {
        return metrics.counter("holdfast.violations", "invariant", invariant.name());
    }
}
