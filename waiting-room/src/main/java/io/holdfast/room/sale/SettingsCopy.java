package io.holdfast.room.sale;

import io.holdfast.room.redis.RedisAway;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/// Keeps the copy of the settings in Redis and the ones in this process the same, at its own slow pace.
@ApplicationScoped
class SettingsCopy implements Runnable {

    private static final Logger LOG = Logger.getLogger(SettingsCopy.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Sales sales;
    private final Thread thread = Thread.ofVirtual().name("settings-copy").unstarted(this);

    SettingsCopy(Sales sales) {
        this.sales = sales;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    @Override
    public void run() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(compared() ? PAUSE : PAUSE_AFTER_FAILURE);
            }
        } catch (InterruptedException _) {
            // stop() was called; the copy is as good as it was.
        }
    }

    private boolean compared() {
        try {
            sales.compareWithRedis(Instant.now());
            return true;
        } catch (RedisAway away) {
            LOG.debugf("the settings are not copied while Redis is away: %s", away.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOG.warn("the settings in Redis cannot be used", e);
            return true;
        }
    }
}
