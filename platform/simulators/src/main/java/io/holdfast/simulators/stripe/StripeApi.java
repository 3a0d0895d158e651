package io.holdfast.simulators.stripe;

import io.holdfast.simulators.gateway.Answers;
import io.holdfast.simulators.gateway.Asked;
import io.holdfast.simulators.gateway.Faults;
import io.holdfast.simulators.gateway.Faults.Twist;
import io.holdfast.simulators.gateway.HmacSignature;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.gateway.Page;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.Request;
import io.holdfast.simulators.stripe.StripeEntry.Intent;
import io.holdfast.simulators.stripe.StripeEntry.Refund;
import io.holdfast.simulators.stripe.StripeEntry.Session;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gateway's HTTP API and its pages.
final class StripeApi {

    private static final int LONGEST_KEY = 255;
    private static final Set<String> LISTS =
            Set.of("customers", "sessions", "payment_intents", "refunds", "payment_methods");

    private final StripeBooks books;
    private final Faults faults;
    private final Webhooks webhooks;
    private final Answers answers = new Answers();
    private final byte[] authorization;
    private final String webhookSecret;
    private final InstantSource clock;
    private final Supplier<URI> url;

    StripeApi(
            StripeBooks books,
            Faults faults,
            Webhooks webhooks,
            String secretKey,
            String webhookSecret,
            InstantSource clock,
            Supplier<URI> url) {
        this.books = books;
        this.faults = faults;
        this.webhooks = webhooks;
        this.authorization = ("Bearer " + secretKey).getBytes(StandardCharsets.UTF_8);
        this.webhookSecret = webhookSecret;
        this.clock = clock;
        this.url = url;
    }

    /// Takes up the answers given before a restart: they follow from the books.
    void remember() {
        for (var intent : books.all()) {
            if (intent.captured() != null) {
                answers.remember("capture", intent.captured(), said(view(intent)));
            }
            intent.refunds().forEach(refund -> answers.remember("refund", refund.asked(), said(view(refund))));
        }
    }

    Answer answer(Request request) {
        try {
            var path = request.path();
            if (path.size() == 3 && path.subList(0, 2).equals(List.of("c", "pay"))) {
                return page(request, path.get(2));
            }
            if (path.isEmpty() || !path.getFirst().equals("v1")) {
                throw StripeRefused.missing("resource");
            }
            authorize(request);
            return request.method().equals("GET")
                    ? faults.onQuery(_ -> server(request, path.subList(1, path.size())))
                    : server(request, path.subList(1, path.size()));
        } catch (StripeRefused refused) {
            return refusal(refused);
        } catch (Refused refused) {
            // What all gateways here share says it their way.
            return refusal(
                    refused.status() == 422
                            ? new StripeRefused(
                                    400,
                                    "idempotency_error",
                                    "idempotency_error",
                                    null,
                                    "Keys for idempotent requests can only be used with the same parameters they were"
                                            + " first used with.")
                            : StripeRefused.invalid("parameter_invalid", String.valueOf(refused.getMessage())));
        }
    }

    private Answer server(Request request, List<String> path) {
        return switch (request.method() + " " + String.join("/", shape(path))) {
            case "POST customers" ->
                once(
                        request,
                        "customer",
                        () -> Map.of(
                                "id",
                                StripeBooks.randomId("cus_"),
                                "object",
                                "customer",
                                "metadata",
                                under(request, "metadata")));
            case "POST checkout/sessions" -> open(request);
            case "GET checkout/sessions/*" -> Answer.json(200, Json.text(view(books.session(path.get(2)), true)));
            case "POST checkout/sessions/*/expire" ->
                once(request, "expire", () -> view(books.expire(path.get(2)), false));
            case "POST payment_intents" -> charge(request);
            case "GET payment_intents" -> list(request);
            case "GET payment_intents/*" -> said(view(books.intent(path.get(1))));
            case "POST payment_intents/*/capture" -> capture(request, path.get(1));
            case "POST payment_intents/*/cancel" -> once(request, "cancel", () -> view(books.cancel(path.get(1))));
            case "POST refunds" -> refund(request);
            case "GET refunds" -> refunds(request);
            case "POST payment_methods/*/detach" ->
                once(
                        request,
                        "detach",
                        () -> Map.of("id", books.detach(path.get(1)).id(), "object", "payment_method"));
            case "PUT faults" -> {
                faults.set(request.body());
                yield Answer.json(200, "{}");
            }
            case "PUT webhook" -> {
                var address = Json.object(request.body()).get("url");
                webhooks.sendTo(address == null || address.isNull() ? null : URI.create(address.asText()));
                yield Answer.json(200, "{}");
            }
            default -> throw StripeRefused.missing("resource");
        };
    }

    /// The path with a star for each name that is somebody's own.
    private static List<String> shape(List<String> path) {
        var shape = new ArrayList<>(path);
        for (var i = 1; i < shape.size(); i++) {
            if (LISTS.contains(shape.get(i - 1)) && !LISTS.contains(shape.get(i))) {
                shape.set(i, "*");
            }
        }
        return shape;
    }

