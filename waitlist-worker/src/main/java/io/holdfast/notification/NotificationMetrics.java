package io.holdfast.notification;

import io.holdfast.notification.Messages.Queue;
import io.holdfast.notification.NotificationState.Dead;
import io.holdfast.notification.NotificationState.Due;
import io.holdfast.notification.NotificationState.Sending;
import io.holdfast.notification.NotificationState.Sent;
import io.holdfast.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// How telling people is going.
@ApplicationScoped
class NotificationMetrics {

    /// Of each queue, also those that are empty.
    private static final String OPEN = """
        select count(*) as open,
               coalesce(extract(epoch from now() - min(next_attempt_at)), 0) as late
          from notification
         where state in ('DUE', 'SENDING')
           and urgency = :urgency
           and channel = :channel
        """;

    private static final String WRITING = """
        select count(*) as open
          from fan_out
         where done_at is null
           and due_at <= now()
        """;

    /// What is shown of a queue.
    private record Gauges(AtomicLong open, AtomicLong lateMillis) {}

    private final MeterRegistry metrics;
    private final DataSource database;
    private final Map<Queue, Gauges> queues = new HashMap<>();
    private final AtomicLong writing;

    NotificationMetrics(MeterRegistry metrics, DataSource database) {
        this.metrics = metrics;
        this.database = database;
        for (var urgency : Urgency.values()) {
            for (var channel : Channel.values()) {
                var tags = Tags.of("urgency", urgency.name(), "channel", channel.name());
                queues.put(
                        new Queue(urgency, channel),
                        new Gauges(
                                metrics.gauge("holdfast.notification.open", tags, new AtomicLong()),
                                metrics.gauge("holdfast.notification.late.millis", tags, new AtomicLong())));
            }
        }
        writing = metrics.gauge("holdfast.notification.announcements.open", new AtomicLong());
    }

    /// @param since when it was written down
    void reached(Queue queue, Kind kind, Instant since, NotificationState state) {
        var tags = Tags.of("kind", kind.name(), "channel", queue.channel().name());
        switch (state) {
            case Sent(var at) -> {
                metrics.counter("holdfast.notification.sent", tags).increment();
                metrics.timer(
                                "holdfast.notification.delivery",
                                "urgency",
                                queue.urgency().name(),
                                "channel",
                                queue.channel().name())
                        .record(Duration.between(since, at));
            }
            case Due _ -> metrics.counter("holdfast.notification.delayed", tags).increment();
            case Dead(var death, var at) ->
                metrics.counter("holdfast.notification.dead", tags.and("death", death.name()))
                        .increment();
            case Sending _ -> {
                // Not over yet.
            }
        }
    }

    @Scheduled(every = "10s")
    void look() {
        queues.forEach((queue, gauges) -> Sql.of(OPEN)
                .with("urgency", queue.urgency())
                .with("channel", queue.channel())
                .one(database, row -> {
                    gauges.open().set(row.large("open"));
                    gauges.lateMillis().set(Math.max(0, Math.round(row.real("late") * 1000)));
                    return row;
                }));
        Sql.of(WRITING).one(database, row -> {
            writing.set(row.large("open"));
            return row;
        });
    }
}
