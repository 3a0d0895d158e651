package io.holdfast.room.status;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import io.holdfast.room.heard.FactReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Hears of incidents, and that ticketing-api is there. Each process reads both topics for itself and commits
/// nothing. An incident of lost time would be one that nobody could ever close.
@ApplicationScoped
class ToldStatus {

    private static final Set<String> OURS = Set.of("ticketing.IncidentChanged.v1", "ticketing.ShopPulse.v1");

    private final KnownIncidents incidents;
    private final Shop shop;
    private final FactReader reader;

    ToldStatus(KnownIncidents incidents, Shop shop, FactReader reader) {
        this.incidents = incidents;
        this.shop = shop;
        this.reader = reader;
    }

    @Incoming("status")
    void on(ConsumerRecord<String, byte[]> record) {
        reader.read(record, OURS).ifPresent(this::learn);
    }

    private void learn(Event event) {
        switch (event) {
            case IncidentChanged changed -> incidents.learn(changed);
            case ShopPulse pulse -> shop.hear(pulse);
            default -> throw new IllegalStateException(event.toString());
        }
    }
}
