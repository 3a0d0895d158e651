package io.holdfast.ticketing.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.money.Money;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.gateways.GatewayLine;
import io.holdfast.gateways.GatewayProtocol;
import io.holdfast.gateways.GatewayReply;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Toss Payments, API version 1.
///
/// - A payment is opened by `POST /v1/payments`, whose answer names the payment window (`checkout.url`). The window
///   sends the browser to `successUrl` with `paymentKey`, `orderId` and `amount`; nothing has been charged by then.
///   There are 30 minutes for the window and 10 more to confirm (<https://docs.tosspayments.com/en/webhooks>).
/// - `POST /v1/payments/confirm` with those three takes the money
///   (<https://docs.tosspayments.com/reference#결제-승인>). The same `Idempotency-Key` gives the first answer
///   for 15 days (<https://docs.tosspayments.com/reference/using-api/authorization>).
/// - An order's number may be charged once, so each payment has its own: the payment's id. It is also what a payment
///   whose `paymentKey` we never heard is asked for by (`GET /v1/payments/orders/{orderId}`).
/// - Cards are saved by the gateway's script, which gives the browser an `authKey`; `POST
///   /v1/billing/authorizations/issue` makes a billing key of it, `POST /v1/billing/{billingKey}` charges it
///   (<https://docs.tosspayments.com/guides/v2/billing/integration>).
/// - What was taken in a period is listed by `GET /v1/transactions`, an approval and each cancel apart
///   (<https://docs.tosspayments.com/guides/apis/transactions>).
/// - Webhooks about payments are not signed (<https://docs.tosspayments.com/guides/webhook>): they only make us ask.
@ApplicationScoped
class TossGateway implements Gateway {

    /// By the gateway's method, and the wallet that is opened at once if one is meant.
    private static final Set<String> METHODS = Set.of("card", "easy");

    private static final Currency WON = Currency.getInstance("KRW");
    private static final int LONGEST_TITLE = 100;
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");
    private static final int LISTED = 50;

    private final GatewayLine line;
    private final TossConfig config;
    private final ObjectMapper json;

    TossGateway(GatewayCalls calls, TossConfig config, ChannelConfig channels, ObjectMapper json) {
        this.line = calls.to(GatewayProtocol.TOSS, config.url(), config.secretKey(), channels.patience());
        this.config = config;
        this.json = json;
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
    public boolean takes(String method, Currency currency) {
        return METHODS.contains(method) && currency.equals(WON);
    }

    @Override
    public Opening open(Charge charge, String back) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("method", "CARD");
        if (charge.method().equals("easy")) {
            body.put("flowMode", "DIRECT");
            body.put("easyPay", "TOSSPAY");
        }
        body.put("amount", charge.amount().amount());
        body.put("orderId", charge.payment().toString());
        body.put("orderName", charge.title(LONGEST_TITLE));
        body.put("successUrl", back);
        body.put("failUrl", back);
        var reply = line.post("/v1/payments", "open-" + charge.payment(), body);
        if (reply.isGood() && !reply.text("/checkout/url").isEmpty()) {
            return new Opening.Opened(reply.text("/paymentKey"), reply.text("/checkout/url"));
        }
        return reply.isUnclear() ? new Opening.Unavailable() : new Opening.Refused(reply.code());
    }

