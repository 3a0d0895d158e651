package io.holdfast.refund.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.gateways.GatewayLine;
import io.holdfast.gateways.GatewayProtocol;
import io.holdfast.gateways.GatewayReply;
import io.holdfast.refund.provider.RepayOutcome.AccountNeeded;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Toss Payments: `POST /v1/payments/{paymentKey}/cancel`, all or part of it
/// (<https://docs.tosspayments.com/guides/apis/cancel-payment>).
///
/// The refund's id is the `Idempotency-Key`. It also stands in the reason, by which a cancellation that was done
/// without our hearing of it is found among the payment's `cancels`, however old the key has become.
///
/// What was paid into a virtual account (가상계좌) goes back only to a bank account that the request names
/// (`refundReceiveAccount`: `bank`, `accountNumber` of at most 20 digits, `holderName` of at most 60 characters).
/// Without one it is refused with 400 `INVALID_REQUEST`, with a wrong one with `INVALID_REFUND_ACCOUNT_INFO` or
/// `INVALID_REFUND_ACCOUNT_NUMBER`.
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
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("cancelReason", reason(repay));
        body.put("cancelAmount", repay.amount().amount());
        repay.account()
                .ifPresent(account -> body.put(
                        "refundReceiveAccount",
                        Map.of(
                                "bank", account.bank(),
                                "accountNumber", account.number(),
                                "holderName", account.holder())));
        var reply = line.post(payment(repay) + "/cancel", repay.key(), body);
        if (reply.isGood()) {
            return done(reply, repay).<RepayOutcome>map(repaid -> repaid).orElseGet(() -> new Unclear("NOT_LISTED"));
        }
        if (reply.isUnclear()) {
            return new Unclear(reply.code());
        }
        return switch (reply.code()) {
            case "INVALID_REFUND_ACCOUNT_INFO", "INVALID_REFUND_ACCOUNT_NUMBER" -> new AccountNeeded(reply.code());
            case "INVALID_REQUEST" -> repay.account().isEmpty() ? whetherForWantOfAnAccount(repay) : refused(reply);
            default -> refused(reply);
        };
    }

    /// A missing account has no code of its own: what was paid into a virtual account lacks one.
    private RepayOutcome whetherForWantOfAnAccount(Repay repay) {
        var payment = line.get(payment(repay));
        if (!payment.isGood()) {
            return new Unclear(payment.code());
        }
        return payment.body().path("virtualAccount").isObject()
                ? new AccountNeeded("ACCOUNT_MISSING")
                : new Refused("INVALID_REQUEST");
    }

    private static RepayOutcome refused(GatewayReply reply) {
        return new Refused(reply.code());
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
