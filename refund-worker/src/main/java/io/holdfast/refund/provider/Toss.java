package io.holdfast.refund.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.gateways.GatewayLine;
import io.holdfast.gateways.GatewayProtocol;
import io.holdfast.gateways.GatewayReply;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;

/// Toss Payments: `POST /v1/payments/{paymentKey}/cancel`, all or part of it
/// (<https://docs.tosspayments.com/guides/apis/cancel-payment>).
///
/// The refund's id is the `Idempotency-Key`. It also stands in the reason, by which a cancellation that was done
/// without our hearing of it is found among the payment's `cancels`, however old the key has become.
@ApplicationScoped
class Toss implements Provider {

    private final GatewayLine line;

    Toss(GatewayCalls calls, TossConfig config) {
        this.line = calls.to(GatewayProtocol.TOSS, config.url(), config.secretKey(), config.patience());
    }

    @Override
    public String name() {
        return "toss";
    }

    @Override
    public boolean isOn() {
        return line.isOn();
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        var reply = line.post(
                payment(repay) + "/cancel",
                repay.refund().toString(),
                Map.of(
                        "cancelReason", reason(repay),
                        "cancelAmount", repay.amount().amount()));
        if (reply.isGood()) {
            return done(reply, repay).<RepayOutcome>map(repaid -> repaid).orElseGet(() -> new Unclear("NOT_LISTED"));
        }
        return reply.isUnclear() ? new Unclear(reply.code()) : new Refused(reply.code());
    }

    @Override
    public Found find(Repay repay) {
        var reply = line.get(payment(repay));
        if (reply.isGood()) {
            return done(reply, repay).<Found>map(Found.Done::new).orElseGet(Found.NotDone::new);
        }
        // What it refuses to tell, it will refuse to do, and say why.
        return reply.isUnclear() ? new Found.Unclear(reply.code()) : new Found.NotDone();
    }

    private static Optional<Repaid> done(GatewayReply reply, Repay repay) {
        for (JsonNode cancel : reply.body().path("cancels")) {
            if (cancel.path("cancelReason").asText().equals(reason(repay))
                    && cancel.path("cancelStatus").asText("DONE").equals("DONE")) {
                return Optional.of(new Repaid(cancel.path("transactionKey").asText(), at(cancel)));
            }
        }
        return Optional.empty();
    }

    private static Instant at(JsonNode cancel) {
        try {
            return OffsetDateTime.parse(cancel.path("canceledAt").asText()).toInstant();
        } catch (DateTimeException e) {
            return Clock.systemUTC().instant();
        }
    }

    private static String reason(Repay repay) {
        return "refund " + repay.refund();
    }

    private static String payment(Repay repay) {
        return "/v1/payments/" + GatewayLine.encoded(repay.providerPayment());
    }
}
