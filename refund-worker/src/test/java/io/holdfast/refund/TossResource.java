package io.holdfast.refund;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.toss.TossSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
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
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/// Gives a Quarkus test Toss Payments, with what people pay there and what goes back.
public class TossResource implements QuarkusTestResourceLifecycleManager {

    private static final String KEY = "test_sk";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private @Nullable GatewaySimulator simulator;

    @Override
    public Map<String, String> start() {
        simulator = TossSimulator.start(GatewayConfig.of(KEY));
        return Map.of(
                "holdfast.toss.url",
                simulator.url().toString(),
                "holdfast.toss.secret-key",
                KEY,
                "holdfast.toss.patience",
                "1s");
    }

    @Override
    public void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }

    /// @return the name of a payment into a virtual account that has arrived
    public static String paidIntoAVirtualAccount(long amount) {
        var order = UUID.randomUUID().toString();
        var key = send("POST", "/v1/payments", """
                {"method":"VIRTUAL_ACCOUNT","amount":%d,"orderId":"%s","orderName":"show",
                 "successUrl":"http://shop.test/","failUrl":"http://shop.test/"}""".formatted(amount, order))
                .path("paymentKey")
                .asText();
        send("POST", "/window/" + key, "outcome=approve");
        send("POST", "/v1/payments/confirm", """
                {"paymentKey":"%s","orderId":"%s","amount":%d}""".formatted(key, order, amount));
        send("POST", "/window/" + key, "outcome=deposit");
        return key;
    }

    /// @return what has gone back, in its order
    public static List<Long> goneBack(String payment) {
        var amounts = new ArrayList<Long>();
        send("GET", "/v1/payments/" + payment, "")
                .path("cancels")
                .forEach(cancel -> amounts.add(cancel.path("cancelAmount").asLong()));
        return amounts;
    }

    public static void misbehave(String faults) {
        send("PUT", "/v1/faults", faults);
    }

    private static JsonNode send(String method, String path, String body) {
        try {
            var url = ConfigProvider.getConfig().getValue("holdfast.toss.url", String.class);
            var credentials = Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8));
            var answer = HTTP.send(
                            HttpRequest.newBuilder(URI.create(url + path))
                                    .header("Authorization", "Basic " + credentials)
                                    .method(method, BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return answer.startsWith("{") ? JSON.readTree(answer) : JSON.createObjectNode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
