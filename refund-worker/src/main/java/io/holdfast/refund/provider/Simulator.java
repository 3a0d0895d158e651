package io.holdfast.refund.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Set;

/// The gateway simulator, over its HTTP API (`src-docs/api/pg-simulator.md`).
@ApplicationScoped
class Simulator implements Provider {

    /// Said about us or about the moment, not about the refund.
    private static final Set<Integer> PASSING = Set.of(401, 403, 408, 425, 429);

    private static final int SERVER_FAULT = 500;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final SimulatorConfig config;
    private final ObjectMapper json;
    private final String authorization;

    Simulator(SimulatorConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
        this.authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString((config.secret().orElse("") + ":").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public boolean isOn() {
        return config.secret().isPresent();
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        var body = json.createObjectNode()
                .put("amount", repay.amount().amount())
                .put("reason", "refund")
                .toString();
        var request = to(repay, "cancel")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", repay.refund().toString())
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return repaid(read(response));
            }
            var code = codeOf(response);
            return passing(response.statusCode()) ? new Unclear(code) : new Refused(code);
        } catch (IOException | DateTimeParseException e) {
            return new Unclear("NO_ANSWER");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Unclear("INTERRUPTED");
        }
    }

    @Override
    public Found find(Repay repay) {
        try {
            var response = http.send(to(repay, "cancels").GET().build(), BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                for (var cancel : read(response).path("cancels")) {
                    if (cancel.path("idempotencyKey")
                            .asText()
                            .equals(repay.refund().toString())) {
                        return new Found.Done(repaid(cancel));
                    }
                }
                return new Found.NotDone();
            }
            // What it refuses to tell, it will refuse to do, and say why.
            return passing(response.statusCode()) ? new Found.Unclear(codeOf(response)) : new Found.NotDone();
        } catch (IOException | DateTimeParseException e) {
            return new Found.Unclear("NO_ANSWER");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Found.Unclear("INTERRUPTED");
        }
    }

    private HttpRequest.Builder to(Repay repay, String what) {
        var payment = URLEncoder.encode(repay.providerPayment(), StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(config.url() + "/v1/payments/" + payment + "/" + what))
                .timeout(config.patience())
                .header("Authorization", authorization);
    }

    private static boolean passing(int status) {
        return status >= SERVER_FAULT || PASSING.contains(status);
    }

    private static Repaid repaid(JsonNode cancel) {
        return new Repaid(
                cancel.path("cancelKey").asText(),
                Instant.parse(cancel.path("canceledAt").asText()));
    }

    private String codeOf(HttpResponse<String> response) {
        try {
            var code = read(response).path("code").asText();
            return code.matches("[A-Z0-9_]{1,60}") ? code : "HTTP_" + response.statusCode();
        } catch (IOException e) {
            return "HTTP_" + response.statusCode();
        }
    }

    private JsonNode read(HttpResponse<String> response) throws IOException {
        try {
            var node = json.readTree(response.body());
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            throw new IOException("the gateway does not speak JSON", e);
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
