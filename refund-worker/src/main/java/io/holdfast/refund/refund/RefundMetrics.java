package io.holdfast.refund.refund;

import io.holdfast.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// How giving money back is going.
@ApplicationScoped
class RefundMetrics {

    private static final String OPEN = """
        select count(*) filter (where state in ('REQUESTED', 'SENDING')) as open,
               count(*) filter (where desk = 0) as staff,
               count(*) filter (where desk = 1) as customers,
               count(*) filter (where expected_at is not null and state = 'REQUESTED' and tries = 0) as delayed,
               coalesce(extract(epoch from now() - min(parked_at) filter (where desk = 0)), 0)::bigint as staff_age,
               coalesce(extract(epoch from now() - min(requested_at)
                   filter (where state in ('REQUESTED', 'SENDING'))), 0)::bigint as age
          from refund
         where state <> 'SETTLED'
        """;

    private final MeterRegistry metrics;
    private final DataSource database;
    private final AtomicLong open;
    private final AtomicLong parkedNow;
    private final AtomicLong oldestParkedAge;
    private final AtomicLong withCustomers;
    private final AtomicLong delayedNow;
    private final AtomicLong oldestAge;

    RefundMetrics(MeterRegistry metrics, DataSource database) {
        this.metrics = metrics;
        this.database = database;
        open = metrics.gauge("holdfast.refund.open", new AtomicLong());
        parkedNow = metrics.gauge("holdfast.refund.waiting.for.a.person", new AtomicLong());
        oldestParkedAge = metrics.gauge("holdfast.refund.waiting.for.a.person.age.seconds", new AtomicLong());
        withCustomers = metrics.gauge("holdfast.refund.waiting.for.an.account", new AtomicLong());
        delayedNow = metrics.gauge("holdfast.refund.delayed", new AtomicLong());
        oldestAge = metrics.gauge("holdfast.refund.oldest.age.seconds", new AtomicLong());
    }

    void requested(int count) {
        metrics.counter("holdfast.refund.requested").increment(count);
    }

    void settled() {
        metrics.counter("holdfast.refund.settled").increment();
    }

    void parked(String reason) {
        metrics.counter("holdfast.refund.parked", "reason", reason).increment();
    }

    /// It was settled by hand, and the gateway has done it too.
    void doneTwice() {
        metrics.counter("holdfast.refund.done.twice").increment();
    }

    /// @param act e.g. `RETRIED`
    void acted(String act) {
        metrics.counter("holdfast.refund.staff.acts", "act", act).increment();
    }

    @Scheduled(every = "10s")
    void look() {
        Sql.of(OPEN).one(database, row -> {
            open.set(row.large("open"));
            parkedNow.set(row.large("staff"));
            oldestParkedAge.set(row.large("staff_age"));
            withCustomers.set(row.large("customers"));
            delayedNow.set(row.large("delayed"));
            oldestAge.set(row.large("age"));
            return row;
        });
    }
}
