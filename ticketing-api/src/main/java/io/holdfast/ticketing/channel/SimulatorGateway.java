package io.holdfast.ticketing.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.money.Money;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.gateways.GatewayLine;
import io.holdfast.gateways.GatewayProtocol;
import io.holdfast.gateways.GatewayReply;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The payment gateway simulator, by its own HTTP protocol (src-docs/api/pg-simulator.md).
@ApplicationScoped
class SimulatorGateway implements Gateway {

    private static final Set<String> METHODS = Set.of("card", "easy");
    private static final int LONGEST_TITLE = 200;

    private final GatewayLine line;
    private final SimulatorConfig config;
    private final ObjectMapper json;
    private final Clock clock;

    SimulatorGateway(
            GatewayCalls calls, SimulatorConfig config, ChannelConfig channels, ObjectMapper json, Clock clock) {
        this.line = calls.to(GatewayProtocol.SIMULATOR, config.url(), config.secret(), channels.patience());
        this.config = config;
        this.json = json;
        this.clock = clock;
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
    public boolean takes(String method, Currency currency) {
        return METHODS.contains(method);
    }

    @Override
    public Opening open(Charge charge, String back) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("orderId", charge.reference());
        body.put("orderName", charge.title(LONGEST_TITLE));
        body.put("amount", charge.amount().amount());
        body.put("currency", charge.amount().currency().getCurrencyCode());
        body.put("method", charge.method().toUpperCase(Locale.ROOT));
        body.put("successUrl", back);
        body.put("failUrl", back);
        var reply = line.post("/v1/payments", "open-" + charge.payment(), body);
        if (reply.isGood()) {
            return new Opening.Opened(reply.text("/paymentKey"), reply.text("/checkoutUrl"));
        }
        return reply.isUnclear() ? new Opening.Unavailable() : new Opening.Refused(reply.code());
    }

    @Override
    public Answer confirm(Charge charge) {
        var reply = line.post(
                payment(charge) + "/confirm",
                "confirm-" + charge.payment(),
                Map.of("orderId", charge.reference(), "amount", charge.amount().amount()));
        if (reply.isGood()) {
            return charged(reply, charge);
        }
        var code = reply.code();
        if (reply.isUnclear()) {
            return new Answer.Unknown(code);
        }
        return code.equals("ALREADY_PROCESSED") ? query(charge) : new Answer.Declined(code);
    }

    @Override
    public Answer query(Charge charge) {
        var reply = line.get(payment(charge));
        if (!reply.isGood()) {
            var code = reply.code();
            return reply.isUnclear() ? new Answer.Unknown(code) : new Answer.Declined(code);
        }
        var status = reply.text("/status");
        return switch (status) {
            case "DONE", "PARTIAL_CANCELED" -> charged(reply, charge);
            case "READY", "IN_PROGRESS" -> new Answer.NotYet();
            default -> new Answer.Declined(status);
        };
    }

    @Override
    public Account account(Charge charge) {
        return told(line.get(payment(charge)));
    }

    @Override
    public Account account(Taken taken) {
        return told(line.get("/v1/payments/" + GatewayLine.encoded(taken.name())));
    }

    private static Account told(GatewayReply reply) {
        if (!reply.isGood()) {
            return reply.code().equals("UNKNOWN_PAYMENT") ? new Account.Kept(0, 0) : new Account.NotTold();
        }
        return switch (reply.text("/status")) {
            case "DONE", "PARTIAL_CANCELED", "CANCELED" ->
                Account.kept(reply.body().path("amount"), reply.body().path("balance"));
            case "READY", "IN_PROGRESS", "ABORTED", "EXPIRED" -> new Account.Kept(0, 0);
            default -> new Account.NotTold();
        };
    }

    @Override
    public Listing taken(Instant from, Instant to, Optional<String> after) {
        var reply = line.get("/v1/payments?from=" + from + "&to=" + to
                + after.map(key -> "&after=" + GatewayLine.encoded(key)).orElse(""));
        var listed = reply.body().path("payments");
        if (!reply.isGood() || !listed.isArray()) {
            return new Listing.NotTold();
        }
        var payments = listed.valueStream()
                .map(one -> new Taken(
                        one.path("paymentKey").asText(),
                        one.path("orderId").asText(),
                        one.path("currency").asText()))
                .toList();
        return new Listing.Page(
                payments,
                reply.body().path("more").asBoolean()
                        ? Optional.of(payments.getLast().name())
                        : Optional.empty());
    }

    @Override
    public Heard hear(Map<String, String> headers, String body) {
        var secret = config.webhookSecret();
        if (secret.isEmpty()
                || !SignedBody.isRight(headers.get("sim-signature"), body, secret.get(), clock.instant())) {
            return new Heard.Forged();
        }
        return HeardJson.event(json, body, "/eventId", "/paymentKey");
    }

    private static Answer charged(GatewayReply reply, Charge charge) {
        return new Answer.Charged(
                Money.of(reply.body().path("amount").asLong(), reply.text("/currency")), charge.providerPayment());
    }

    private static String payment(Charge charge) {
        return "/v1/payments/" + GatewayLine.encoded(charge.providerPayment());
    }
}
