package io.holdfast.room.told;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.TurnEvent;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/// One entry of a sale's stream.
///
/// @param stream the key it was read from
/// @param id what Redis calls it, `milliseconds-sequence`
record Entry(String stream, String id, String type, String data, String traceparent) {

    static final String TYPE = "type";
    static final String DATA = "data";
    static final String TRACEPARENT = "traceparent";

    /// @param entry `[id, [field, value, …]]`
    static Entry of(String stream, Response entry) {
        var type = "";
        var data = "";
        var traceparent = "";
        var fields = entry.get(1);
        for (var i = 0; i + 1 < fields.size(); i += 2) {
            var value = fields.get(i + 1).toString();
            switch (fields.get(i).toString()) {
                case TYPE -> type = value;
                case DATA -> data = value;
                case TRACEPARENT -> traceparent = value;
                default -> {
                    // Nothing we know.
                }
            }
        }
        return new Entry(stream, entry.get(0).toString(), type, data, traceparent);
    }

    /// The same for whoever sends this entry, and for nothing else: a stream that was lost may give an id again.
    UUID eventId() {
        var name = String.join("\n", stream, id, type, data);
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private Instant at() {
        return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
    }

    /// CloudEvents 1.0, Kafka protocol binding, binary content mode, in the form every event of ours has.
    ///
    /// @throws IllegalArgumentException if it is no event of ours
    ProducerRecord<String, byte[]> message(String topicPrefix, String source) {
        var event = EventCodec.read(type, data.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("nobody knows of " + type));
        if (!(event instanceof TurnEvent turn)) {
            throw new IllegalArgumentException("not ours to tell: " + type);
        }
        var message = new ProducerRecord<>(
                topicPrefix + turn.topic(), turn.key(), EventCodec.write(turn).getBytes(StandardCharsets.UTF_8));
        header(message, "ce_specversion", "1.0");
        header(message, "ce_id", eventId().toString());
        header(message, "ce_type", type);
        header(message, "ce_source", "/" + source);
        header(message, "ce_time", at().toString());
        header(message, "content-type", "application/json");
        if (!traceparent.isEmpty()) {
            header(message, TRACEPARENT, traceparent);
        }
        return message;
    }

    private static void header(ProducerRecord<String, byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
