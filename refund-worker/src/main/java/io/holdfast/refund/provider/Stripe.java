package io.holdfast.refund.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.money.StripeAmount;
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
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Stripe: `POST /v1/refunds` of a PaymentIntent, all or part of it (<https://docs.stripe.com/api/refunds>).
///
/// The refund's id is the `Idempotency-Key`. It also stands in the metadata, by which a refund that was done without
/// our hearing of it is found, however old the key has become.
@ApplicationScoped
class Stripe implements Provider {

    /// A refund that came to nothing at the bank is none.
    private static final Set<String> CAME_TO_NOTHING = Set.of("failed", "canceled");

    private final Calls calls;
    private final StripeConfig config;

    Stripe(Calls calls, StripeConfig config) {
        this.calls = calls;
        this.config = config;
    }

    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public boolean isOn() {
        return config.secretKey().isPresent();
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        var form = Map.of(
                "payment_intent", repay.providerPayment(),
                "amount", Long.toString(StripeAmount.of(repay.amount())),
                "metadata[refund]", repay.refund().toString());
        var reply = calls.send(to("/v1/refunds")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Idempotency-Key", repay.refund().toString())
                .POST(BodyPublishers.ofString(form.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                        .collect(Collectors.joining("&"))))
                .build());
        if (reply.isGood()) {
            return CAME_TO_NOTHING.contains(reply.body().path("status").asText())
                    ? new Refused(reply.code("/failure_reason"))
                    : repaid(reply.body());
        }
        return reply.isUnclear() ? new Unclear(reply.code("/error/code")) : new Refused(reply.code("/error/code"));
    }

    @Override
    public Found find(Repay repay) {
        var reply = calls.send(to("/v1/refunds?limit=100&payment_intent=" + encoded(repay.providerPayment()))
                .GET()
                .build());
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
        return reply.isUnclear() ? new Found.Unclear(reply.code("/error/code")) : new Found.NotDone();
    }

    private static Repaid repaid(JsonNode refund) {
        return new Repaid(
                refund.path("id").asText(),
                Instant.ofEpochSecond(refund.path("created").asLong()));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(config.url() + path))
                .timeout(config.patience())
                .header("Authorization", "Bearer " + config.secretKey().orElseThrow())
                .header("Stripe-Version", config.version());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
