package io.holdfast.ticketing.pulse;

import io.holdfast.contracts.event.PulseEvent.Health;
import io.holdfast.contracts.event.PulseEvent.SalePulse;
import io.holdfast.contracts.event.PulseEvent.Trouble;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.loop.Loop;
import io.holdfast.messaging.Broadcast;
import io.holdfast.ticketing.pulse.Measuring.Due;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Measures running sales and tells the waiting room.
///
/// Every process tries; a row in PostgreSQL gives each sale to one of them whenever it is due, so none is special and
/// none need be alive. When PostgreSQL is away, each process says so of the sales it has measured lately: nobody can
/// buy then, and nobody else would tell.
@ApplicationScoped
class Pulse {

    private static final Logger LOG = Logger.getLogger(Pulse.class);

    /// Measuring takes at most a twentieth of the time.
    private static final int REST = 19;

    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Measuring measuring;
    private final Vitals vitals;
    private final Broadcast broadcast;
    private final PulseConfig config;
    private final Clock clock;
    private final Counter told;
    private final Timer measured;
    private final MultiGauge seats;
    private final Map<SaleId, SalePulse> lately = new ConcurrentHashMap<>();
    private final Loop loop;
    private int failures;

    Pulse(
            Measuring measuring,
            Vitals vitals,
            Broadcast broadcast,
            PulseConfig config,
            Clock clock,
            MeterRegistry metrics) {
        this.measuring = measuring;
        this.vitals = vitals;
        this.broadcast = broadcast;
        this.config = config;
        this.clock = clock;
        this.told = metrics.counter("holdfast.pulse.told");
        this.measured = metrics.timer("holdfast.pulse.measuring");
        this.loop = new Loop("pulse", () -> {
            beat();
            return config.every().dividedBy(2);
        });
        this.seats = MultiGauge.builder("holdfast.sale.seats").register(metrics);
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    void beat() {
        var began = System.nanoTime();
        try {
            var running = measuring.running();
            if (!running.isEmpty()) {
                vitals.writeDown();
                for (var due : measuring.due(running)) {
                    measure(due);
                }
            }
            failures = 0;
        } catch (RuntimeException away) {
            failures++;
            LOG.warnf("running sales cannot be measured: %s", away.getMessage());
            var took = Duration.ofNanos(System.nanoTime() - began);
            vitals.sampled(took);
            if (failures > 1 || took.compareTo(config.databaseSlow()) > 0) {
                tellThatTheDatabaseIsAway(took);
            }
        }
        showSeats();
    }

    private void measure(Due due) {
        var began = System.nanoTime();
        var counted = measuring.seats(due.sale());
        var took = Duration.ofNanos(System.nanoTime() - began);
        measured.record(took);
        var pulse = new SalePulse(
                due.sale(), counted.left(), counted.held(), counted.perOrder(), vitals.together(), clock.instant());
        lately.put(due.sale(), pulse);
        var gist = gist(pulse);
        if (due.silent() || !due.told().equals(Optional.of(gist))) {
            tell(pulse);
            measuring.told(due.sale(), gist);
        }
        var rest = took.multipliedBy(REST);
        if (rest.compareTo(config.every()) > 0) {
            measuring.later(due.sale(), rest);
        }
    }

    /// What must change for a pulse to be worth telling before its time.
    private static String gist(SalePulse pulse) {
        var health = pulse.health();
        return String.format(
                Locale.ROOT,
                "%d %d %.1f %.1f %s",
                pulse.seatsLeft(),
                pulse.seatsHeld(),
                pulse.seatsPerOrder(),
                health.paymentsFailed(),
                health.trouble());
    }

    private void tellThatTheDatabaseIsAway(Duration took) {
        var now = clock.instant();
        for (var last : lately.values()) {
            var millis = Math.max(took.toMillis(), config.databaseSlow().toMillis() + 1.0);
            tell(new SalePulse(
                    last.sale(),
                    last.seatsLeft(),
                    last.seatsHeld(),
                    last.seatsPerOrder(),
                    new Health(last.health().paymentsFailed(), last.health().payments(), millis, Trouble.DATABASE),
                    now));
        }
    }

    private void tell(SalePulse pulse) {
        broadcast.tell(pulse);
        told.increment();
    }

    private void showSeats() {
        if (failures == 0) {
            var since = clock.instant().minus(REMEMBERED);
            lately.values().removeIf(pulse -> pulse.at().isBefore(since));
        }
        List<Row<?>> rows = new ArrayList<>();
        for (var pulse : lately.values()) {
            rows.add(row(pulse, "left", pulse.seatsLeft()));
            rows.add(row(pulse, "held", pulse.seatsHeld()));
        }
        seats.register(rows, true);
    }

    private static Row<?> row(SalePulse pulse, String state, long count) {
        return Row.of(Tags.of("sale", pulse.sale().toString(), "state", state), count);
    }
}
