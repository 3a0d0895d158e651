package io.holdfast.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names the right to one seat.
public record TicketId(@JsonValue UUID value) {

    public static TicketId next() {
        return new TicketId(TimeOrderedUuid.next());
    }

    /// Also what JAX-RS calls for a path parameter.
    ///
    /// @throws IllegalArgumentException if the text is not a UUID in its 36-character form
    @JsonCreator
    public static TicketId fromString(String text) {
        return new TicketId(TimeOrderedUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
