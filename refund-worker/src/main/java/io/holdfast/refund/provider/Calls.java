package io.holdfast.refund.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/// Calls to gateways over HTTP. What is sent and heard is never logged.
@ApplicationScoped
class Calls {

    /// Said about us or about the moment, not about the refund.
    private static final Set<Integer> PASSING = Set.of(401, 408, 409, 425, 429);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ObjectMapper json;

    Calls(ObjectMapper json) {
        this.json = json;
    }

    /// @param status 0 when there was no answer
    record Reply(int status, JsonNode body) {

        boolean isGood() {
            return status / 100 == 2;
        }

        boolean isUnclear() {
            return status == 0 || status >= 500 || PASSING.contains(status);
        }

        /// A gateway's code as we keep it: short, and never free text.
        String code(String pointer) {
            var code = body.at(pointer).asText("");
            if (code.matches("[A-Za-z0-9_]{1,60}")) {
                return code;
            }
            return status == 0 ? "NO_ANSWER" : "HTTP_" + status;
        }
    }

    Reply send(HttpRequest request) {
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), read(response.body()));
        } catch (IOException e) {
            return new Reply(0, MissingNode.getInstance());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply(0, MissingNode.getInstance());
        }
    }

    private JsonNode read(String body) {
        try {
            var node = json.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
