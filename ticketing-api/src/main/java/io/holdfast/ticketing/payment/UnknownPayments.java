package io.holdfast.ticketing.payment;

import io.holdfast.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import javax.sql.DataSource;

/// Asks about payments whose outcome is unknown, wherever the process that began them has gone.
@ApplicationScoped
class UnknownPayments {

    private static final String OPEN = """
        select count(*) as open,
               coalesce(extract(epoch from now() - min(confirming_since)), 0) as oldest
          from payment
         where next_ask_at is not null
        """;

    private record Open(int count, double oldestSeconds) {}

    private final Payments payments;
    private final DataSource database;
    private volatile Open open = new Open(0, 0);

    UnknownPayments(Payments payments, DataSource database, MeterRegistry metrics) {
        this.payments = payments;
        this.database = database;
        metrics.gauge(
                "holdfast.payment.unknown", this, unknown -> unknown.open().count());
        metrics.gauge("holdfast.payment.unknown.oldest.seconds", this, unknown -> unknown.open()
                .oldestSeconds());
    }

    private Open open() {
        return open;
    }

    @Scheduled(every = "{holdfast.payment.ask-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void ask() {
        payments.askAboutUnknown();
    }

    @Scheduled(every = "1m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void giveUp() {
        payments.giveUpWhatWasLeft();
    }

    @Scheduled(every = "15s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        open = Sql.of(OPEN).one(database, row -> new Open(row.number("open"), row.real("oldest")));
    }
}
