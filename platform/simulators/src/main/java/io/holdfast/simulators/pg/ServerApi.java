package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Answers;
import io.holdfast.simulators.gateway.Asked;
import io.holdfast.simulators.gateway.Faults;
import io.holdfast.simulators.gateway.Faults.Twist;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.Request;
import io.holdfast.simulators.pg.PaymentState.Captured;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The gateway's HTTP API.
final class ServerApi {

    private static final int LONGEST_KEY = 300;

    private final Books books;
    private final Faults faults;
    private final Webhooks webhooks;
    private final Answers answers = new Answers();
    private final byte[] authorization;
    private final Supplier<URI> url;

    ServerApi(Books books, Faults faults, Webhooks webhooks, String secret, Supplier<URI> url) {
        this.books = books;
        this.faults = faults;
        this.webhooks = webhooks;
        this.url = url;
        var credentials = Base64.getEncoder().encodeToString((secret + ":").getBytes(StandardCharsets.UTF_8));
        this.authorization = ("Basic " + credentials).getBytes(StandardCharsets.UTF_8);
    }

    /// Takes up the answers given before a restart: they follow from the books.
    void remember() {
        for (var payment : books.all()) {
            answers.remember("open", payment.asked(), opened(payment));
            if (payment.state() instanceof Captured captured) {
                var operation = " " + payment.paymentKey();
                answers.remember("confirm" + operation, captured.asked(), confirmed(payment, captured));
                captured.cancels()
                        .forEach(cancel -> answers.remember("cancel" + operation, cancel.asked(), cancelled(cancel)));
            }
        }
    }

    Answer answer(Request request) {
        try {
            var path = request.path();
            if (!path.isEmpty() && path.getFirst().equals("pay")) {
                return page(request);
            }
            if (path.isEmpty() || !path.getFirst().equals("v1")) {
                throw new Refused(404, "NOT_FOUND", "there is nothing here");
            }
            authorize(request);
            return request.method().equals("GET")
                    ? faults.onQuery(_ -> server(request, path.subList(1, path.size())))
                    : server(request, path.subList(1, path.size()));
        } catch (Refused refused) {
            return refusal(refused);
        }
    }

    private Answer server(Request request, List<String> path) {
        var asked = request.method() + " " + String.join("/", path.size() < 2 ? path : at(path));
        return switch (asked) {
            case "POST payments" -> open(request);
            case "GET payments" -> ofOrder(request);
            case "GET payments/*" -> Answer.json(200, Json.text(view(books.find(path.get(1)))));
            case "POST payments/*/confirm" -> confirm(request, path.get(1));
            case "POST payments/*/cancel" -> cancel(request, path.get(1));
            case "GET payments/*/cancels" -> cancels(path.get(1));
            case "GET settlement" -> settlement();
            case "PUT faults" -> {
                faults.set(request.body());
                yield Answer.json(200, "{}");
            }
            case "PUT webhook" -> {
                var address = Json.object(request.body()).get("url");
                webhooks.sendTo(address == null || address.isNull() ? null : URI.create(address.asText()));
                yield Answer.json(200, "{}");
            }
            default -> throw new Refused(404, "NOT_FOUND", "there is nothing here");
        };
    }

    private static List<String> at(List<String> path) {
        var pattern = new java.util.ArrayList<>(path);
        pattern.set(1, "*");
        return pattern;
    }

    private Answer page(Request request) {
        if (request.path().size() != 2) {
            return HostedPage.unknown();
        }
        var key = request.path().get(1);
        try {
            return switch (request.method()) {
                case "GET" -> HostedPage.show(books.find(key));
                case "POST" ->
                    switch (request.form().getOrDefault("outcome", "")) {
                        case "approve" -> HostedPage.goBack(books.answer(key, true));
                        case "decline" -> HostedPage.goBack(books.answer(key, false));
                        case "close" -> HostedPage.closed();
                        default -> HostedPage.show(books.find(key));
                    };
                default -> throw new Refused(405, "METHOD_NOT_ALLOWED", "this page is read or answered");
            };
        } catch (Refused refused) {
            return refused.status() == 404 ? HostedPage.unknown() : refusal(refused);
        }
    }

    private Answer open(Request request) {
        var asked = asked(request);
        return faults.onOpen(_ -> answers.once("open", asked, () -> {
            var body = Json.object(request.body());
            var terms = new Terms(
                    Json.string(body, "orderId"),
                    Json.string(body, "orderName"),
                    Json.wholeNumber(body, "amount"),
                    Json.string(body, "currency"),
                    Json.string(body, "method"),
                    Json.string(body, "successUrl"),
                    Json.string(body, "failUrl"));
            return opened(books.open(terms, asked));
        }));
    }

    private Answer confirm(Request request, String key) {
        var asked = asked(request);
        return faults.onConfirm(twist -> answers.once(
                "confirm " + key,
                asked,
                () -> refusable(() -> {
                    var body = Json.object(request.body());
                    var payment = books.confirm(
                            key,
                            Json.string(body, "orderId"),
                            Json.wholeNumber(body, "amount"),
                            asked,
                            twist == Twist.DECLINED);
                    return payment.state() instanceof Captured captured
                            ? confirmed(payment, captured)
                            : Answer.json(500, "{}");
                })));
    }

