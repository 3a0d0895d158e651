package io.holdfast.simulators.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.jspecify.annotations.Nullable;

/// JSON as this gateway speaks it.
public final class Json {

    public static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private Json() {}

    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @throws Refused if the text is not a JSON object
    public static JsonNode object(String text) {
        try {
            var node = MAPPER.readTree(text);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw new Refused(400, "INVALID_REQUEST", "the body is a JSON object");
    }

    public static String string(JsonNode object, String name) {
        var node = object.get(name);
        if (node == null || !node.isTextual()) {
            throw new Refused(400, "INVALID_REQUEST", name + " is a string");
        }
        return node.textValue();
    }

    public static long wholeNumber(JsonNode object, String name) {
        var node = object.get(name);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new Refused(400, "INVALID_REQUEST", name + " is a whole number");
        }
        return node.longValue();
    }

    public static <T> T read(@Nullable JsonNode node, Class<T> type, T absent) {
        if (node == null || node.isNull()) {
            return absent;
        }
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new Refused(400, "INVALID_REQUEST", "this is not understood");
        }
    }
}
