package io.holdfast.ticketing.database;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// How much of this process's connections are in use. Who wants one and finds none waits, and so does the customer.
@ApplicationScoped
class Pool {

    private final AgroalDataSource database;
    private final int most;

    Pool(AgroalDataSource database, @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int most) {
        this.database = database;
        this.most = most;
    }

    void measure(@Observes StartupEvent event, MeterRegistry metrics) {
        Gauge.builder("holdfast.database.pool.use", this, Pool::use)
                .description("the part of the connections that is in use, 0 to 1")
                .register(metrics);
        Gauge.builder("holdfast.database.pool.waiting", this, Pool::waiting)
                .description("how many wait for a connection")
                .register(metrics);
    }

    double use() {
        return (double) database.getMetrics().activeCount() / most;
    }

    double waiting() {
        return database.getMetrics().awaitingCount();
    }
}
