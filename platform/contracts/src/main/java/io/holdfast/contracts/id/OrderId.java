package io.holdfast.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names one booking.
public record OrderId(@JsonValue UUID value) {

    public static OrderId next() {
        return new OrderId(TimeOrderedUuid.next());
    }

    /// Also what JAX-RS calls for a path parameter.
    ///
    /// @throws IllegalArgumentException if the text is not a UUID in its 36-character form
    @JsonCreator
    public static OrderId fromString(String text) {
        return new OrderId(TimeOrderedUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
