package io.holdfast.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Names the opening of one or more performances.
public record SaleId(@JsonValue UUID value) {

    public static SaleId next() {
        return new SaleId(TimeOrderedUuid.next());
    }

    /// Also what JAX-RS calls for a path parameter.
    ///
    /// @throws IllegalArgumentException if the text is not a UUID in its 36-character form
    @JsonCreator
    public static SaleId fromString(String text) {
        return new SaleId(TimeOrderedUuid.parse(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
