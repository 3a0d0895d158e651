package io.holdfast.room.door;

import io.holdfast.loop.Loop;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Looks at every live door five times a second. Each process has one, and none is needed: whoever looks, calls.
@ApplicationScoped
class Doorkeeper {

    private static final Logger LOG = Logger.getLogger(Doorkeeper.class);
    private static final Duration ROUND = Duration.ofMillis(200);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    /// From so long before the lobby opens until so long after the last stay, a door is live.
    private static final Duration AROUND = Duration.ofMinutes(1);

    private final Sales sales;
    private final Rooms rooms;
    private final Loop loop = new Loop("doorkeeper", this::look);
    private boolean away;

    Doorkeeper(Sales sales, Rooms rooms) {
        this.sales = sales;
        this.rooms = rooms;
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    private Duration look() {
        var began = System.nanoTime();
        var looked = lookAtLiveDoors();
        if (looked == away) {
            LOG.warn(looked ? "Redis is back" : "Redis is away; nobody is called");
            away = !looked;
        }
        return looked ? ROUND.minusNanos(System.nanoTime() - began) : PAUSE_AFTER_FAILURE;
    }

    /// @return false if Redis does not answer
    private boolean lookAtLiveDoors() {
        for (var sale : sales.all()) {
            try {
                if (live(sale)) {
                    rooms.look(sale);
                }
            } catch (RedisAway e) {
                return false;
            } catch (RuntimeException e) {
                LOG.errorf(e, "the door of sale %s cannot be looked at", sale.id());
            }
        }
        return true;
    }

    private boolean live(Sale sale) {
        return rooms.lastSeen(sale)
                .map(door -> !door.now().isBefore(sale.lobbyOpensAt().minus(AROUND))
                        && door.now()
                                .isBefore(sale.closesAt().plus(sale.activeFor()).plus(AROUND)))
                .orElse(true);
    }
}
