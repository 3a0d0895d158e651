package io.holdfast.refund;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The gateway as a test uses it: takes payments, misbehaves when told to, and tells what it has done.
@ApplicationScoped
public class Gateway {

    static final String SECRET = "gateway secret";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();
    private final String url;

    Gateway(@ConfigProperty(name = "holdfast.simulator.url") String url) {
        this.url = url;
    }

    /// @return the name of a payment whose money has been taken
    public String captured(long amount) {
        var key = send("POST", "/v1/payments", """
                {"orderId":"o-1","orderName":"show","amount":%d,"currency":"KRW","method":"CARD",
                 "successUrl":"http://shop.test/","failUrl":"http://shop.test/"}""".formatted(amount))
                .get("paymentKey")
                .asText();
        page(key, "outcome=approve");
        send("POST", "/v1/payments/" + key + "/confirm", "{\"orderId\":\"o-1\",\"amount\":%d}".formatted(amount));
        return key;
    }

    /// @return the idempotency keys of the refunds it has made from one payment
    public List<String> refunds(String payment) {
        var keys = new ArrayList<String>();
        send("GET", "/v1/payments/" + payment + "/cancels", "")
                .get("cancels")
                .forEach(cancel -> keys.add(cancel.get("idempotencyKey").asText()));
        return keys;
    }

    public void misbehave(String faults) {
        send("PUT", "/v1/faults", faults);
    }

    public void behave() {
        misbehave("{}");
    }

    private JsonNode send(String method, String path, String body) {
        try {
            var credentials = Base64.getEncoder().encodeToString((SECRET + ":").getBytes(StandardCharsets.UTF_8));
            var request = HttpRequest.newBuilder(URI.create(url + path))
                    .header("Authorization", "Basic " + credentials)
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            return json.readTree(response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void page(String key, String form) {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create(url + "/pay/" + key))
                            .POST(BodyPublishers.ofString(form))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
