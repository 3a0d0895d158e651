package io.holdfast.refund.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// The gateway simulator, over its HTTP API (`src-docs/api/pg-simulator.md`).
@ApplicationScoped
class Simulator implements Provider {

    /// Said about us or about the moment, not about the refund.
    private static final Set<Integer> PASSING = Set.of(401, 403, 408, 425, 429);

    private static final int SERVER_FAULT = 500;

    private final Calls calls;
    private final SimulatorConfig config;
    private final ObjectMapper json;
    private final String authorization;

    Simulator(Calls calls, SimulatorConfig config, ObjectMapper json) {
        this.calls = calls;
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
        var reply = calls.send(request);
        if (reply.status() == 200) {
            return repaid(reply.body()).<RepayOutcome>map(done -> done).orElseGet(() -> new Unclear("NO_ANSWER"));
        }
        var code = reply.code("/code");
        return passing(reply.status()) ? new Unclear(code) : new Refused(code);
    }

    @Override
    public Found find(Repay repay) {
        var reply = calls.send(to(repay, "cancels").GET().build());
        if (reply.status() != 200) {
            // What it refuses to tell, it will refuse to do, and say why.
            return passing(reply.status()) ? new Found.Unclear(reply.code("/code")) : new Found.NotDone();
        }
        if (reply.body().isMissingNode()) {
            return new Found.Unclear("NO_ANSWER");
        }
        for (var cancel : reply.body().path("cancels")) {
            if (cancel.path("idempotencyKey").asText().equals(repay.refund().toString())) {
                return repaid(cancel).<Found>map(Found.Done::new).orElseGet(() -> new Found.Unclear("NO_ANSWER"));
            }
        }
        return new Found.NotDone();
    }

    private HttpRequest.Builder to(Repay repay, String what) {
        var payment = URLEncoder.encode(repay.providerPayment(), StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(config.url() + "/v1/payments/" + payment + "/" + what))
                .timeout(config.patience())
                .header("Authorization", authorization);
    }

    private static boolean passing(int status) {
        return status == 0 || status >= SERVER_FAULT || PASSING.contains(status);
    }

    /// @return empty when it cannot be read
    private static Optional<Repaid> repaid(JsonNode cancel) {
        try {
            return Optional.of(new Repaid(
                    cancel.path("cancelKey").asText(),
                    Instant.parse(cancel.path("canceledAt").asText())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
