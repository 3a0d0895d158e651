package io.holdfast.simulators.stripe;

import io.holdfast.simulators.gateway.Faults.Twist;
import io.holdfast.simulators.gateway.GatewayApi;
import io.holdfast.simulators.gateway.Ground;
import io.holdfast.simulators.gateway.HmacSignature;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.gateway.Names;
import io.holdfast.simulators.gateway.Page;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.stripe.StripeEntry.Intent;
import io.holdfast.simulators.stripe.StripeEntry.Refund;
import io.holdfast.simulators.stripe.StripeEntry.Session;
import java.net.URI;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateway's HTTP API and its pages.
final class StripeApi extends GatewayApi {

    private static final Words WORDS = new Words(
            255,
            new StripeRefused(401, "invalid_request_error", "api_key_invalid", null, "Invalid API Key provided."),
            StripeRefused.missing("resource"),
            StripeRefused.invalid("parameter_invalid", "Idempotency-Key has 1 to 255 characters."),
            new StripeRefused(
                    400,
                    "idempotency_error",
                    "idempotency_error",
                    null,
                    "Keys for idempotent requests can only be used with the same parameters they were first used"
                            + " with."));

    private final StripeBooks books;
    private final Webhooks webhooks;
    private final String webhookSecret;
    private final InstantSource clock;
    private final URI url;

    StripeApi(Ground<StripeEntry> ground) {
        super(ground, "Bearer " + ground.config().secret(), WORDS);
        this.books = new StripeBooks(ground.clock(), ground.journal());
        this.webhooks = ground.webhooks();
        this.webhookSecret = ground.config().webhookSecret();
        this.clock = ground.clock();
        this.url = ground.url();
        on("POST /v1/customers", call -> once("customer", call, _ -> customer(call)));
        on("POST /v1/checkout/sessions", this::open);
        on("GET /v1/checkout/sessions/*", call -> said(view(books.session(call.name()), true)));
        on(
                "POST /v1/checkout/sessions/*/expire",
                call -> once("expire", call, _ -> view(books.expire(call.name()), false)));
        on("POST /v1/payment_intents", this::charge);
        on("GET /v1/payment_intents", call -> said(intents(call)));
        on("GET /v1/payment_intents/*", call -> said(view(books.intent(call.name()))));
        on("POST /v1/payment_intents/*/capture", this::capture);
        on("POST /v1/payment_intents/*/cancel", call -> once("cancel", call, _ -> view(books.cancel(call.name()))));
        on("POST /v1/refunds", this::refund);
        on("GET /v1/refunds", call -> said(list(refundsOf(call), false)));
        on(
                "POST /v1/payment_methods/*/detach",
                call -> once(
                        "detach",
                        call,
                        _ -> Map.of("id", books.detach(call.name()).id(), "object", "payment_method")));
        on("GET /c/pay/*", this::page);
        on("POST /c/pay/*", this::page);
    }

    @Override
    protected void remember() {
        for (var intent : books.all()) {
            if (intent.captured() != null) {
                remember("capture", intent.captured(), view(intent));
            }
            intent.refunds().forEach(refund -> remember("refund", refund.asked(), view(refund)));
        }
    }

    private static Map<String, Object> customer(Call call) {
        return Map.of("id", Names.fresh("cus_"), "object", "customer", "metadata", under(call, "metadata"));
    }

    private Answer open(Call call) {
        return faults.onOpen(twist -> once("open", call, _ -> {
            if (twist == Twist.DECLINED) {
                throw StripeRefused.invalid("parameter_invalid", "This is not taken.");
            }
            var form = call.request().form();
            var mode = required(form, "mode");
            var payment = mode.equals("payment");
            return view(
                    books.open(
                            mode,
                            form.get("customer"),
                            form.get("client_reference_id"),
                            payment ? number(form, "line_items[0][price_data][unit_amount]") : 0,
                            payment ? required(form, "line_items[0][price_data][currency]") : "",
                            payment ? required(form, "line_items[0][price_data][product_data][name]") : "",
                            required(form, "success_url"),
                            form.getOrDefault("cancel_url", ""),
                            under(call, "payment_intent_data[metadata]"),
                            "manual".equals(form.get("payment_intent_data[capture_method]"))),
                    false);
        }));
    }

