package io.holdfast.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names a room with a seating plan.
public record HallId(@JsonValue UUID value) {

    public static HallId next() {
        return new HallId(TimeOrderedUuid.next());
    }

    /// Also what JAX-RS calls for a path parameter.
    ///
    /// @throws IllegalArgumentException if the text is not a UUID in its 36-character form
    @JsonCreator
    public static HallId fromString(String text) {
        return new HallId(TimeOrderedUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
