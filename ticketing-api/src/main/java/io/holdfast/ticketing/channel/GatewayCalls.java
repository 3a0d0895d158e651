package io.holdfast.ticketing.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Calls to gateways over HTTP. What is sent and heard is never logged.
@ApplicationScoped
class GatewayCalls {

    private static final Logger LOG = Logger.getLogger(GatewayCalls.class);

    /// Said about us or about the moment, not about the payment.
    private static final Set<Integer> PASSING = Set.of(401, 408, 409, 425, 429);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json;
    private final ChannelConfig config;

    GatewayCalls(ObjectMapper json, ChannelConfig config) {
        this.json = json;
        this.config = config;
    }

    /// @param status 0 when there was no answer
    record Reply(int status, JsonNode body) {

        boolean isGood() {
            return status / 100 == 2;
        }

        /// Nothing can be concluded about the payment.
        boolean isUnclear() {
            return status == 0 || status >= 500 || PASSING.contains(status);
        }

        String text(String pointer) {
            return body.at(pointer).asText("");
        }

        /// A gateway's code as we keep it: short, and never free text.
        String code(String pointer) {
            var code = text(pointer);
            if (code.matches("[A-Za-z0-9_]{1,60}")) {
                return code;
            }
            return status == 0 ? "NO_ANSWER" : "HTTP_" + status;
        }
    }

    static String basic(String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((secret + ":").getBytes(StandardCharsets.UTF_8));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Reply get(String url, Map<String, String> headers) {
        return send(request(url, headers).GET());
    }

    Reply delete(String url, Map<String, String> headers) {
        return send(request(url, headers).DELETE());
    }

    Reply post(String url, Map<String, String> headers, Map<String, ?> body) {
        try {
            return send(request(url, headers)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    Reply postForm(String url, Map<String, String> headers, Map<String, String> form) {
        var body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(request(url, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String url, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(config.patience());
        headers.forEach(request::header);
        return request;
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(answer.statusCode(), read(answer.body()));
        } catch (IOException e) {
            LOG.warnf("a payment gateway does not answer: %s", e.getClass().getSimpleName());
            return new Reply(0, MissingNode.getInstance());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply(0, MissingNode.getInstance());
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
    void close() {
        http.shutdownNow();
    }
}
