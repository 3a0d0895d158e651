package io.holdfast.room.sale;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.TurnEvent.DoorChanged;
import io.holdfast.contracts.event.TurnEvent.LobbyDrawn;
import io.holdfast.room.heard.FactReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Hears of every sale, of what the staff decides about its door, and of draws. Each process reads both topics from
/// their beginning for itself and commits nothing, so each knows it all, whatever became of Redis or of others.
@ApplicationScoped
class ScheduledSales {

    private static final Logger LOG = Logger.getLogger(ScheduledSales.class);
    private static final Set<String> OURS =
            Set.of("ticketing.SaleScheduled.v1", "waiting-room.DoorChanged.v1", "waiting-room.LobbyDrawn.v1");

    private final Sales sales;
    private final FactReader reader;

    ScheduledSales(Sales sales, FactReader reader) {
        this.sales = sales;
        this.reader = reader;
    }

    @Incoming("sale-settings")
    void on(ConsumerRecord<String, byte[]> record) {
        reader.read(record, OURS).ifPresent(this::learn);
    }

    private void learn(Event event) {
        switch (event) {
            case SaleScheduled scheduled -> {
                sales.learn(scheduled);
                LOG.debugf("sale %s opens at %s", scheduled.sale(), scheduled.opensAt());
            }
            case DoorChanged changed -> sales.learn(changed);
            case LobbyDrawn lobby -> sales.learn(lobby);
            default -> throw new IllegalStateException(event.toString());
        }
    }
}
