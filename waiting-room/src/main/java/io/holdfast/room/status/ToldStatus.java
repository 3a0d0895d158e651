package io.holdfast.room.status;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.LostTime;
import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Hears of incidents, and that ticketing-api is there. Each process reads both topics for itself and commits
/// nothing. An incident that was told of in [lost time][LostTime] is one that nobody could ever close.
@ApplicationScoped
class ToldStatus {

    private static final Set<String> OURS = Set.of("ticketing.IncidentChanged.v1", "ticketing.ShopPulse.v1");

    private final KnownIncidents incidents;
    private final Shop shop;
    private final LostTime lost;

    ToldStatus(
            KnownIncidents incidents, Shop shop, @ConfigProperty(name = LostTime.SETTING) Optional<List<String>> lost) {
        this.incidents = incidents;
        this.shop = shop;
        this.lost = LostTime.of(lost);
    }

    @Incoming("status")
    void on(ConsumerRecord<String, byte[]> record) {
        var header = record.headers().lastHeader("ce_type");
        if (header == null || record.value() == null) {
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
            case IncidentChanged changed -> incidents.learn(changed);
            case ShopPulse pulse -> shop.hear(pulse);
            default -> throw new IllegalStateException(type);
        }
    }
}
