package io.holdfast.ticketing.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.ticketing.channel.Gateway.Heard;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads what a gateway has called about.
final class HeardJson {

    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,200}");

    private HeardJson() {}

    /// @param event where its name stands (RFC 6901)
    /// @param payments where the payment's name may stand; the first that is there counts
    static Heard event(ObjectMapper json, String body, String event, String... payments) {
        try {
            var node = json.readTree(body);
            var name = node == null ? "" : node.at(event).asText("");
            return isName(name) ? new Heard.Event(name, payment(node, payments)) : new Heard.Unreadable();
        } catch (JsonProcessingException e) {
            return new Heard.Unreadable();
        }
    }

    static Optional<String> payment(JsonNode node, String... payments) {
        return Stream.of(payments)
                .map(pointer -> node.at(pointer).asText(""))
                .filter(HeardJson::isName)
                .findFirst();
    }

    /// Gateways name things in visible ASCII; nothing else reaches the database.
    private static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