    private Answer open(Request request) {
        return faults.onOpen(twist -> onceSent(request, "open", () -> {
            if (twist == Twist.DECLINED) {
                throw StripeRefused.invalid("parameter_invalid", "This is not taken.");
            }
            var form = request.form();
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
                            under(request, "payment_intent_data[metadata]"),
                            "manual".equals(form.get("payment_intent_data[capture_method]"))),
                    false);
        }));
    }

    private Answer capture(Request request, String id) {
        return faults.onConfirm(twist -> onceSent(request, "capture", () -> {
            var intent = books.capture(id, asked(request), twist == Twist.DECLINED, twist == Twist.WRONG_AMOUNT);
            tell("payment_intent.succeeded", view(intent));
            return view(intent);
        }));
    }

    private Answer charge(Request request) {
        return faults.onConfirm(twist -> onceSent(request, "capture", () -> {
            var form = request.form();
            if (!"true".equals(form.get("confirm")) || !"true".equals(form.get("off_session"))) {
                throw StripeRefused.invalid("parameter_missing", "Only charges without the customer are simulated.");
            }
            var intent = books.charge(
                    required(form, "customer"),
                    required(form, "payment_method"),
                    number(form, "amount"),
                    required(form, "currency"),
                    under(request, "metadata"),
                    asked(request),
                    twist == Twist.DECLINED,
                    twist == Twist.WRONG_AMOUNT);
            tell("payment_intent.succeeded", view(intent));
            return view(intent);
        }));
    }

    private Answer refund(Request request) {
        return faults.onCancel(twist -> onceSent(request, "refund", () -> {
            if (twist == Twist.DECLINED) {
                throw StripeRefused.invalid("charge_disputed", "This charge is disputed.");
            }
            var form = request.form();
            var refund = books.refund(
                    required(form, "payment_intent"),
                    form.containsKey("amount") ? number(form, "amount") : 0,
                    under(request, "metadata"),
                    asked(request));
            tell("refund.created", view(refund));
            return view(refund);
        }));
    }

    private Answer list(Request request) {
        var customer = request.query("customer").orElse("");
        return Answer.json(
                200,
                Json.text(Map.of(
                        "object",
                        "list",
                        "has_more",
                        false,
                        "data",
                        books.all().stream()
                                .filter(intent -> customer.equals(intent.customer()))
                                .map(this::view)
                                .toList())));
    }

    private Answer refunds(Request request) {
        var intent = books.intent(request.query("payment_intent").orElse(""));
        return Answer.json(
                200,
                Json.text(Map.of(
                        "object",
                        "list",
                        "has_more",
                        false,
                        "data",
                        intent.refunds().stream().map(this::view).toList())));
    }

    /// The page where the customer agrees, or leaves a card.
    private Answer page(Request request, String id) {
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
                yield Page.said("이 결제는 끝났습니다.", "This session is over.");
            }
            case "decline", "close" -> Answer.seeOther(session.cancelUrl());
            default ->
                session.mode().equals("setup")
                        ? Page.form("스트라이프 연습창", "Stripe (practice)", "", "/c/pay/" + id)
                        : Page.choice(
                                "스트라이프 연습창",
                                "Stripe (practice)",
                                session.name(),
                                session.amount() + " " + session.currency(),
                                "/c/pay/" + id);
        };
    }

    private Answer once(Request request, String operation, Supplier<Map<String, Object>> effect) {
        return onceSent(request, operation, effect);
    }

    /// A refusal is an answer too, and the same key hears the same one.
    private Answer.Sent onceSent(Request request, String operation, Supplier<Map<String, Object>> effect) {
        return answers.once(operation, asked(request), () -> {
            try {
                return said(effect.get());
            } catch (StripeRefused refused) {
                return refusal(refused);
            }
        });
    }

    private void tell(String type, Map<String, Object> object) {
        var event = new LinkedHashMap<String, Object>();
        event.put("id", StripeBooks.randomId("evt_"));
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

    private static Answer.Sent said(Map<String, Object> object) {
        return Answer.json(200, Json.text(object));
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
        view.put("url", session.status().equals("open") ? url.get() + "/c/pay/" + session.id() : null);
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

    private static Map<String, String> under(Request request, String name) {
        var found = new LinkedHashMap<String, String>();
        request.form().forEach((field, value) -> {
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

    private static Answer.Sent refusal(StripeRefused refused) {
        var error = new LinkedHashMap<String, @Nullable Object>();
        error.put("type", refused.type());
        error.put("code", refused.code());
        if (refused.declineCode() != null) {
            error.put("decline_code", refused.declineCode());
        }
        error.put("message", String.valueOf(refused.getMessage()));
        return Answer.json(refused.status(), Json.text(Map.of("error", error)));
    }

    private static Asked asked(Request request) {
        var key = request.header("Idempotency-Key").orElse(null);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw StripeRefused.invalid("parameter_invalid", "Idempotency-Key has 1 to 255 characters.");
        }
        return new Asked(key, String.join("/", request.path()) + " " + request.body());
    }

    private void authorize(Request request) {
        var shown = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(shown, authorization)) {
            throw new StripeRefused(401, "invalid_request_error", "api_key_invalid", null, "Invalid API Key provided.");
        }
    }
}
