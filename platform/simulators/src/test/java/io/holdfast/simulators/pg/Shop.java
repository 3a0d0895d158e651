package io.holdfast.simulators.pg;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.simulators.gateway.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A shop that uses the gateway over real HTTP.
final class Shop {

    static final String SECRET = "shop secret";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;

    Shop(URI gateway) {
        this.gateway = gateway;
    }

    record Heard(int status, JsonNode body) {}

    Heard get(String path) {
        return send("GET", path, null, null);
    }

    Heard post(String path, @Nullable String key, String body) {
        return send("POST", path, key, body);
    }

    Heard faults(String body) {
        return send("PUT", "/v1/faults", null, body);
    }

    String open(String orderId, long amount) {
        return post("/v1/payments", null, terms(orderId, amount))
                .body()
                .get("paymentKey")
                .asText();
    }

    static String terms(String orderId, long amount) {
        return """
            {"orderId":"%s","orderName":"공연 <1>","amount":%d,"currency":"KRW","method":"CARD",
             "successUrl":"http://shop.test/back?x=1","failUrl":"http://shop.test/failed"}
            """.formatted(orderId, amount);
    }

    String captured(String orderId, long amount) {
        var key = open(orderId, amount);
        answer(key, "approve");
        confirm(key, orderId, amount);
        return key;
    }

    Heard confirm(String key, String orderId, long amount) {
        return post(
                "/v1/payments/" + key + "/confirm",
                "confirm " + key,
                "{\"orderId\":\"%s\",\"amount\":%d}".formatted(orderId, amount));
    }

    Heard cancel(String key, @Nullable String idempotencyKey, long amount) {
        return post(
                "/v1/payments/" + key + "/cancel",
                idempotencyKey,
                "{\"amount\":%d,\"reason\":\"test\"}".formatted(amount));
    }

    HttpResponse<String> answer(String key, String outcome) {
        return exchange(HttpRequest.newBuilder(gateway.resolve("/pay/" + key))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("outcome=" + URLEncoder.encode(outcome, StandardCharsets.UTF_8)))
                .build());
    }

    HttpResponse<String> page(String key) {
        return exchange(
                HttpRequest.newBuilder(gateway.resolve("/pay/" + key)).GET().build());
    }

    Heard send(String method, String path, @Nullable String key, @Nullable String body) {
        try {
            return sendOrLose(method, path, key, body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Heard sendOrLose(String method, String path, @Nullable String key, @Nullable String body) throws IOException {
        var request = HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((SECRET + ":").getBytes(StandardCharsets.UTF_8)))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Heard(response.statusCode(), Json.MAPPER.readTree(response.body()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