    @Override
    public Answer confirm(Charge charge) {
        if (charge.saved().isPresent()) {
            return chargeSaved(charge, charge.saved().get());
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("paymentKey", charge.providerPayment());
        body.put("orderId", charge.payment().toString());
        body.put("amount", charge.amount().amount());
        return answered(line.post("/v1/payments/confirm", "confirm-" + charge.payment(), body), charge);
    }

    private Answer chargeSaved(Charge charge, SavedKey key) {
        if (key.secret() == null) {
            // Taken back before it was charged: it never will be.
            return new Answer.Declined("METHOD_REMOVED");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("customerKey", key.customer());
        body.put("amount", charge.amount().amount());
        body.put("orderId", charge.payment().toString());
        body.put("orderName", charge.title(LONGEST_TITLE));
        return answered(
                line.post("/v1/billing/" + GatewayLine.encoded(key.secret()), "billing-" + charge.payment(), body),
                charge);
    }

    private Answer answered(GatewayReply reply, Charge charge) {
        if (reply.isGood()) {
            return asItStands(reply, charge);
        }
        var code = reply.code();
        if (reply.isUnclear()) {
            return new Answer.Unknown(code);
        }
        return code.equals("ALREADY_PROCESSED_PAYMENT") || code.equals("DUPLICATED_ORDER_ID")
                ? query(charge)
                : new Answer.Declined(code);
    }

    @Override
    public Answer query(Charge charge) {
        var reply = lookedUp(charge);
        if (reply.isGood()) {
            return asItStands(reply, charge);
        }
        var code = reply.code();
        if (reply.isUnclear()) {
            return new Answer.Unknown(code);
        }
        // What never reached the gateway may still be asked for; a payment it once knew is over.
        return charge.isUnopened() && reply.status() == 404 ? new Answer.NotYet() : new Answer.Declined(code);
    }

    @Override
    public Account account(Charge charge) {
        return told(lookedUp(charge));
    }

    @Override
    public Account account(Taken taken) {
        return told(line.get("/v1/payments/" + GatewayLine.encoded(taken.name())));
    }

    private static Account told(GatewayReply reply) {
        if (!reply.isGood()) {
            return reply.code().equals("NOT_FOUND_PAYMENT") ? new Account.Kept(0, 0) : new Account.NotTold();
        }
        return switch (reply.text("/status")) {
            case "DONE", "PARTIAL_CANCELED", "CANCELED" ->
                Account.kept(reply.body().path("totalAmount"), reply.body().path("balanceAmount"));
            case "READY", "IN_PROGRESS", "WAITING_FOR_DEPOSIT", "ABORTED", "EXPIRED" -> new Account.Kept(0, 0);
            default -> new Account.NotTold();
        };
    }

    @Override
    public Listing taken(Instant from, Instant to, Optional<String> after) {
        var reply = line.get("/v1/transactions?startDate=" + local(from) + "&endDate=" + local(to) + "&limit=" + LISTED
                + after.map(key -> "&startingAfter=" + GatewayLine.encoded(key)).orElse(""));
        if (!reply.isGood() || !reply.body().isArray()) {
            return new Listing.NotTold();
        }
        var payments = reply.body()
                .valueStream()
                .map(one -> new Taken(
                        one.path("paymentKey").asText(),
                        one.path("orderId").asText(),
                        one.path("currency").asText(WON.getCurrencyCode())))
                .distinct()
                .toList();
        return new Listing.Page(
                payments,
                reply.body().size() < LISTED
                        ? Optional.empty()
                        : Optional.of(reply.body()
                                .path(LISTED - 1)
                                .path("transactionKey")
                                .asText()));
    }

    /// Without a zone it is Korean time.
    private static String local(Instant at) {
        return GatewayLine.encoded(LOCAL.format(at.atZone(SEOUL)));
    }

    /// There is no taking back before the money is taken: the gateway forgets a payment 10 minutes after its window
    /// was answered. What was never opened there is only ours to give up.
    @Override
    public Answer withdraw(Charge charge) {
        var now = query(charge);
        return charge.isUnopened() && now instanceof Answer.NotYet ? new Answer.Declined("WITHDRAWN") : now;
    }

    @Override
    public Opening openSaving(String customer, String attempt, String back) {
        return config.clientKey()
                .<Opening>map(key -> new Opening.InBrowser(key))
                .orElseGet(Opening.Unavailable::new);
    }

    @Override
    public Saving save(String customer, String proof) {
        var reply = line.post(
                "/v1/billing/authorizations/issue",
                "issue-" + proof,
                Map.of("authKey", proof, "customerKey", customer));
        if (reply.isGood() && !reply.text("/billingKey").isEmpty()) {
            var label = (reply.text("/cardCompany") + " " + reply.text("/cardNumber")).strip();
            return new Saving.Saved(
                    new SavedKey(customer, reply.text("/billingKey")), label.isEmpty() ? "Card" : label);
        }
        return reply.isUnclear() ? new Saving.Unavailable() : new Saving.Refused(reply.code());
    }

    /// A webhook has no name of its own, so its header or else what it says names it.
    @Override
    public Heard hear(Map<String, String> headers, String body) {
        try {
            var node = json.readTree(body);
            if (node == null || !node.isObject()) {
                return new Heard.Unreadable();
            }
            var transmission = headers.getOrDefault("tosspayments-webhook-transmission-id", "");
            return new Heard.Event(
                    transmission.matches("[A-Za-z0-9_.:-]{1,100}") ? transmission : fingerprint(body),
                    HeardJson.payment(node, "/data/orderId", "/data/paymentKey"));
        } catch (JsonProcessingException e) {
            return new Heard.Unreadable();
        }
    }

    /// What was never opened is known there by our name only.
    private GatewayReply lookedUp(Charge charge) {
        var which = charge.isUnopened()
                ? "orders/" + GatewayLine.encoded(charge.payment().toString())
                : GatewayLine.encoded(charge.providerPayment());
        return line.get("/v1/payments/" + which);
    }

    private static Answer asItStands(GatewayReply reply, Charge charge) {
        JsonNode payment = reply.body();
        var status = reply.text("/status");
        return switch (status) {
            case "DONE", "PARTIAL_CANCELED" ->
                new Answer.Charged(
                        Money.of(
                                payment.path("totalAmount").asLong(),
                                payment.path("currency").asText("KRW")),
                        payment.path("paymentKey").asText(charge.providerPayment()));
            case "READY", "IN_PROGRESS" -> new Answer.NotYet();
            case "ABORTED", "EXPIRED", "CANCELED" -> new Answer.Declined(status);
            default -> new Answer.Unknown("STATUS");
        };
    }

    private static String fingerprint(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
