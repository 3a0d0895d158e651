package io.holdfast.ticketing.availability;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The live map in the forms it travels in.
final class SeatEvents {

    private static final JsonFactory JSON = new JsonFactory();

    /// By state, from [LiveSeats#FREE] on.
    private static final List<String> STATES = List.of("free", "held", "sold", "blocked");

    private SeatEvents() {}

    /// An event of its own rather than a comment, which a page would not hear of. Made anew, because a native
    /// executable cannot be built with a buffer that stands in a constant.
    static Buffer heartbeat() {
        return Buffer.buffer("event: alive\ndata: {}\n\n");
    }

    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /// `{"version", "plan", "seats", "states", "left"}`
    static byte[] document(LiveSeats seats) {
        return json(seats.packed().length * 4 / 3 + 256, json -> {
            json.writeStringField("version", seats.version());
            json.writeStringField("plan", Long.toHexString(seats.seating().mark()));
            json.writeNumberField("seats", seats.capacity());
            json.writeBinaryField("states", seats.packed());
            left(json, seats);
        });
    }

    static Buffer snapshot(LiveSeats seats) {
        return event(seats, "seats", seats.document().body());
    }

    /// `{"free": [ordinals], "held": […], "sold": […], "blocked": […], "left"}`, each only if there are any.
    static Buffer changes(LiveSeats seats, BitSet changed) {
        return event(seats, "changes", Buffer.buffer(json(64 + 6 * changed.cardinality(), json -> {
            for (byte state = 0; state < STATES.size(); state++) {
                var begun = false;
                for (var i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
                    if (seats.state(i) == state) {
                        if (!begun) {
                            json.writeArrayFieldStart(STATES.get(state));
                            begun = true;
                        }
                        json.writeNumber(i);
                    }
                }
                if (begun) {
                    json.writeEndArray();
                }
            }
            left(json, seats);
        })));
    }

    private static Buffer event(LiveSeats seats, String name, Buffer data) {
        return Buffer.buffer(data.length() + 64)
                .appendString("id: ")
                .appendString(seats.version())
                .appendString("\nevent: ")
                .appendString(name)
                .appendString("\ndata: ")
                .appendBuffer(data)
                .appendString("\n\n");
    }

    /// Said before a stream is ended: come back, to another process, but not all at the same moment.
    static Buffer comeBackSoon() {
        return Buffer.buffer("retry: " + ThreadLocalRandom.current().nextInt(500, 2_000) + "\n\n");
    }

    private static void left(JsonGenerator json, LiveSeats seats) throws IOException {
        json.writeObjectFieldStart("left");
        for (var grade : seats.left().entrySet()) {
            json.writeNumberField(grade.getKey(), grade.getValue());
        }
        json.writeEndObject();
    }

    private static byte[] json(int size, Members members) {
        var bytes = new ByteArrayOutputStream(size);
        try (var json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
