package io.holdfast.ticketing.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The payment gateway simulator's card method, by its own HTTP protocol (src-docs/api/pg-simulator.md).
@ApplicationScoped
class SimulatorChannel implements Channel {

    static final String NAME = "simulator-card";

    private static final Logger LOG = Logger.getLogger(SimulatorChannel.class);
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json;
    private final String url;
    private final String publicUrl;
    private final String authorization;

    SimulatorChannel(
            ObjectMapper json,
            @ConfigProperty(name = "holdfast.simulator.url") String url,
            @ConfigProperty(name = "holdfast.simulator.secret") String secret,
            @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.json = json;
        this.url = url;
        this.publicUrl = publicUrl;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((secret + ":").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Opening open(PaymentId payment, OrderId order, String title, Money amount) {
        var back = publicUrl + "/payments/" + payment + "/return";
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("orderId", order.toString());
        body.put("orderName", title.length() > 200 ? title.substring(0, 200) : title);
        body.put("amount", amount.amount());
        body.put("currency", amount.currency().getCurrencyCode());
        body.put("method", "CARD");
        body.put("successUrl", back);
        body.put("failUrl", back);
        var reply = post("/v1/payments", "open-" + payment, body);
        return reply != null && reply.status() == 200
                ? new Opening.Opened(
                        reply.body().path("paymentKey").asText(),
                        reply.body().path("checkoutUrl").asText())
                : new Opening.Unavailable();
    }

    @Override
    public Answer confirm(PaymentId payment, OrderId order, String providerPayment, Money amount) {
        var reply = post(
                "/v1/payments/" + encoded(providerPayment) + "/confirm",
                "confirm-" + payment,
                Map.of("orderId", order.toString(), "amount", amount.amount()));
        if (reply == null || reply.status() >= 500) {
            return new Answer.Unknown();
        }
        if (reply.status() == 200) {
            return charged(reply.body());
        }
        var code = reply.body().path("code").asText("REFUSED");
        return code.equals("ALREADY_PROCESSED") ? query(providerPayment) : new Answer.Declined(code);
    }

    @Override
    public Answer query(String providerPayment) {
        var reply = send(request("/v1/payments/" + encoded(providerPayment)).GET());
        if (reply == null || reply.status() >= 500) {
            return new Answer.Unknown();
        }
        if (reply.status() != 200) {
            return new Answer.Declined(reply.body().path("code").asText("REFUSED"));
        }
        var status = reply.body().path("status").asText();
        return switch (status) {
            case "DONE", "PARTIAL_CANCELED" -> charged(reply.body());
            case "READY", "IN_PROGRESS" -> new Answer.NotYet();
            default -> new Answer.Declined(status);
        };
    }

    private static Answer charged(JsonNode body) {
        return new Answer.Charged(
                Money.of(body.path("amount").asLong(), body.path("currency").asText("KRW")));
    }

    private record Reply(int status, JsonNode body) {}

    private @Nullable Reply post(String path, String key, Map<String, Object> body) {
        try {
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).header("Authorization", authorization);
    }

    /// @return null when there was no answer
    private @Nullable Reply send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            var body = answer.body().length == 0 ? json.createObjectNode() : json.readTree(answer.body());
            return new Reply(answer.statusCode(), body);
        } catch (IOException e) {
            LOG.warnf("the payment gateway does not answer: %s", e.toString());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
