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
               count(*) filter (where state = 'PARKED') as parked,
               coalesce(extract(epoch from now() - min(requested_at)
                   filter (where state in ('REQUESTED', 'SENDING'))), 0)::bigint as age
          from refund
         where state <> 'SETTLED'
        """;

    private final MeterRegistry metrics;
    private final DataSource database;
    private final AtomicLong open;
    private final AtomicLong parkedNow;
    private final AtomicLong oldestAge;

    RefundMetrics(MeterRegistry metrics, DataSource database) {
        this.metrics = metrics;
        this.database = database;
        open = metrics.gauge("holdfast.refund.open", new AtomicLong());
        parkedNow = metrics.gauge("holdfast.refund.waiting.for.a.person", new AtomicLong());
        oldestAge = metrics.gauge("holdfast.refund.oldest.age.seconds", new AtomicLong());
    }

    void requested() {
        metrics.counter("holdfast.refund.requested").increment();
    }

    void settled() {
        metrics.counter("holdfast.refund.settled").increment();
    }

    void parked(String reason) {
        metrics.counter("holdfast.refund.parked", "reason", reason).increment();
    }

    @Scheduled(every = "10s")
    void look() {
        Sql.of(OPEN).one(database, row -> {
            open.set(row.large("open"));
            parkedNow.set(row.large("parked"));
            oldestAge.set(row.large("age"));
            return row;
        });
    }
}
