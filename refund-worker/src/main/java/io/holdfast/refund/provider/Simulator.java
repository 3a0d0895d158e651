package io.holdfast.refund.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.gateways.GatewayLine;
import io.holdfast.gateways.GatewayProtocol;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/// The gateway simulator, over its HTTP API (`src-docs/api/pg-simulator.md`).
@ApplicationScoped
class Simulator implements Provider {

    private final GatewayLine line;

    Simulator(GatewayCalls calls, SimulatorConfig config) {
        this.line = calls.to(GatewayProtocol.SIMULATOR, config.url().toString(), config.secret(), config.patience());
    }

    @Override
    public String name() {
        return "simulator";
    }

    @Override
    public boolean isOn() {
        return line.isOn();
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        var reply = line.post(
                payment(repay) + "/cancel",
                repay.key(),
                Map.of("amount", repay.amount().amount(), "reason", "refund"));
        if (reply.isGood()) {
            return repaid(reply.body()).<RepayOutcome>map(done -> done).orElseGet(() -> new Unclear("NO_ANSWER"));
        }
        return reply.isUnclear() ? new Unclear(reply.code()) : new Refused(reply.code());
    }

    @Override
    public Found find(Repay repay) {
        var reply = line.get(payment(repay) + "/cancels");
        if (!reply.isGood()) {
            // What it refuses to tell, it will refuse to do, and say why.
            return reply.isUnclear() ? new Found.Unclear(reply.code()) : new Found.NotDone();
        }
        if (reply.body().isMissingNode()) {
            return new Found.Unclear("NO_ANSWER");
        }
        for (var cancel : reply.body().path("cancels")) {
            if (repay.isKey(cancel.path("idempotencyKey").asText())) {
                return repaid(cancel).<Found>map(Found.Done::new).orElseGet(() -> new Found.Unclear("NO_ANSWER"));
            }
        }
        return new Found.NotDone();
    }

    private static String payment(Repay repay) {
        return "/v1/payments/" + GatewayLine.encoded(repay.providerPayment());
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
