package io.holdfast.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// CloudEvents 1.0, Kafka protocol binding, binary content mode; the trace context travels as W3C `traceparent`.
final class CloudEventHeaders {

    private CloudEventHeaders() {}

    static void write(
            Headers headers, UUID id, String type, String source, long atMillis, @Nullable String traceparent) {
        put(headers, "ce_specversion", "1.0");
        put(headers, "ce_id", id.toString());
        put(headers, "ce_type", type);
        put(headers, "ce_source", "/" + source);
        put(headers, "ce_time", Instant.ofEpochMilli(atMillis).toString());
        put(headers, "content-type", "application/json");
        if (traceparent != null && !traceparent.isEmpty()) {
            put(headers, "traceparent", traceparent);
        }
    }

    /// @throws IllegalArgumentException if the header is missing
    static String read(Headers headers, String name) {
        var header = headers.lastHeader(name);
        if (header == null) {
            throw new IllegalArgumentException("a record without " + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
