package io.holdfast.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names the decision to give an order, or part of it, up.
public record CancellationId(@JsonValue UUID value) {

    public static CancellationId next() {
        return new CancellationId(TimeOrderedUuid.next());
    }

    /// Also what JAX-RS calls for a path parameter.
    ///
    /// @throws IllegalArgumentException if the text is not a UUID in its 36-character form
    @JsonCreator
    public static CancellationId fromString(String text) {
        return new CancellationId(TimeOrderedUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
