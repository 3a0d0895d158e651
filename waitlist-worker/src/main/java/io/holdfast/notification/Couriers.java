package io.holdfast.notification;

import io.holdfast.notification.Messages.Queue;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;

/// One courier for each class of messages and channel, so that none of them waits for another.
@ApplicationScoped
class Couriers {

    private final List<Courier> couriers = new ArrayList<>();
    private final Rooms rooms;

    Couriers(
            @All List<Carrier> carriers, Dispatch dispatch, Messages messages, NotificationConfig config, Rooms rooms) {
        this.rooms = rooms;
        for (var carrier : carriers) {
            if (carrier.exists()) {
                for (var urgency : Urgency.values()) {
                    var atOnce = urgency == Urgency.URGENT ? config.atOnce() : config.bulkAtOnce();
                    couriers.add(
                            new Courier(new Queue(urgency, carrier.channel()), carrier, dispatch, messages, atOnce));
                }
            }
        }
    }

    void start(@Observes StartupEvent event) {
        if (rooms.has(Rooms.NOTIFICATION)) {
            couriers.forEach(Courier::start);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        couriers.forEach(Courier::tellToStop);
        for (var courier : couriers) {
            courier.awaitEnd();
        }
    }
}
