package io.holdfast.endtoend.prove.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// A row of a table, as PostgreSQL writes it in JSON.
public record Row(JsonNode json) {

    /// Empty where it is null.
    public String text(String column) {
        return json.path(column).asText("");
    }

    public boolean has(String column) {
        return json.hasNonNull(column);
    }

    public long number(String column) {
        return json.path(column).asLong();
    }

    public boolean flag(String column) {
        return json.path(column).asBoolean();
    }

    public Optional<Instant> moment(String column) {
        return has(column) ? Optional.of(OffsetDateTime.parse(text(column)).toInstant()) : Optional.empty();
    }

    public List<String> texts(String column) {
        return StreamSupport.stream(json.path(column).spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /// Whether a column says one of these.
    public boolean is(String column, String... any) {
        return List.of(any).contains(text(column));
    }

    @Override
    public String toString() {
        return json.toString();
    }
}
