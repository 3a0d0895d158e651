package io.holdfast.ticketing.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.ticketing.channel.Gateway.Heard;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads what a gateway has called about.
final class HeardJson {

    private static final int LONGEST_NAME = 200;

    private HeardJson() {}

    /// @param event where its name stands (RFC 6901)
    /// @param payments where the payment's name may stand; the first that is there counts
    static Heard event(ObjectMapper json, String body, String event, String... payments) {
        try {
            var node = json.readTree(body);
            var name = node == null ? "" : node.at(event).asText("");
            return name.isEmpty() || name.length() > LONGEST_NAME
                    ? new Heard.Unreadable()
                    : new Heard.Event(name, payment(node, payments));
        } catch (JsonProcessingException e) {
            return new Heard.Unreadable();
        }
    }

    static Optional<String> payment(JsonNode node, String... payments) {
        return Stream.of(payments)
                .map(pointer -> node.at(pointer).asText(""))
                .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
                .findFirst();
    }
}