    private Answer capture(Call call) {
        return faults.onConfirm(twist -> once("capture", call, asked -> {
            var intent = books.capture(call.name(), asked, twist == Twist.DECLINED, twist == Twist.WRONG_AMOUNT);
            tell("payment_intent.succeeded", view(intent));
            return view(intent);
        }));
    }

    private Answer charge(Call call) {
        return faults.onConfirm(twist -> once("capture", call, asked -> {
            var form = call.request().form();
            if (!"true".equals(form.get("confirm")) || !"true".equals(form.get("off_session"))) {
                throw StripeRefused.invalid("parameter_missing", "Only charges without the customer are simulated.");
            }
            var intent = books.charge(
                    required(form, "customer"),
                    required(form, "payment_method"),
                    number(form, "amount"),
                    required(form, "currency"),
                    under(call, "metadata"),
                    asked,
                    twist == Twist.DECLINED,
                    twist == Twist.WRONG_AMOUNT);
            tell("payment_intent.succeeded", view(intent));
            return view(intent);
        }));
    }

    private Answer refund(Call call) {
        return faults.onCancel(twist -> once("refund", call, asked -> {
            if (twist == Twist.DECLINED) {
                throw StripeRefused.invalid("charge_disputed", "This charge is disputed.");
            }
            var form = call.request().form();
            var refund = books.refund(
                    required(form, "payment_intent"),
                    form.containsKey("amount") ? number(form, "amount") : 0,
                    under(call, "metadata"),
                    asked);
            tell("refund.created", view(refund));
            return view(refund);
        }));
    }

    /// Newest first (<https://docs.stripe.com/api/payment_intents/list>).
    private Map<String, Object> intents(Call call) {
        var request = call.request();
        var customer = request.query("customer");
        var from = request.query("created[gte]").map(Long::parseLong).orElse(Long.MIN_VALUE);
        var to = request.query("created[lt]").map(Long::parseLong).orElse(Long.MAX_VALUE);
        var all = books.all().stream()
                .filter(intent -> customer.isEmpty() || customer.get().equals(intent.customer()))
                .filter(intent -> intent.created().getEpochSecond() >= from
                        && intent.created().getEpochSecond() < to)
                .sorted(Comparator.comparing(Intent::created)
                        .thenComparing(Intent::id)
                        .reversed())
                .toList();
        var begins = request.query("starting_after")
                .map(id -> all.stream().map(Intent::id).toList().indexOf(id) + 1)
                .orElse(0);
        var most = request.query("limit").map(Integer::parseInt).orElse(10);
        return list(all.stream().skip(begins).limit(most).map(this::view).toList(), all.size() > begins + most);
    }

    private List<Map<String, Object>> refundsOf(Call call) {
        return books.intent(call.request().query("payment_intent").orElse("")).refunds().stream()
                .map(this::view)
                .toList();
    }

    private static Map<String, Object> list(List<Map<String, Object>> page, boolean more) {
        return Map.of("object", "list", "has_more", more, "data", page);
    }

    /// The page where the customer agrees, or leaves a card.
    private Answer page(Call call) {
        var id = call.name();
        var request = call.request();
        var session = books.session(id);
        var outcome = request.method().equals("POST") ? request.form().getOrDefault("outcome", "") : "";
        return switch (outcome) {
            case "approve" -> {
                var agreed = books.agree(id);
                if (agreed.status().equals("complete")) {
                    tell("checkout.session.completed", view(agreed, false));
                    if (agreed.intent() != null) {
                        tell("payment_intent.amount_capturable_updated", view(books.intent(agreed.intent())));
                    }
                    yield Answer.seeOther(agreed.successUrl().replace("{CHECKOUT_SESSION_ID}", id));
                }
                yield Page.said(200, "이 결제는 끝났습니다.", "This session is over.");
            }
            case "decline", "close" -> Answer.seeOther(session.cancelUrl());
            default ->
                session.mode().equals("setup")
                        ? Page.form("스트라이프 연습창", "Stripe, practice", "", "/c/pay/" + id)
                        : Page.choice(
                                "스트라이프 연습창",
                                "Stripe, practice",
                                session.name(),
                                session.amount() + " " + session.currency(),
                                "/c/pay/" + id);
        };
    }

