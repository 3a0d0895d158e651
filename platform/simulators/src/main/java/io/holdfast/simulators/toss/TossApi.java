package io.holdfast.simulators.toss;

import static io.holdfast.simulators.http.Html.escaped;

import io.holdfast.simulators.gateway.Faults.Twist;
import io.holdfast.simulators.gateway.GatewayApi;
import io.holdfast.simulators.gateway.Ground;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.gateway.Page;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.Answer;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The gateway's HTTP API and its windows.
final class TossApi extends GatewayApi {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Words WORDS = new Words(
            300,
            new Refused(401, "UNAUTHORIZED_KEY", "인증되지 않은 시크릿 키 혹은 클라이언트 키 입니다."),
            new Refused(404, "NOT_FOUND", "존재하지 않는 정보 입니다."),
            new Refused(400, "INVALID_IDEMPOTENCY_KEY", "멱등키는 300자 이하여야 합니다."),
            new Refused(422, "IDEMPOTENCY_KEY_REUSED", "this key was used for another request"));

    private final TossBooks books;
    private final Webhooks webhooks;
    private final InstantSource clock;
    private final URI url;

    TossApi(Ground<TossPayment> ground) {
        super(ground, basic(ground.config().secret()), WORDS);
        this.books = new TossBooks(ground.clock(), ground.journal());
        this.webhooks = ground.webhooks();
        this.clock = ground.clock();
        this.url = ground.url();
        on("POST /v1/payments", this::open);
        on("POST /v1/payments/confirm", this::confirm);
        on("GET /v1/payments/*", call -> said(view(books.find(call.name()))));
        on("GET /v1/payments/orders/*", call -> said(view(books.ofOrder(call.name()))));
        on("POST /v1/payments/*/cancel", this::cancel);
        on("GET /v1/transactions", this::transactions);
        on("POST /v1/billing/authorizations/issue", this::issue);
        on("POST /v1/billing/*", this::chargeBilling);
        on("GET /window/*", this::window);
        on("POST /window/*", this::window);
        on("GET /billing-window", this::billingWindow);
        on("POST /billing-window", this::billingWindow);
    }

    @Override
    protected void remember() {
        for (var payment : books.all()) {
            if (payment.confirmed() != null) {
                remember("confirm", payment.confirmed(), view(payment));
            }
            payment.cancels()
                    .forEach(cancel -> remember("cancel " + payment.paymentKey(), cancel.asked(), view(payment)));
        }
    }

    private Answer open(Call call) {
        return faults.onOpen(twist -> once("open", call, _ -> {
            if (twist == Twist.DECLINED) {
                throw new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다.");
            }
            var body = Json.object(call.request().body());
            var method = Json.string(body, "method");
            return view(books.open(
                    Json.string(body, "orderId"),
                    Json.string(body, "orderName"),
                    Json.wholeNumber(body, "amount"),
                    "NORMAL",
                    Set.of(TossPayment.VIRTUAL_ACCOUNT, "가상계좌").contains(method) ? TossPayment.VIRTUAL_ACCOUNT : null,
                    Json.string(body, "successUrl"),
                    Json.string(body, "failUrl")));
        }));
    }

    private Answer confirm(Call call) {
        return faults.onConfirm(twist -> once("confirm", call, asked -> {
            var body = Json.object(call.request().body());
            return told(books.confirm(
                    Json.string(body, "paymentKey"),
                    Json.string(body, "orderId"),
                    Json.wholeNumber(body, "amount"),
                    asked,
                    twist == Twist.DECLINED,
                    twist == Twist.WRONG_AMOUNT));
        }));
    }

    private Answer cancel(Call call) {
        return faults.onCancel(twist -> once("cancel " + call.name(), call, asked -> {
            if (twist == Twist.DECLINED) {
                throw new Refused(403, "NOT_CANCELABLE_PAYMENT", "취소 할 수 없는 결제 입니다.");
            }
            var body = Json.object(call.request().body());
            var amount = body.has("cancelAmount")
                    ? Optional.of(Json.wholeNumber(body, "cancelAmount"))
                    : Optional.<Long>empty();
            return told(books.cancel(
                    call.name(), amount, Json.string(body, "cancelReason"), TossRefundAccount.in(body), asked));
        }));
    }

