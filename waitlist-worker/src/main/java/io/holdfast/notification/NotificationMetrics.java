package io.holdfast.notification;

import io.holdfast.notification.NotificationState.Dead;
import io.holdfast.notification.NotificationState.Due;
import io.holdfast.notification.NotificationState.Sending;
import io.holdfast.notification.NotificationState.Sent;
import io.holdfast.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// How telling people is going.
@ApplicationScoped
class NotificationMetrics {

    private static final String OPEN = """
        select count(*) as open,
               coalesce(extract(epoch from now() - min(created_at)), 0)::bigint as age
          from notification
         where state in ('DUE', 'SENDING')
        """;

    private final MeterRegistry metrics;
    private final DataSource database;
    private final AtomicLong open;
    private final AtomicLong oldestAge;

    NotificationMetrics(MeterRegistry metrics, DataSource database) {
        this.metrics = metrics;
        this.database = database;
        open = metrics.gauge("holdfast.notification.open", new AtomicLong());
        oldestAge = metrics.gauge("holdfast.notification.oldest.age.seconds", new AtomicLong());
    }

    void reached(String kind, NotificationState state) {
        switch (state) {
            case Sent _ ->
                metrics.counter("holdfast.notification.sent", "kind", kind).increment();
            case Due _ ->
                metrics.counter("holdfast.notification.delayed", "kind", kind).increment();
            case Dead(var death, var at) ->
                metrics.counter("holdfast.notification.dead", "kind", kind, "death", death.name())
                        .increment();
            case Sending _ -> {
                // Not over yet.
            }
        }
    }

    @Scheduled(every = "10s")
    void look() {
        Sql.of(OPEN).one(database, row -> {
            open.set(row.large("open"));
            oldestAge.set(row.large("age"));
            return row;
        });
    }
}
