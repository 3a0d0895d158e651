package io.holdfast.ticketing.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.holdfast.contracts.money.StripeAmount;
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

/// Stripe, by Checkout and PaymentIntents; bodies are forms.
///
/// - A payment is a Checkout Session whose PaymentIntent is captured by hand: the customer agrees on Stripe's own page
/// (`requires_capture`), and [#confirm] captures
/// (<https://docs.stripe.com/payments/place-a-hold-on-a-payment-method>).
///   Until then nothing is charged, and it can be cancelled.
/// - `Idempotency-Key` gives the first answer again, failures included, for at least 24 hours
///   (<https://docs.stripe.com/api/idempotent_requests>).
/// - Errors carry `type`, `code` and, from the card's bank, `decline_code` (<https://docs.stripe.com/api/errors>).
/// - A card is saved by a Session in mode `setup`; it is charged later by a PaymentIntent with `off_session`
///   (<https://docs.stripe.com/payments/save-and-reuse>). Whether that was done is read from the customer's
///   PaymentIntents, which carry our payment's id in their metadata.
/// - PaymentIntents are listed by when they came into being, newest first
///   (<https://docs.stripe.com/api/payment_intents/list>).
/// - Webhooks are signed (<https://docs.stripe.com/webhooks/signature>).
@ApplicationScoped
class StripeGateway implements Gateway {

    private static final int LONGEST_TITLE = 200;
    private static final int LISTED = 50;

    /// A refund that came to nothing at the bank is none.
    private static final Set<String> CAME_TO_NOTHING = Set.of("failed", "canceled");

    private final GatewayLine line;
    private final StripeConfig config;
    private final ObjectMapper json;
    private final Clock clock;

    StripeGateway(GatewayCalls calls, StripeConfig config, ChannelConfig channels, ObjectMapper json, Clock clock) {
        this.line = calls.to(GatewayProtocol.STRIPE, config.url(), config.secretKey(), channels.patience())
                .with(Map.of("Stripe-Version", config.version()));
        this.config = config;
        this.json = json;
        this.clock = clock;
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
    public boolean takes(String method, Currency currency) {
        return method.equals("card");
    }

    @Override
    public Opening open(Charge charge, String back) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("mode", "payment");
        form.put("client_reference_id", charge.payment().toString());
        form.put("payment_method_types[0]", "card");
        form.put("line_items[0][quantity]", "1");
        form.put(
                "line_items[0][price_data][currency]",
                charge.amount().currency().getCurrencyCode().toLowerCase(Locale.ROOT));
        form.put("line_items[0][price_data][unit_amount]", Long.toString(StripeAmount.of(charge.amount())));
        form.put("line_items[0][price_data][product_data][name]", charge.title(LONGEST_TITLE));
        form.put("payment_intent_data[capture_method]", "manual");
        form.put("payment_intent_data[metadata][payment]", charge.payment().toString());
        var joint = back.contains("?") ? "&" : "?";
        form.put(
                "success_url",
                back + joint + "paymentKey={CHECKOUT_SESSION_ID}&amount="
                        + charge.amount().amount());
        form.put("cancel_url", back + joint + "result=fail");
        var reply = line.post("/v1/checkout/sessions", "open-" + charge.payment(), form);
        if (reply.isGood() && !reply.text("/url").isEmpty()) {
            return new Opening.Opened(reply.text("/id"), reply.text("/url"));
        }
        return reply.isUnclear() ? new Opening.Unavailable() : new Opening.Refused(reply.code());
    }