    /// Each approval and each cancel is a transaction (<https://docs.tosspayments.com/guides/apis/transactions>).
    private Answer transactions(Call call) {
        var request = call.request();
        var from = moment(request.query("startDate").orElse(""));
        var to = moment(request.query("endDate").orElse(""));
        var all = books.all().stream()
                .flatMap(payment -> transactionsOf(payment).stream())
                .filter(one -> !one.at().isBefore(from) && !one.at().isAfter(to))
                .sorted(Comparator.comparing(Transaction::at))
                .toList();
        var begins = request.query("startingAfter")
                .map(key -> {
                    var place = all.stream().map(Transaction::key).toList().indexOf(key);
                    if (place < 0) {
                        throw new Refused(400, "INVALID_TRANSACTION_KEY", "잘못된 페이징 키 입니다.");
                    }
                    return place + 1;
                })
                .orElse(0);
        var most = request.query("limit").map(Integer::parseInt).orElse(100);
        return said(all.stream().skip(begins).limit(most).map(Transaction::view).toList());
    }

    private record Transaction(String key, Instant at, Map<String, Object> view) {}

    private static List<Transaction> transactionsOf(TossPayment payment) {
        var all = new ArrayList<Transaction>();
        if (payment.approvedAt() != null) {
            all.add(transaction(
                    payment, "txps_" + payment.paymentKey(), payment.approvedAt(), payment.total(), "DONE"));
        }
        payment.cancels()
                .forEach(cancel -> all.add(transaction(
                        payment,
                        cancel.transactionKey(),
                        cancel.canceledAt(),
                        cancel.cancelAmount(),
                        payment.balance() == 0 ? "CANCELED" : "PARTIAL_CANCELED")));
        return all;
    }

    private static Transaction transaction(TossPayment payment, String key, Instant at, long amount, String status) {
        var view = new LinkedHashMap<String, Object>();
        view.put("mId", "tosspayments");
        view.put("transactionKey", key);
        view.put("paymentKey", payment.paymentKey());
        view.put("orderId", payment.orderId());
        view.put("currency", "KRW");
        view.put("method", payment.isByVirtualAccount() ? "가상계좌" : "카드");
        view.put("customerKey", null);
        view.put("useEscrow", false);
        view.put("amount", amount);
        view.put("status", status);
        view.put("transactionAt", moment(at));
        return new Transaction(key, at, view);
    }

    private static Instant moment(String local) {
        try {
            return LocalDateTime.parse(local).atZone(SEOUL).toInstant();
        } catch (DateTimeParseException e) {
            throw new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다.");
        }
    }

    private Answer issue(Call call) {
        return once("issue", call, _ -> {
            var body = Json.object(call.request().body());
            var customerKey = Json.string(body, "customerKey");
            var view = new LinkedHashMap<String, Object>();
            view.put("mId", "tosspayments");
            view.put("customerKey", customerKey);
            view.put("authenticatedAt", moment(clock.instant()));
            view.put("method", "카드");
            view.put("billingKey", books.issueBilling(Json.string(body, "authKey"), customerKey));
            view.put("cardCompany", "신한");
            view.put("cardNumber", "43301234****123*");
            return view;
        });
    }

    private Answer chargeBilling(Call call) {
        return faults.onConfirm(twist -> once("billing " + call.name(), call, asked -> {
            var body = Json.object(call.request().body());
            return told(books.chargeBilling(
                    call.name(),
                    Json.string(body, "customerKey"),
                    Json.string(body, "orderId"),
                    Json.string(body, "orderName"),
                    Json.wholeNumber(body, "amount"),
                    asked,
                    twist == Twist.DECLINED,
                    twist == Twist.WRONG_AMOUNT));
        }));
    }

