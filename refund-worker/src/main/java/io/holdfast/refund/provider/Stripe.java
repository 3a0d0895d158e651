package io.holdfast.refund.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.money.StripeAmount;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.gateways.GatewayLine;
import io.holdfast.gateways.GatewayProtocol;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// Stripe: `POST /v1/refunds` of a PaymentIntent, all or part of it (<https://docs.stripe.com/api/refunds>).
///
/// The refund's id is the `Idempotency-Key`. It also stands in the metadata, by which a refund that was done without
/// our hearing of it is found, however old the key has become.
@ApplicationScoped
class Stripe implements Provider {

    /// A refund that came to nothing at the bank is none.
    private static final Set<String> CAME_TO_NOTHING = Set.of("failed", "canceled");

    private final GatewayLine line;

    Stripe(GatewayCalls calls, StripeConfig config) {
        this.line = calls.to(GatewayProtocol.STRIPE, config.url(), config.secretKey(), config.patience())
                .with(Map.of("Stripe-Version", config.version()));
    }

    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public boolean isOn() {
        return line.isOn();
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        var reply = line.post(
                "/v1/refunds",
                repay.key(),
                Map.of(
                        "payment_intent", repay.providerPayment(),
                        "amount", StripeAmount.of(repay.amount()),
                        "metadata[refund]", repay.refund().toString()));
        if (reply.isGood()) {
            return CAME_TO_NOTHING.contains(reply.body().path("status").asText())
                    ? new Refused(reply.codeAt("/failure_reason"))
                    : repaid(reply.body());
        }
        return reply.isUnclear() ? new Unclear(reply.code()) : new Refused(reply.code());
    }

    @Override
    public Found find(Repay repay) {
        var reply = line.get("/v1/refunds?limit=100&payment_intent=" + GatewayLine.encoded(repay.providerPayment()));
        if (reply.isGood()) {
            for (JsonNode refund : reply.body().path("data")) {
                if (refund.at("/metadata/refund").asText().equals(repay.refund().toString())
                        && !CAME_TO_NOTHING.contains(refund.path("status").asText())) {
                    return new Found.Done(repaid(refund));
                }
            }
            return new Found.NotDone();
        }
        // What it refuses to tell, it will refuse to do, and say why.
        return reply.isUnclear() ? new Found.Unclear(reply.code()) : new Found.NotDone();
    }

    private static Repaid repaid(JsonNode refund) {
        return new Repaid(
                refund.path("id").asText(),
                Instant.ofEpochSecond(refund.path("created").asLong()));
    }
}