    @Override
    public Answer confirm(Charge charge) {
        if (charge.saved().isPresent()) {
            return chargeSaved(charge, charge.saved().get());
        }
        var found = intentOf(charge);
        if (!found.isGood()) {
            return found.isUnclear() ? new Answer.Unknown(found.code()) : new Answer.Declined(found.code());
        }
        var intent = found.body().path("payment_intent");
        if (!intent.path("status").asText().equals("requires_capture")) {
            return asItStands(intent, charge);
        }
        if (StripeAmount.of(charge.amount()) != intent.path("amount").asLong()) {
            return new Answer.Declined("AMOUNT_MISMATCH");
        }
        var reply = line.post(
                "/v1/payment_intents/" + GatewayLine.encoded(intent.path("id").asText()) + "/capture",
                "capture-" + charge.payment(),
                Map.of());
        if (reply.isGood()) {
            return asItStands(reply.body(), charge);
        }
        if (reply.isUnclear()) {
            return new Answer.Unknown(reply.code());
        }
        return reply.code().equals("payment_intent_unexpected_state")
                ? query(charge)
                : new Answer.Declined(reply.code());
    }

    private Answer chargeSaved(Charge charge, SavedKey key) {
        if (key.secret() == null) {
            return new Answer.Declined("METHOD_REMOVED");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("amount", Long.toString(StripeAmount.of(charge.amount())));
        form.put("currency", charge.amount().currency().getCurrencyCode().toLowerCase(Locale.ROOT));
        form.put("customer", key.customer());
        form.put("payment_method", key.secret());
        form.put("payment_method_types[0]", "card");
        form.put("off_session", "true");
        form.put("confirm", "true");
        form.put("description", charge.title(LONGEST_TITLE));
        form.put("metadata[payment]", charge.payment().toString());
        var reply = line.post("/v1/payment_intents", "charge-" + charge.payment(), form);
        if (reply.isGood()) {
            return asItStands(reply.body(), charge);
        }
        return reply.isUnclear() ? new Answer.Unknown(reply.code()) : new Answer.Declined(reply.code());
    }

    @Override
    public Answer query(Charge charge) {
        var found = lookedUp(charge);
        if (!found.reply().isGood()) {
            // A list that is refused says nothing of what would be in it.
            return found.reply().isUnclear() || isListed(charge)
                    ? new Answer.Unknown(found.reply().code())
                    : new Answer.Declined(found.reply().code());
        }
        if (found.intent().isObject()) {
            return asItStands(found.intent(), charge);
        }
        // A session has no intent before its page is answered.
        return found.reply().text("/status").equals("expired") ? new Answer.Declined("expired") : new Answer.NotYet();
    }

    @Override
    public Account account(Charge charge) {
        var found = lookedUp(charge);
        if (!found.reply().isGood()) {
            return found.reply().code().equals("resource_missing") ? new Account.Kept(0, 0) : new Account.NotTold();
        }
        var intent = found.intent();
        if (!intent.isObject()) {
            var isWhole = found.reply().body().hasNonNull("object")
                    && !found.reply().body().path("has_more").asBoolean();
            return isWhole ? new Account.Kept(0, 0) : new Account.NotTold();
        }
        return told(intent);
    }

    @Override
    public Account account(Taken taken) {
        var reply = line.get("/v1/payment_intents/" + GatewayLine.encoded(taken.name()));
        return reply.isGood() ? told(reply.body()) : new Account.NotTold();
    }

    private Account told(JsonNode intent) {
        return switch (intent.path("status").asText()) {
            case "succeeded" -> taken(intent);
            case "requires_capture",
                    "requires_confirmation",
                    "requires_action",
                    "requires_payment_method",
                    "canceled" -> new Account.Kept(0, 0);
            default -> new Account.NotTold();
        };
    }

    @Override
    public Listing taken(Instant from, Instant to, Optional<String> after) {
        var reply = line.get("/v1/payment_intents?limit=" + LISTED
                + "&created%5Bgte%5D=" + from.getEpochSecond()
                + "&created%5Blt%5D=" + (to.getEpochSecond() + 1)
                + after.map(id -> "&starting_after=" + GatewayLine.encoded(id)).orElse(""));
        var listed = reply.body().path("data");
        if (!reply.isGood() || !listed.isArray()) {
            return new Listing.NotTold();
        }
        return new Listing.Page(
                listed.valueStream()
                        .filter(intent -> intent.path("status").asText().equals("succeeded"))
                        .map(intent -> new Taken(
                                intent.path("id").asText(),
                                intent.at("/metadata/payment").asText(),
                                intent.path("currency").asText().toUpperCase(Locale.ROOT)))
                        .toList(),
                reply.body().path("has_more").asBoolean() && !listed.isEmpty()
                        ? Optional.of(listed.path(listed.size() - 1).path("id").asText())
                        : Optional.empty());
    }

    private Account taken(JsonNode intent) {
        var reply = line.get("/v1/refunds?limit=100&payment_intent="
                + GatewayLine.encoded(intent.path("id").asText()));
        var received = intent.path("amount_received");
        if (!reply.isGood()
                || !reply.body().path("data").isArray()
                || reply.body().path("has_more").asBoolean()
                || !received.canConvertToLong()) {
            return new Account.NotTold();
        }
        var currency = intent.path("currency").asText();
        var returned = 0L;
        for (var refund : reply.body().path("data")) {
            if (!CAME_TO_NOTHING.contains(refund.path("status").asText())) {
                returned += refund.path("amount").asLong();
            }
        }
        try {
            return new Account.Kept(
                    StripeAmount.read(received.asLong(), currency).amount(),
                    StripeAmount.read(returned, currency).amount());
        } catch (ArithmeticException | IllegalArgumentException e) {
            // No currency, or no amount of it.
            return new Account.NotTold();
        }
    }

    /// @param intent missing while there is none
    private record Found(GatewayReply reply, JsonNode intent) {}

    private Found lookedUp(Charge charge) {
        if (isListed(charge)) {
            var reply = line.get("/v1/payment_intents?limit=100&customer="
                    + GatewayLine.encoded(charge.saved().orElseThrow().customer()));
            for (var intent : reply.body().path("data")) {
                if (intent.at("/metadata/payment")
                        .asText()
                        .equals(charge.payment().toString())) {
                    return new Found(reply, intent);
                }
            }
            return new Found(reply, MissingNode.getInstance());
        }
        if (charge.providerPayment().startsWith("pi_")) {
            var reply = line.get("/v1/payment_intents/" + GatewayLine.encoded(charge.providerPayment()));
            return new Found(reply, reply.body());
        }
        var session = intentOf(charge);
        return new Found(session, session.body().path("payment_intent"));
    }

    /// A saved card that was charged without our hearing of it is known to us by its customer only.
    private static boolean isListed(Charge charge) {
        return charge.saved().isPresent() && charge.isUnopened();
    }

    /// Gives up what the customer has agreed to, so that their card is not blocked for nothing.
    @Override
    public Answer withdraw(Charge charge) {
        if (charge.isUnopened()) {
            var now = query(charge);
            return now instanceof Answer.NotYet ? new Answer.Declined("WITHDRAWN") : now;
        }
        var found = intentOf(charge);
        if (!found.isGood()) {
            return found.isUnclear() ? new Answer.Unknown(found.code()) : new Answer.Declined(found.code());
        }
        var intent = found.body().path("payment_intent");
        var reply = intent.isObject()
                ? line.post(
                        "/v1/payment_intents/"
                                + GatewayLine.encoded(intent.path("id").asText()) + "/cancel",
                        "cancel-" + charge.payment(),
                        Map.of("cancellation_reason", "abandoned"))
                : line.post(
                        "/v1/checkout/sessions/" + GatewayLine.encoded(charge.providerPayment()) + "/expire",
                        "expire-" + charge.payment(),
                        Map.of());
        return reply.isGood() ? new Answer.Declined("WITHDRAWN") : query(charge);
    }

    /// The customer is one of ours from now on at Stripe, and leaves a card on its page.
    @Override
    public boolean keepsCards() {
        return isOn();
    }

    @Override
    public Opening openSaving(String customer, String attempt, String back) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("mode", "setup");
        form.put("customer", customer);
        form.put("payment_method_types[0]", "card");
        var joint = back.contains("?") ? "&" : "?";
        form.put("success_url", back + joint + "proof={CHECKOUT_SESSION_ID}");
        form.put("cancel_url", back + joint + "result=fail");
        var reply = line.post("/v1/checkout/sessions", "setup-" + attempt, form);
        return reply.isGood() && !reply.text("/url").isEmpty()
                ? new Opening.Opened(reply.text("/id"), reply.text("/url"))
                : new Opening.Unavailable();
    }