    /// The payment window: where the customer agrees.
    private Answer window(Call call) {
        var request = call.request();
        var key = call.name();
        var outcome = request.method().equals("POST") ? request.form().getOrDefault("outcome", "") : "";
        return switch (outcome) {
            case "approve" -> {
                var payment = books.answer(key, true);
                yield payment.status() == TossPayment.Status.ABORTED || payment.status() == TossPayment.Status.EXPIRED
                        ? Page.said(200, "이 결제는 끝났습니다.", "This payment is over.")
                        : Answer.seeOther(
                                payment.successUrl(),
                                Map.of(
                                        "paymentType", "NORMAL",
                                        "orderId", payment.orderId(),
                                        "paymentKey", payment.paymentKey(),
                                        "amount", Long.toString(payment.amount())));
            }
            case "deposit" -> {
                told(books.deposit(key));
                yield Page.said(200, "입금되었습니다.", "The deposit has arrived.");
            }
            case "decline", "close" -> {
                var payment = books.answer(key, false);
                yield Answer.seeOther(
                        payment.failUrl(),
                        Map.of(
                                "code", "PAY_PROCESS_CANCELED",
                                "message", "사용자가 결제를 취소하였습니다",
                                "orderId", payment.orderId()));
            }
            default -> {
                var payment = books.find(key);
                yield Page.choice(
                        "토스페이먼츠 연습창",
                        "Toss Payments, practice",
                        payment.orderName(),
                        payment.amount() + "원",
                        "/window/" + payment.paymentKey());
            }
        };
    }

    /// Stands in for the gateway's script, which asks for a card to be saved and goes back with an `authKey`.
    private Answer billingWindow(Call call) {
        var request = call.request();
        var asked = request.method().equals("POST") ? request.form() : request.query();
        var customer = asked.getOrDefault("customerKey", "");
        var success = asked.getOrDefault("successUrl", "");
        if (customer.isEmpty() || !success.startsWith("http")) {
            throw new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다.");
        }
        if (!request.method().equals("POST")) {
            return Page.form(
                    "카드 등록 연습창",
                    "saving a card, practice",
                    "<input type=\"hidden\" name=\"customerKey\" value=\"%s\"><input type=\"hidden\" name=\"successUrl\""
                                    .formatted(escaped(customer))
                            + " value=\"%s\">".formatted(escaped(success)),
                    "/billing-window");
        }
        return Answer.seeOther(success, Map.of("customerKey", customer, "authKey", books.authorizeBilling(customer)));
    }

    /// What is answered is told as well.
    private Map<String, Object> told(TossPayment payment) {
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
        return view(payment);
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
        view.put("method", payment.isByVirtualAccount() ? "가상계좌" : "카드");
        view.put("virtualAccount", payment.depositInto() == null ? null : virtualAccount(payment));
        view.put("status", payment.status().name());
        view.put("totalAmount", payment.total());
        view.put("balanceAmount", payment.balance());
        view.put("requestedAt", moment(payment.requestedAt()));
        view.put("approvedAt", payment.approvedAt() == null ? null : moment(payment.approvedAt()));
        view.put("isPartialCancelable", true);
        view.put("checkout", Map.of("url", url + "/window/" + payment.paymentKey()));
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

    private static Map<String, Object> virtualAccount(TossPayment payment) {
        var view = new LinkedHashMap<String, Object>();
        view.put("accountType", "일반");
        view.put("accountNumber", payment.depositInto());
        view.put("bankCode", "88");
        view.put("dueDate", moment(payment.requestedAt().plus(7, ChronoUnit.DAYS)));
        view.put("refundStatus", payment.cancels().isEmpty() ? "NONE" : "COMPLETED");
        view.put("expired", false);
        view.put("settlementStatus", "INCOMPLETED");
        view.put("refundReceiveAccount", null);
        return view;
    }

    private static String moment(Instant at) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                at.truncatedTo(ChronoUnit.SECONDS).atZone(SEOUL));
    }
}
