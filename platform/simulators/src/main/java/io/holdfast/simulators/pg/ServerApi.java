package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Faults.Twist;
import io.holdfast.simulators.gateway.GatewayApi;
import io.holdfast.simulators.gateway.Ground;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.Request;
import io.holdfast.simulators.pg.PaymentState.Captured;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// The gateway's HTTP API and its page.
final class ServerApi extends GatewayApi {

    private static final Words WORDS = new Words(
            300,
            new Refused(401, "UNAUTHORIZED_KEY", "this is not the secret"),
            new Refused(404, "NOT_FOUND", "there is nothing here"),
            new Refused(400, "INVALID_REQUEST", "Idempotency-Key has 1 to 300 characters"),
            new Refused(422, "IDEMPOTENCY_KEY_REUSED", "this key was used for another request"));

    private final Books books;
    private final URI url;

    ServerApi(Ground<Payment> ground) {
        super(ground, basic(ground.config().secret()), WORDS);
        this.books = new Books(ground.clock(), ground.journal(), payment -> ground.webhooks()
                .tell(new Changed(UUID.randomUUID(), payment, ground.config().webhookSecret(), ground.clock())));
        this.url = ground.url();
        on("POST /v1/payments", this::open);
        on("GET /v1/payments", this::list);
        on("GET /v1/payments/*", call -> said(view(books.find(call.name()))));
        on("POST /v1/payments/*/confirm", this::confirm);
        on("POST /v1/payments/*/cancel", this::cancel);
        on("GET /v1/payments/*/cancels", this::cancels);
        on("GET /v1/settlement", _ -> settlement());
        on("GET /pay/*", this::page);
        on("POST /pay/*", this::page);
    }

    @Override
    protected void remember() {
        for (var payment : books.all()) {
            remember("open", payment.asked(), opened(payment));
            if (payment.state() instanceof Captured captured) {
                var operation = " " + payment.paymentKey();
                remember("confirm" + operation, captured.asked(), confirmed(payment, captured));
                captured.cancels().forEach(cancel -> remember("cancel" + operation, cancel.asked(), cancelled(cancel)));
            }
        }
    }

    private Answer page(Call call) {
        var key = call.name();
        try {
            return switch (call.request().form().getOrDefault("outcome", "")) {
                case "approve" -> HostedPage.goBack(books.answer(key, true));
                case "decline" -> HostedPage.goBack(books.answer(key, false));
                case "close" -> HostedPage.closed();
                default -> HostedPage.show(books.find(key));
            };
        } catch (Refused refused) {
            return refused.status() == 404 ? HostedPage.unknown() : refusal(refused);
        }
    }

    private Answer open(Call call) {
        return faults.onOpen(_ -> once("open", call, asked -> {
            var body = Json.object(call.request().body());
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

    private Answer confirm(Call call) {
        return faults.onConfirm(twist -> once("confirm " + call.name(), call, asked -> {
            var body = Json.object(call.request().body());
            var payment = books.confirm(
                    call.name(),
                    Json.string(body, "orderId"),
                    Json.wholeNumber(body, "amount"),
                    asked,
                    twist == Twist.DECLINED);
            return confirmed(payment, (Captured) payment.state());
        }));
    }

    private Answer cancel(Call call) {
        return faults.onCancel(twist -> once("cancel " + call.name(), call, asked -> {
            var body = Json.object(call.request().body());
            var amount = Json.wholeNumber(body, "amount");
            if (amount <= 0) {
                throw new Refused(400, "INVALID_REQUEST", "amount is positive, in minor units");
            }
            if (twist == Twist.DECLINED) {
                throw new Refused(400, "REFUND_REJECTED", "the card company does not take it back");
            }
            return cancelled(books.cancel(call.name(), amount, Json.string(body, "reason"), asked));
        }));
    }

    private Answer cancels(Call call) {
        var payment = books.find(call.name());
        var body = new LinkedHashMap<String, Object>();
        body.put("paymentKey", call.name());
        body.put("balance", payment.balance());
        body.put("cancels", payment.cancels().stream().map(ServerApi::view).toList());
        return said(body);
    }

    /// Of an order, or what was taken in a period.
    private Answer list(Call call) {
        var request = call.request();
        var order = request.query("orderId");
        if (order.isPresent()) {
            return said(Map.of(
                    "payments",
                    books.ofOrder(order.get()).stream().map(ServerApi::view).toList()));
        }
        var page = books.taken(moment(request, "from"), moment(request, "to"), request.query("after"));
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "payments", page.stream().limit(Books.PAGE).map(ServerApi::view).toList());
        body.put("more", page.size() > Books.PAGE);
        return said(body);
    }

    private static Instant moment(Request request, String name) {
        try {
            return Instant.parse(request.query(name).orElse(""));
        } catch (DateTimeParseException e) {
            throw new Refused(400, "INVALID_REQUEST", "orderId, or from and to, must be there");
        }
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
        return said(body);
    }

    private Map<String, Object> opened(Payment payment) {
        var body = new LinkedHashMap<String, Object>();
        body.put("paymentKey", payment.paymentKey());
        body.put("checkoutUrl", url + "/pay/" + payment.paymentKey());
        body.put("status", "READY");
        return body;
    }

    private static Map<String, Object> confirmed(Payment payment, Captured captured) {
        var body = new LinkedHashMap<String, Object>();
        body.put("paymentKey", payment.paymentKey());
        body.put("orderId", payment.orderId());
        body.put("amount", payment.amount());
        body.put("currency", payment.currency());
        body.put("status", "DONE");
        body.put("approvedAt", captured.at());
        body.put("method", payment.method());
        return body;
    }

    private static Map<String, Object> cancelled(Cancel cancel) {
        var body = new LinkedHashMap<String, Object>();
        body.put("cancelKey", cancel.cancelKey());
        body.put("amount", cancel.amount());
        body.put("canceledAt", cancel.canceledAt());
        body.put("balance", cancel.balance());
        return body;
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
}