    @Override
    public Naming nameCustomer(String ours) {
        var reply = line.post("/v1/customers", "customer-" + ours, Map.of("metadata[customer]", ours));
        return reply.isGood() ? new Naming.Named(reply.text("/id")) : new Naming.Unavailable();
    }

    @Override
    public Saving save(String customer, String proof) {
        if (!proof.matches("cs_[A-Za-z0-9_]{1,190}")) {
            return new Saving.Refused("INVALID_PROOF");
        }
        var reply = line.get("/v1/checkout/sessions/" + proof + "?expand[]=setup_intent.payment_method");
        if (!reply.isGood()) {
            return reply.isUnclear() ? new Saving.Unavailable() : new Saving.Refused(reply.code());
        }
        // The page must have been this customer's own.
        if (!reply.text("/customer").equals(customer)
                || !reply.text("/setup_intent/status").equals("succeeded")) {
            return new Saving.Refused("NOT_FINISHED");
        }
        var method = reply.body().at("/setup_intent/payment_method");
        var label = method.at("/card/brand").asText("card") + " •••• "
                + method.at("/card/last4").asText("");
        return new Saving.Saved(new SavedKey(customer, method.path("id").asText()), label.strip());
    }

    @Override
    public void forget(SavedKey key) {
        if (key.secret() != null) {
            line.post("/v1/payment_methods/" + GatewayLine.encoded(key.secret()) + "/detach", Map.of());
        }
    }

