package io.holdfast.room.heard;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.LostTime;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What a record says. Whoever reads a topic from its beginning also meets what was told in [lost time][LostTime],
/// and what has been taken out of it.
@ApplicationScoped
public class FactReader {

    private final LostTime lost;

    FactReader(@ConfigProperty(name = LostTime.SETTING) Optional<List<String>> lost) {
        this.lost = LostTime.of(lost);
    }

    /// @param types as in the header `ce_type`
    /// @return empty for other types, and for what has never happened
    /// @throws IllegalArgumentException if it cannot be read
    public Optional<Event> read(ConsumerRecord<String, byte[]> record, Set<String> types) {
        var header = record.headers().lastHeader("ce_type");
        if (header == null || record.value() == null) {
            return Optional.empty();
        }
        var type = new String(header.value(), StandardCharsets.UTF_8);
        if (!types.contains(type)) {
            return Optional.empty();
        }
        var event = EventCodec.read(type, record.value()).orElseThrow();
        var told = record.headers().lastHeader("ce_time");
        return lost.undoes(event, told == null ? null : told.value()) ? Optional.empty() : Optional.of(event);
    }
}
