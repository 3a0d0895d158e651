package io.holdfast.gateways;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Calls to gateways over HTTP. What is sent and heard is never logged.
@ApplicationScoped
public class GatewayCalls {

    private static final Logger LOG = Logger.getLogger(GatewayCalls.class);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ObjectMapper json;

    public GatewayCalls(ObjectMapper json) {
        this.json = json;
    }

    /// @param url of its API, without a slash at the end
    /// @param secret our key; nothing can be asked without
    /// @param patience how long an answer is waited for
    public GatewayLine to(GatewayProtocol protocol, String url, Optional<String> secret, Duration patience) {
        return new GatewayLine(this, protocol, url, secret, patience);
    }

    GatewayReply send(GatewayProtocol protocol, HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            return new GatewayReply(protocol, answer.statusCode(), read(answer.body()));
        } catch (IOException e) {
            LOG.warnf("a payment gateway does not answer: %s", e.getClass().getSimpleName());
            return new GatewayReply(protocol, GatewayReply.NONE, MissingNode.getInstance());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new GatewayReply(protocol, GatewayReply.NONE, MissingNode.getInstance());
        }
    }

    byte[] written(Object body) {
        try {
            return json.writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).writeValueAsBytes(body);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode read(byte[] body) {
        try {
            var node = json.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    @PreDestroy
    public void close() {
        http.shutdownNow();
    }
}
