package io.holdfast.ticketing.pulse;

import io.holdfast.contracts.event.PulseEvent.Health;
import io.holdfast.contracts.event.PulseEvent.Trouble;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.channel.Attempts;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import javax.sql.DataSource;

/// Whether those who sell are well. Each process writes down what it has seen; together that is the health of all.
@ApplicationScoped
class Vitals {

    private static final int SAMPLES = 5;

    /// Trivial, and yet it waits for whatever everybody else waits for: a connection, a lock, the disk.
    private static final String WRITE_DOWN = """
        insert into process_health as mine (process, at, payments, payments_failed, database_millis)
        values (:process, now(), :payments, :failed, :millis)
        on conflict (process) do update
           set at = excluded.at, payments = excluded.payments, payments_failed = excluded.payments_failed,
               database_millis = excluded.database_millis
        """;

    private static final String FORGET = "delete from process_health where at < now() - interval '1 minute'";

    private static final String TOGETHER = """
        select coalesce(sum(payments), 0) as payments, coalesce(sum(payments_failed), 0) as failed,
               coalesce(avg(database_millis), 0) as millis
          from process_health
         where at > now() - interval '10 seconds'
        """;

    private final DataSource database;
    private final Attempts attempts;
    private final PulseConfig config;
    private final UUID process = UUID.randomUUID();
    private final Deque<Double> samples = new ArrayDeque<>();

    Vitals(DataSource database, Attempts attempts, PulseConfig config, MeterRegistry metrics) {
        this.database = database;
        this.attempts = attempts;
        this.config = config;
        metrics.gauge("holdfast.database.millis", this, Vitals::databaseMillis);
    }

    /// Writes down how this process is doing, and measures how long that takes.
    void writeDown() {
        var recent = attempts.recent();
        var began = System.nanoTime();
        Sql.of(WRITE_DOWN)
                .with("process", process)
                .with("payments", recent.attempts())
                .with("failed", recent.failed())
                .with("millis", databaseMillis())
                .run(database);
        sampled(Duration.ofNanos(System.nanoTime() - began));
    }

    /// How all processes together are doing.
    Health together() {
        Sql.of(FORGET).run(database);
        return Sql.of(TOGETHER)
                .one(database, row -> health(row.number("payments"), row.number("failed"), row.real("millis")));
    }

    /// Another answer of the database, or its absence, that took so long.
    synchronized void sampled(Duration took) {
        samples.addLast(took.toNanos() / 1e6);
        if (samples.size() > SAMPLES) {
            samples.removeFirst();
        }
    }

    synchronized double databaseMillis() {
        return samples.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    Health health(int payments, int failed, double millis) {
        var share = payments == 0 ? 0 : (double) failed / payments;
        return new Health(share, payments, millis, trouble(share, payments, millis));
    }

    /// A database that is too slow makes payments fail as well, so it is named first.
    private Trouble trouble(double share, int payments, double millis) {
        if (millis > config.databaseSlow().toMillis()) {
            return Trouble.DATABASE;
        }
        return payments >= config.paymentsEnough() && share > config.paymentsFailed() ? Trouble.PAYMENT : Trouble.NONE;
    }
}
