package io.holdfast.simulators.toss;

import static io.holdfast.simulators.http.Html.escaped;

import io.holdfast.simulators.gateway.Answers;
import io.holdfast.simulators.gateway.Asked;
import io.holdfast.simulators.gateway.Faults;
import io.holdfast.simulators.gateway.Faults.Twist;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.gateway.Page;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.Request;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// The gateway's HTTP API and its windows.
final class TossApi {

    private static final int LONGEST_KEY = 300;
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    private final TossBooks books;
    private final Faults faults;
    private final Webhooks webhooks;
    private final Answers answers = new Answers();
    private final byte[] authorization;
    private final InstantSource clock;
    private final Supplier<URI> url;

    TossApi(
            TossBooks books,
            Faults faults,
            Webhooks webhooks,
            String secretKey,
            InstantSource clock,
            Supplier<URI> url) {
        this.books = books;
        this.faults = faults;
        this.webhooks = webhooks;
        this.clock = clock;
        this.url = url;
        var credentials = Base64.getEncoder().encodeToString((secretKey + ":").getBytes(StandardCharsets.UTF_8));
        this.authorization = ("Basic " + credentials).getBytes(StandardCharsets.UTF_8);
    }

    /// Takes up the answers given before a restart: they follow from the books.
    void remember() {
        for (var payment : books.all()) {
            if (payment.confirmed() != null) {
                answers.remember("confirm", payment.confirmed(), said(payment));
            }
            payment.cancels()
                    .forEach(cancel ->
                            answers.remember("cancel " + payment.paymentKey(), cancel.asked(), said(payment)));
        }
    }

