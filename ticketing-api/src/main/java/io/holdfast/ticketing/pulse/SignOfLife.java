package io.holdfast.ticketing.pulse;

import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import io.holdfast.loop.Loop;
import io.holdfast.messaging.Broadcast;
import io.holdfast.sql.Sql;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Each process says every few seconds that it is there and that its database answers it. When nobody says so
/// any more, the status page does.
@ApplicationScoped
class SignOfLife {

    private static final Logger LOG = Logger.getLogger(SignOfLife.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final String ANSWER = "select true as answer";

    private final DataSource database;
    private final Broadcast broadcast;
    private final Clock clock;
    private final UUID process = UUID.randomUUID();
    private final Loop loop = new Loop("sign-of-life", this::tell);

    SignOfLife(DataSource database, Broadcast broadcast, Clock clock) {
        this.database = database;
        this.broadcast = broadcast;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    private Duration tell() {
        try {
            Sql.of(ANSWER).one(database, row -> row.flag("answer"));
            broadcast.tell(new ShopPulse(process, clock.instant()));
        } catch (RuntimeException away) {
            LOG.debugf("no sign of life while the database is away: %s", away.getMessage());
        }
        return PAUSE;
    }
}
