package io.holdfast.room.sale;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.LostTime;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.TurnEvent.DoorChanged;
import io.holdfast.contracts.event.TurnEvent.LobbyDrawn;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Hears of every sale, of what the staff decides about its door, and of draws. Each process reads both topics from
/// their beginning for itself and commits nothing, so each knows it all, whatever became of Redis or of others. Sales
/// that were told of in [lost time][LostTime] are not.
@ApplicationScoped
class ScheduledSales {

    private static final Logger LOG = Logger.getLogger(ScheduledSales.class);
    private static final Set<String> OURS =
            Set.of("ticketing.SaleScheduled.v1", "waiting-room.DoorChanged.v1", "waiting-room.LobbyDrawn.v1");

    private final Sales sales;
    private final LostTime lost;

    ScheduledSales(Sales sales, @ConfigProperty(name = LostTime.SETTING) Optional<List<String>> lost) {
        this.sales = sales;
        this.lost = LostTime.of(lost);
    }

    @Incoming("sale-settings")
    void on(ConsumerRecord<String, byte[]> record) {
        var header = record.headers().lastHeader("ce_type");
        if (header == null) {
            return;
        }
        var type = new String(header.value(), StandardCharsets.UTF_8);
        if (!OURS.contains(type)) {
            return;
        }
        var event = EventCodec.read(type, record.value()).orElseThrow();
        var told = record.headers().lastHeader("ce_time");
        if (lost.undoes(event, told == null ? null : told.value())) {
            return;
        }
        switch (event) {
            case SaleScheduled scheduled -> {
                sales.learn(scheduled);
                LOG.debugf("sale %s opens at %s", scheduled.sale(), scheduled.opensAt());
            }
            case DoorChanged changed -> sales.learn(changed);
            case LobbyDrawn lobby -> sales.learn(lobby);
            default -> throw new IllegalStateException(type);
        }
    }
}
