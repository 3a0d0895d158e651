package io.holdfast.refund.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.refund.provider.Calls.Reply;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// Toss Payments: `POST /v1/payments/{paymentKey}/cancel`, all or part of it
/// (<https://docs.tosspayments.com/guides/apis/cancel-payment>).
///
/// The refund's id is the `Idempotency-Key`. It also stands in the reason, by which a cancellation that was done
/// without our hearing of it is found among the payment's `cancels`, however old the key has become.
@ApplicationScoped
class Toss implements Provider {

    /// About us or the moment rather than about the refund.
    private static final Set<String> UNCLEAR = Set.of(
            "FORBIDDEN_REQUEST",
            "IDEMPOTENT_REQUEST_PROCESSING",
            "INCORRECT_BASIC_AUTH_FORMAT",
            "INVALID_API_KEY",
            "PROVIDER_ERROR",
            "UNAUTHORIZED_KEY");

    private final Calls calls;
    private final TossConfig config;
    private final ObjectMapper json;

    Toss(Calls calls, TossConfig config, ObjectMapper json) {
        this.calls = calls;
        this.config = config;
        this.json = json;
    }

    @Override
    public String name() {
        return "toss";
    }

    @Override
    public boolean isOn() {
        return config.secretKey().isPresent();
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        var body = json.createObjectNode()
                .put("cancelReason", reason(repay))
                .put("cancelAmount", repay.amount().amount())
                .toString();
        var reply = calls.send(to(repay, "/cancel")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", repay.refund().toString())
                .POST(BodyPublishers.ofString(body))
                .build());
        if (reply.isGood()) {
            return done(reply, repay).<RepayOutcome>map(repaid -> repaid).orElseGet(() -> new Unclear("NOT_LISTED"));
        }
        return isUnclear(reply) ? new Unclear(reply.code("/code")) : new Refused(reply.code("/code"));
    }

    @Override
    public Found find(Repay repay) {
        var reply = calls.send(to(repay, "").GET().build());
        if (reply.isGood()) {
            return done(reply, repay).<Found>map(Found.Done::new).orElseGet(Found.NotDone::new);
        }
        // What it refuses to tell, it will refuse to do, and say why.
        return isUnclear(reply) ? new Found.Unclear(reply.code("/code")) : new Found.NotDone();
    }

    private static Optional<Repaid> done(Reply reply, Repay repay) {
        for (JsonNode cancel : reply.body().path("cancels")) {
            if (cancel.path("cancelReason").asText().equals(reason(repay))
                    && cancel.path("cancelStatus").asText("DONE").equals("DONE")) {
                return Optional.of(new Repaid(cancel.path("transactionKey").asText(), at(cancel)));
            }
        }
        return Optional.empty();
    }

    private static java.time.Instant at(JsonNode cancel) {
        try {
            return OffsetDateTime.parse(cancel.path("canceledAt").asText()).toInstant();
        } catch (DateTimeException e) {
            return Clock.systemUTC().instant();
        }
    }

    private static String reason(Repay repay) {
        return "refund " + repay.refund();
    }

    private static boolean isUnclear(Reply reply) {
        return reply.isUnclear() || UNCLEAR.contains(reply.body().path("code").asText(""));
    }

    private HttpRequest.Builder to(Repay repay, String what) {
        var payment = URLEncoder.encode(repay.providerPayment(), StandardCharsets.UTF_8);
        var credentials = config.secretKey().orElseThrow() + ":";
        return HttpRequest.newBuilder(URI.create(config.url() + "/v1/payments/" + payment + what))
                .timeout(config.patience())
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
}