    @Override
    public Heard hear(Map<String, String> headers, String body) {
        var secret = config.webhookSecret();
        if (secret.isEmpty()
                || !SignedBody.isRight(headers.get("stripe-signature"), body, secret.get(), clock.instant())) {
            return new Heard.Forged();
        }
        return HeardJson.event(
                json,
                body,
                "/id",
                "/data/object/metadata/payment",
                "/data/object/client_reference_id",
                "/data/object/id");
    }

    private GatewayReply intentOf(Charge charge) {
        return line.get(
                "/v1/checkout/sessions/" + GatewayLine.encoded(charge.providerPayment()) + "?expand[]=payment_intent");
    }

    /// What was charged is the PaymentIntent's; it is what a session's payment is called from then on.
    private static Answer asItStands(JsonNode intent, Charge charge) {
        var status = intent.path("status").asText();
        return switch (status) {
            case "succeeded" ->
                new Answer.Charged(
                        StripeAmount.read(
                                intent.path("amount_received").asLong(),
                                intent.path("currency").asText()),
                        intent.path("id").asText());
            case "requires_capture", "requires_confirmation", "requires_action", "requires_payment_method" ->
                charge.saved().isPresent() ? new Answer.Declined(lastError(intent)) : new Answer.NotYet();
            case "processing" -> new Answer.Unknown("processing");
            case "canceled" -> new Answer.Declined("canceled");
            default -> new Answer.Unknown("STATUS");
        };
    }

    private static String lastError(JsonNode intent) {
        var code = intent.at("/last_payment_error/decline_code")
                .asText(intent.at("/last_payment_error/code").asText("authentication_required"));
        return code.matches("[A-Za-z0-9_]{1,60}") ? code : "declined";
    }
}