    private Answer cancel(Request request, String key) {
        var asked = asked(request);
        return faults.onCancel(twist -> answers.once(
                "cancel " + key,
                asked,
                () -> refusable(() -> {
                    var body = Json.object(request.body());
                    var amount = Json.wholeNumber(body, "amount");
                    if (amount <= 0) {
                        throw new Refused(400, "INVALID_REQUEST", "amount is positive, in minor units");
                    }
                    if (twist == Twist.DECLINED) {
                        throw new Refused(400, "REFUND_REJECTED", "the card company does not take it back");
                    }
                    return cancelled(books.cancel(key, amount, Json.string(body, "reason"), asked));
                })));
    }

    private Answer cancels(String key) {
        var payment = books.find(key);
        var body = new LinkedHashMap<String, Object>();
        body.put("paymentKey", key);
        body.put("balance", payment.balance());
        body.put("cancels", payment.cancels().stream().map(ServerApi::view).toList());
        return Answer.json(200, Json.text(body));
    }

    private Answer ofOrder(Request request) {
        var order =
                request.query("orderId").orElseThrow(() -> new Refused(400, "INVALID_REQUEST", "orderId is missing"));
        return Answer.json(
                200,
                Json.text(Map.of(
                        "payments",
                        books.ofOrder(order).stream().map(ServerApi::view).toList())));
    }

    private Answer settlement() {
        var captures = 0L;
        var capturedAmount = 0L;
        var refunds = 0L;
        var refundedAmount = 0L;
        for (var payment : books.all()) {
            if (payment.state() instanceof Captured captured) {
                captures++;
                capturedAmount += payment.amount();
                refunds += captured.cancels().size();
                refundedAmount += payment.amount() - payment.balance();
            }
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("captures", captures);
        body.put("capturedAmount", capturedAmount);
        body.put("refunds", refunds);
        body.put("refundedAmount", refundedAmount);
        return Answer.json(200, Json.text(body));
    }

    private Answer.Sent opened(Payment payment) {
        var body = new LinkedHashMap<String, Object>();
        body.put("paymentKey", payment.paymentKey());
        body.put("checkoutUrl", url.get() + "/pay/" + payment.paymentKey());
        body.put("status", "READY");
        return Answer.json(200, Json.text(body));
    }

    private static Answer.Sent confirmed(Payment payment, Captured captured) {
        var body = new LinkedHashMap<String, Object>();
        body.put("paymentKey", payment.paymentKey());
        body.put("orderId", payment.orderId());
        body.put("amount", payment.amount());
        body.put("currency", payment.currency());
        body.put("status", "DONE");
        body.put("approvedAt", captured.at());
        body.put("method", payment.method());
        return Answer.json(200, Json.text(body));
    }

    private static Answer.Sent cancelled(Cancel cancel) {
        var body = new LinkedHashMap<String, Object>();
        body.put("cancelKey", cancel.cancelKey());
        body.put("amount", cancel.amount());
        body.put("canceledAt", cancel.canceledAt());
        body.put("balance", cancel.balance());
        return Answer.json(200, Json.text(body));
    }

    private static Map<String, Object> view(Payment payment) {
        var view = new LinkedHashMap<String, Object>();
        view.put("paymentKey", payment.paymentKey());
        view.put("orderId", payment.orderId());
        view.put("orderName", payment.orderName());
        view.put("amount", payment.amount());
        view.put("currency", payment.currency());
        view.put("method", payment.method());
        view.put("status", payment.status());
        view.put("balance", payment.balance());
        view.put("createdAt", payment.createdAt());
        if (payment.state() instanceof Captured captured) {
            view.put("approvedAt", captured.at());
        }
        return view;
    }

    private static Map<String, Object> view(Cancel cancel) {
        var view = new LinkedHashMap<String, Object>();
        view.put("cancelKey", cancel.cancelKey());
        view.put("amount", cancel.amount());
        view.put("reason", cancel.reason());
        view.put("canceledAt", cancel.canceledAt());
        view.put("balance", cancel.balance());
        if (cancel.asked().key() != null) {
            view.put("idempotencyKey", cancel.asked().key());
        }
        return view;
    }

    /// A refusal is an answer too, and the same key hears the same one.
    private static Answer.Sent refusable(Supplier<Answer.Sent> effect) {
        try {
            return effect.get();
        } catch (Refused refused) {
            return refusal(refused);
        }
    }

    private static Answer.Sent refusal(Refused refused) {
        var body = new LinkedHashMap<String, Object>();
        body.put("code", refused.code());
        body.put("message", String.valueOf(refused.getMessage()));
        return Answer.json(refused.status(), Json.text(body));
    }

    private static Asked asked(Request request) {
        var key = request.header("Idempotency-Key").orElse(null);
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw new Refused(400, "INVALID_REQUEST", "Idempotency-Key has 1 to 300 characters");
        }
        return new Asked(key, request.body());
    }

    private void authorize(Request request) {
        var shown = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(shown, authorization)) {
            throw new Refused(401, "UNAUTHORIZED_KEY", "this is not the secret");
        }
    }
}
