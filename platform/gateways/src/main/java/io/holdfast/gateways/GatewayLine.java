package io.holdfast.gateways;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The way to one gateway, with our key.
public final class GatewayLine {

    private final GatewayCalls calls;
    private final GatewayProtocol protocol;
    private final String url;
    private final Optional<String> secret;
    private final Duration patience;
    private final Map<String, String> headers;

    GatewayLine(GatewayCalls calls, GatewayProtocol protocol, String url, Optional<String> secret, Duration patience) {
        this(calls, protocol, url, secret, patience, Map.of());
    }

    private GatewayLine(
            GatewayCalls calls,
            GatewayProtocol protocol,
            String url,
            Optional<String> secret,
            Duration patience,
            Map<String, String> headers) {
        this.calls = calls;
        this.protocol = protocol;
        this.url = url;
        this.secret = secret;
        this.patience = patience;
        this.headers = headers;
    }

    /// The same, with headers that go with every request.
    public GatewayLine with(Map<String, String> more) {
        return new GatewayLine(calls, protocol, url, secret, patience, Map.copyOf(more));
    }

    /// Whether there is a key for it; without one nobody can be asked.
    public boolean isOn() {
        return secret.isPresent();
    }

    /// Text as it stands in a path or behind a question mark.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// @param path with its query
    public GatewayReply get(String path) {
        return calls.send(protocol, request(path).GET().build());
    }

    /// @param key the `Idempotency-Key`: the gateway does it once, and says the same again
    /// @param body in whatever order; it is sent sorted by name. To a gateway the same key with other bytes is
    ///     another request, and a map's order may be another one in the next process.
    public GatewayReply post(String path, String key, Map<String, ?> body) {
        return calls.send(
                protocol, posting(path, body).header("Idempotency-Key", key).build());
    }

    /// What changes nothing when it is done twice.
    public GatewayReply post(String path, Map<String, ?> body) {
        return calls.send(protocol, posting(path, body).build());
    }

    private HttpRequest.Builder posting(String path, Map<String, ?> body) {
        return protocol.speaksForms()
                ? request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(body)))
                : request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(calls.written(body)));
    }

    private static String form(Map<String, ?> fields) {
        return new TreeMap<String, Object>(fields)
                .entrySet().stream()
                        .map(field -> encoded(field.getKey()) + "=" + encoded(String.valueOf(field.getValue())))
                        .collect(Collectors.joining("&"));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(patience)
                .header("Authorization", protocol.authorization(secret.orElseThrow()));
        headers.forEach(request::header);
        return request;
    }
}