    Answer answer(Request request) {
        try {
            var path = request.path();
            if (!path.isEmpty() && path.getFirst().equals("window")) {
                return window(request);
            }
            if (path.equals(List.of("billing-window"))) {
                return billingWindow(request);
            }
            if (path.isEmpty() || !path.getFirst().equals("v1")) {
                throw new Refused(404, "NOT_FOUND", "존재하지 않는 정보 입니다.");
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
        return switch (request.method() + " " + String.join("/", shape(path))) {
            case "POST payments" -> open(request);
            case "POST payments/confirm" -> confirm(request);
            case "GET payments/*" -> Answer.json(200, Json.text(view(books.find(path.get(1)))));
            case "GET payments/orders/*" -> Answer.json(200, Json.text(view(books.ofOrder(path.get(2)))));
            case "POST payments/*/cancel" -> cancel(request, path.get(1));
            case "POST billing/authorizations/issue" -> issue(request);
            case "POST billing/*" -> chargeBilling(request, path.get(1));
            case "PUT faults" -> {
                faults.set(request.body());
                yield Answer.json(200, "{}");
            }
            case "PUT webhook" -> {
                var address = Json.object(request.body()).get("url");
                webhooks.sendTo(address == null || address.isNull() ? null : URI.create(address.asText()));
                yield Answer.json(200, "{}");
            }
            default -> throw new Refused(404, "NOT_FOUND", "존재하지 않는 정보 입니다.");
        };
    }

    /// The path with a star for each name that is somebody's own.
    private static List<String> shape(List<String> path) {
        var shape = new ArrayList<>(path);
        if (shape.size() >= 2 && !List.of("confirm", "orders", "authorizations").contains(shape.get(1))) {
            shape.set(1, "*");
        }
        if (shape.size() == 3 && shape.get(1).equals("orders")) {
            shape.set(2, "*");
        }
        return shape;
    }

    private Answer open(Request request) {
        var asked = asked(request);
        return faults.onOpen(twist -> answers.once(
                "open",
                asked,
                () -> refusable(() -> {
                    if (twist == Twist.DECLINED) {
                        throw new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다.");
                    }
                    var body = Json.object(request.body());
                    Json.string(body, "method");
                    return said(books.open(
                            Json.string(body, "orderId"),
                            Json.string(body, "orderName"),
                            Json.wholeNumber(body, "amount"),
                            "NORMAL",
                            Json.string(body, "successUrl"),
                            Json.string(body, "failUrl")));
                })));
    }

    private Answer confirm(Request request) {
        var asked = asked(request);
        return faults.onConfirm(twist -> answers.once(
                "confirm",
                asked,
                () -> refusable(() -> {
                    var body = Json.object(request.body());
                    var payment = books.confirm(
                            Json.string(body, "paymentKey"),
                            Json.string(body, "orderId"),
                            Json.wholeNumber(body, "amount"),
                            asked,
                            twist == Twist.DECLINED,
                            twist == Twist.WRONG_AMOUNT);
                    tell(payment);
                    return said(payment);
                })));
    }

    private Answer cancel(Request request, String paymentKey) {
        var asked = asked(request);
        return faults.onCancel(twist -> answers.once(
                "cancel " + paymentKey,
                asked,
                () -> refusable(() -> {
                    if (twist == Twist.DECLINED) {
                        throw new Refused(403, "NOT_CANCELABLE_PAYMENT", "취소 할 수 없는 결제 입니다.");
                    }
                    var body = Json.object(request.body());
                    var amount = body.has("cancelAmount")
                            ? Optional.of(Json.wholeNumber(body, "cancelAmount"))
                            : Optional.<Long>empty();
                    var payment = books.cancel(paymentKey, amount, Json.string(body, "cancelReason"), asked);
                    tell(payment);
                    return said(payment);
                })));
    }

    private Answer issue(Request request) {
        var asked = asked(request);
        return answers.once(
                "issue",
                asked,
                () -> refusable(() -> {
                    var body = Json.object(request.body());
                    var customerKey = Json.string(body, "customerKey");
                    var view = new LinkedHashMap<String, Object>();
                    view.put("mId", "tosspayments");
                    view.put("customerKey", customerKey);
                    view.put("authenticatedAt", moment(clock.instant()));
                    view.put("method", "카드");
                    view.put("billingKey", books.issueBilling(Json.string(body, "authKey"), customerKey));
                    view.put("cardCompany", "신한");
                    view.put("cardNumber", "43301234****123*");
                    return Answer.json(200, Json.text(view));
                }));
    }

    private Answer chargeBilling(Request request, String billingKey) {
        var asked = asked(request);
        return faults.onConfirm(twist -> answers.once(
                "billing " + billingKey,
                asked,
                () -> refusable(() -> {
                    var body = Json.object(request.body());
                    var payment = books.chargeBilling(
                            billingKey,
                            Json.string(body, "customerKey"),
                            Json.string(body, "orderId"),
                            Json.string(body, "orderName"),
                            Json.wholeNumber(body, "amount"),
                            asked,
                            twist == Twist.DECLINED,
                            twist == Twist.WRONG_AMOUNT);
                    tell(payment);
                    return said(payment);
                })));
    }

    /// The payment window: where the customer agrees.
    private Answer window(Request request) {
        var key = request.path().size() == 2 ? request.path().get(1) : "";
        var outcome = request.method().equals("POST") ? request.form().getOrDefault("outcome", "") : "";
        return switch (outcome) {
            case "approve" -> {
                var payment = books.answer(key, true);
                yield payment.status() == TossPayment.Status.ABORTED || payment.status() == TossPayment.Status.EXPIRED
                        ? Page.said("이 결제는 끝났습니다.", "This payment is over.")
                        : Answer.seeOther(with(
                                payment.successUrl(),
                                Map.of(
                                        "paymentType", "NORMAL",
                                        "orderId", payment.orderId(),
                                        "paymentKey", payment.paymentKey(),
                                        "amount", Long.toString(payment.amount()))));
            }
            case "decline", "close" -> {
                var payment = books.answer(key, false);
                yield Answer.seeOther(with(
                        payment.failUrl(),
                        Map.of(
                                "code", "PAY_PROCESS_CANCELED",
                                "message", "사용자가 결제를 취소하였습니다",
                                "orderId", payment.orderId())));
            }
            default -> {
                var payment = books.find(key);
                yield Page.choice(
                        "토스페이먼츠 연습창",
                        "Toss Payments (practice)",
                        payment.orderName(),
                        payment.amount() + "원",
                        "/window/" + payment.paymentKey());
            }
        };
    }

    /// Stands in for the gateway's script, which asks for a card to be saved and goes back with an `authKey`.
    private Answer billingWindow(Request request) {
        var asked = request.method().equals("POST") ? request.form() : request.query();
        var customer = asked.getOrDefault("customerKey", "");
        var success = asked.getOrDefault("successUrl", "");
        if (customer.isEmpty() || !success.startsWith("http")) {
            throw new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다.");
        }
        if (!request.method().equals("POST")) {
            return Page.form(
                    "카드 등록 연습창",
                    "Saving a card (practice)",
                    "<input type=\"hidden\" name=\"customerKey\" value=\"%s\"><input type=\"hidden\" name=\"successUrl\""
                                    .formatted(escaped(customer))
                            + " value=\"%s\">".formatted(escaped(success)),
                    "/billing-window");
        }
        return Answer.seeOther(
                with(success, Map.of("customerKey", customer, "authKey", books.authorizeBilling(customer))));
    }

    private void tell(TossPayment payment) {
        var transmission = UUID.randomUUID().toString();
        webhooks.tell(new Webhooks.Letter() {
            @Override
            public String body(boolean forged) {
                // Nothing is signed, so whoever wants to be taken for the gateway tells a lie.
                var data = new LinkedHashMap<>(view(payment));
                if (forged) {
                    data.put("status", "DONE".equals(data.get("status")) ? "CANCELED" : "DONE");
                }
                var body = new LinkedHashMap<String, Object>();
                body.put("eventType", "PAYMENT_STATUS_CHANGED");
                body.put(
                        "createdAt",
                        DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                                clock.instant().atZone(SEOUL).toLocalDateTime()));
                body.put("data", data);
                return Json.text(body);
            }

            @Override
            public Map<String, String> headers(String body, boolean forged) {
                return Map.of(
                        "tosspayments-webhook-transmission-id",
                        forged ? UUID.randomUUID().toString() : transmission,
                        "tosspayments-webhook-transmission-time",
                        moment(clock.instant()),
                        "tosspayments-webhook-transmission-retried-count",
                        "0");
            }
        });
    }

    private Answer.Sent said(TossPayment payment) {
        return Answer.json(200, Json.text(view(payment)));
    }

    private Map<String, Object> view(TossPayment payment) {
        var view = new LinkedHashMap<String, Object>();
        view.put("mId", "tosspayments");
        view.put("version", "2022-11-16");
        view.put("paymentKey", payment.paymentKey());
        view.put("type", payment.type());
        view.put("orderId", payment.orderId());
        view.put("orderName", payment.orderName());
        view.put("currency", "KRW");
        view.put("method", "카드");
        view.put("status", payment.status().name());
        view.put("totalAmount", payment.total());
        view.put("balanceAmount", payment.balance());
        view.put("requestedAt", moment(payment.requestedAt()));
        view.put("approvedAt", payment.approvedAt() == null ? null : moment(payment.approvedAt()));
        view.put("isPartialCancelable", true);
        view.put("checkout", Map.of("url", url.get() + "/window/" + payment.paymentKey()));
        view.put(
                "cancels",
                payment.cancels().isEmpty()
                        ? null
                        : payment.cancels().stream()
                                .map(cancel -> Map.of(
                                        "transactionKey", cancel.transactionKey(),
                                        "cancelAmount", cancel.cancelAmount(),
                                        "cancelReason", cancel.cancelReason(),
                                        "cancelStatus", "DONE",
                                        "canceledAt", moment(cancel.canceledAt())))
                                .toList());
        return view;
    }

    private static String moment(Instant at) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                at.truncatedTo(ChronoUnit.SECONDS).atZone(SEOUL));
    }

    private static String with(String url, Map<String, String> facts) {
        var whole = new StringBuilder(url);
        facts.forEach((name, value) -> whole.append(whole.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return whole.toString();
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
            throw new Refused(400, "INVALID_IDEMPOTENCY_KEY", "멱등키는 300자 이하여야 합니다.");
        }
        return new Asked(key, request.body());
    }

    private void authorize(Request request) {
        var shown = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(shown, authorization)) {
            throw new Refused(401, "UNAUTHORIZED_KEY", "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다.");
        }
    }
}
