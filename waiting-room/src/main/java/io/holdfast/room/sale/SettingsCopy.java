package io.holdfast.room.sale;

import io.holdfast.loop.Loop;
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
class SettingsCopy {

    private static final Logger LOG = Logger.getLogger(SettingsCopy.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final Sales sales;
    private final Loop loop = new Loop("settings-copy", () -> compared() ? PAUSE : PAUSE_AFTER_FAILURE);

    SettingsCopy(Sales sales) {
        this.sales = sales;
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
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