    private void tell(String type, Map<String, Object> object) {
        var event = new LinkedHashMap<String, Object>();
        event.put("id", Names.fresh("evt_"));
        event.put("object", "event");
        event.put("api_version", "2024-06-20");
        event.put("created", clock.instant().getEpochSecond());
        event.put("livemode", false);
        event.put("type", type);
        event.put("data", Map.of("object", object));
        var text = Json.text(event);
        webhooks.tell(new Webhooks.Letter() {
            @Override
            public String body(boolean forged) {
                return text;
            }

            @Override
            public Map<String, String> headers(String body, boolean forged) {
                return Map.of(
                        "Stripe-Signature",
                        HmacSignature.of(forged ? webhookSecret + "?" : webhookSecret, clock.instant(), body));
            }
        });
    }

    private Map<String, Object> view(Session session, boolean expanded) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", session.id());
        view.put("object", "checkout.session");
        view.put("mode", session.mode());
        view.put("status", session.status());
        view.put("payment_status", "unpaid");
        view.put("client_reference_id", session.reference());
        view.put("customer", session.customer());
        view.put("amount_total", session.amount());
        view.put("currency", session.currency());
        view.put("url", session.status().equals("open") ? url + "/c/pay/" + session.id() : null);
        view.put(
                "payment_intent",
                session.intent() != null && expanded ? view(books.intent(session.intent())) : session.intent());
        if (session.card() != null) {
            view.put(
                    "setup_intent",
                    Map.of(
                            "id",
                            "seti_" + session.id(),
                            "object",
                            "setup_intent",
                            "status",
                            "succeeded",
                            "payment_method",
                            Map.of(
                                    "id",
                                    session.card(),
                                    "object",
                                    "payment_method",
                                    "card",
                                    Map.of("brand", "visa", "last4", "4242"))));
        }
        return view;
    }

    private Map<String, Object> view(Intent intent) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", intent.id());
        view.put("object", "payment_intent");
        view.put("amount", intent.amount());
        view.put("amount_received", intent.received());
        view.put("currency", intent.currency());
        view.put("customer", intent.customer());
        view.put("metadata", intent.metadata());
        view.put("status", intent.status());
        view.put("created", intent.created().getEpochSecond());
        view.put(
                "last_payment_error",
                intent.error() == null
                        ? null
                        : Map.of("type", "card_error", "code", "card_declined", "decline_code", intent.error()));
        return view;
    }

    private Map<String, Object> view(Refund refund) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", refund.id());
        view.put("object", "refund");
        view.put("amount", refund.amount());
        view.put("payment_intent", refund.intent());
        view.put("metadata", refund.metadata());
        view.put("status", "succeeded");
        view.put("created", refund.created().getEpochSecond());
        return view;
    }

    private static Map<String, String> under(Call call, String name) {
        var found = new LinkedHashMap<String, String>();
        call.request().form().forEach((field, value) -> {
            if (field.startsWith(name + "[") && field.endsWith("]")) {
                found.put(field.substring(name.length() + 1, field.length() - 1), value);
            }
        });
        return found;
    }

    private static String required(Map<String, String> form, String name) {
        var value = form.get(name);
        if (value == null || value.isEmpty()) {
            throw StripeRefused.invalid("parameter_missing", "Missing required param: " + name + ".");
        }
        return value;
    }

    private static long number(Map<String, String> form, String name) {
        try {
            return Long.parseLong(required(form, name));
        } catch (NumberFormatException e) {
            throw StripeRefused.invalid("parameter_invalid_integer", "Invalid integer: " + name);
        }
    }

    /// What all gateways here share is refused Stripe's way as well.
    @Override
    protected Answer.Sent refusal(Refused refused) {
        var own = refused instanceof StripeRefused said
                ? said
                : StripeRefused.invalid("parameter_invalid", String.valueOf(refused.getMessage()));
        var error = new LinkedHashMap<String, @Nullable Object>();
        error.put("type", own.type());
        error.put("code", own.code());
        if (own.declineCode() != null) {
            error.put("decline_code", own.declineCode());
        }
        error.put("message", String.valueOf(own.getMessage()));
        return Answer.json(own.status(), Json.text(Map.of("error", error)));
    }
}
