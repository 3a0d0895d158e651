package io.holdfast.notification;

import io.holdfast.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/// Writes out what many are to be told, whenever something is due.
@ApplicationScoped
class FanOutLoop {

    private static final Duration FOR_OTHERS = Duration.ofMillis(50);

    private final Loop loop;
    private final Rooms rooms;

    FanOutLoop(FanOuts fanOuts, NotificationConfig config, Rooms rooms) {
        this.rooms = rooms;
        this.loop = new Loop("fan-out", () -> switch (fanOuts.write()) {
            case WRITTEN -> Duration.ZERO;
            case HELD_BACK -> FOR_OTHERS;
            case NOTHING_DUE -> config.lookEvery();
        });
    }

    void start(@Observes StartupEvent event) {
        if (rooms.has(Rooms.NOTIFICATION)) {
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }
}
