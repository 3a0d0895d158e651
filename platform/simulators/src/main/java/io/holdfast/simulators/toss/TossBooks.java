package io.holdfast.simulators.toss;

import io.holdfast.simulators.gateway.Asked;
import io.holdfast.simulators.gateway.Journal;
import io.holdfast.simulators.gateway.Names;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.toss.TossPayment.Cancel;
import io.holdfast.simulators.toss.TossPayment.Status;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The gateway's books. One lock for all of them: nobody measures this.
final class TossBooks {

    private final Map<String, TossPayment> payments = new LinkedHashMap<>();
    private final Map<String, String> authKeys = new LinkedHashMap<>();
    private final Map<String, String> billingKeys = new LinkedHashMap<>();
    private final InstantSource clock;
    private final Journal<TossPayment> journal;

    TossBooks(InstantSource clock, Journal<TossPayment> journal) {
        this.clock = clock;
        this.journal = journal;
        journal.read(payment -> payments.put(payment.paymentKey(), payment));
    }

    synchronized TossPayment open(
            String orderId,
            String orderName,
            long amount,
            String type,
            @Nullable String method,
            String successUrl,
            String failUrl) {
        if (!orderId.matches("[A-Za-z0-9_-]{6,64}")) {
            throw new Refused(400, "INVALID_ORDER_ID", "주문번호는 영문 대소문자, 숫자, 특수문자 -_ 6자 이상 64자 이하여야 합니다.");
        }
        if (amount < 100) {
            throw new Refused(400, "BELOW_MINIMUM_AMOUNT", "결제 금액은 100원 이상이어야 합니다.");
        }
        requireUnused(orderId);
        return keep(new TossPayment(
                Names.fresh("tsim"),
                orderId,
                orderName,
                amount,
                type,
                method,
                successUrl,
                failUrl,
                Status.READY,
                clock.instant(),
                null,
                null,
                null,
                null,
                List.of()));
    }

    /// The customer's answer in the window; a second answer changes nothing.
    synchronized TossPayment answer(String paymentKey, boolean approved) {
        return change(
                paymentKey,
                payment -> payment.status() == Status.READY
                        ? payment.with(approved ? Status.IN_PROGRESS : Status.ABORTED)
                        : payment);
    }

    synchronized TossPayment confirm(
            String paymentKey, String orderId, long amount, Asked asked, boolean rejected, boolean wrongly) {
        var confirmed = change(paymentKey, payment -> switch (payment.status()) {
            case READY, EXPIRED ->
                throw new Refused(404, "NOT_FOUND_PAYMENT_SESSION", "결제 시간이 만료되어 결제 진행 데이터가 존재하지 않습니다.");
            case ABORTED -> throw new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다.");
            case WAITING_FOR_DEPOSIT, DONE, PARTIAL_CANCELED, CANCELED ->
                throw new Refused(400, "ALREADY_PROCESSED_PAYMENT", "이미 처리된 결제 입니다.");
            case IN_PROGRESS -> {
                if (!payment.orderId().equals(orderId) || payment.amount() != amount) {
                    throw new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다.");
                }
                requireUnused(orderId);
                if (!rejected && payment.isByVirtualAccount()) {
                    yield payment.awaitingDeposit(Names.digits(14), asked);
                }
                yield rejected
                        ? payment.with(Status.ABORTED)
                        : payment.charged(wrongly ? amount + 1_000 : amount, clock.instant(), asked);
            }
        });
        if (confirmed.status() == Status.ABORTED) {
            throw new Refused(403, "REJECT_CARD_COMPANY", "결제 승인이 거절되었습니다.");
        }
        return confirmed;
    }

    /// A customer's card is left here; what the browser is given can be made into a key once.
    synchronized String authorizeBilling(String customerKey) {
        var authKey = Names.fresh("auth");
        authKeys.put(authKey, customerKey);
        return authKey;
    }

    synchronized String issueBilling(String authKey, String customerKey) {
        if (!customerKey.equals(authKeys.get(authKey))) {
            throw new Refused(400, "INVALID_AUTHORIZE_AUTH", "유효하지 않은 인증 방식입니다.");
        }
        authKeys.remove(authKey);
        var billingKey = Names.fresh("bill");
        billingKeys.put(billingKey, customerKey);
        return billingKey;
    }

    synchronized TossPayment chargeBilling(
            String billingKey,
            String customerKey,
            String orderId,
            String orderName,
            long amount,
            Asked asked,
            boolean rejected,
            boolean wrongly) {
        if (!billingKeys.containsKey(billingKey)) {
            throw new Refused(404, "NOT_FOUND_BILLING_KEY", "존재하지 않는 빌링키 입니다.");
        }
        if (!customerKey.equals(billingKeys.get(billingKey))) {
            throw new Refused(400, "NOT_MATCHES_CUSTOMER_KEY", "빌링 인증 고객키와 결제 요청 고객키가 일치하지 않습니다.");
        }
        if (rejected) {
            throw new Refused(403, "REJECT_CARD_COMPANY", "결제 승인이 거절되었습니다.");
        }
        var opened = open(orderId, orderName, amount, "BILLING", null, "", "");
        return keep(opened.charged(wrongly ? amount + 1_000 : amount, clock.instant(), asked));
    }

    /// Somebody pays into the account that was issued; once.
    synchronized TossPayment deposit(String paymentKey) {
        return change(
                paymentKey,
                payment -> payment.status() == Status.WAITING_FOR_DEPOSIT
                        ? payment.charged(
                                payment.amount(), clock.instant(), Objects.requireNonNull(payment.confirmed()))
                        : payment);
    }

    /// @param account where to, for what was paid into a virtual account
    synchronized TossPayment cancel(
            String paymentKey, Optional<Long> amount, String reason, Optional<TossRefundAccount> account, Asked asked) {
        return change(paymentKey, payment -> switch (payment.status()) {
            case READY, IN_PROGRESS, ABORTED, EXPIRED ->
                throw new Refused(403, "NOT_CANCELABLE_PAYMENT", "취소 할 수 없는 결제 입니다.");
            case CANCELED -> throw new Refused(400, "ALREADY_CANCELED_PAYMENT", "이미 취소된 결제 입니다.");
            case WAITING_FOR_DEPOSIT -> payment.with(Status.CANCELED);
            case DONE, PARTIAL_CANCELED -> {
                if (payment.isByVirtualAccount()) {
                    account.orElseThrow(() -> new Refused(400, "INVALID_REQUEST", "잘못된 요청입니다."))
                            .check();
                }
                var wanted = amount.orElseGet(payment::balance);
                if (wanted <= 0 || wanted > payment.balance()) {
                    throw new Refused(403, "NOT_CANCELABLE_AMOUNT", "취소 할 수 없는 금액 입니다.");
                }
                yield payment.cancelled(new Cancel(Names.fresh("txrd_"), wanted, reason, clock.instant(), asked));
            }
        });
    }

    synchronized TossPayment find(String paymentKey) {
        return change(paymentKey, payment -> payment);
    }

    /// The latest, and one that was charged before all others.
    synchronized TossPayment ofOrder(String orderId) {
        var all = payments.values().stream()
                .filter(payment -> payment.orderId().equals(orderId))
                .toList();
        return all.stream()
                .filter(payment -> payment.charged() != null)
                .findFirst()
                .or(() -> all.stream().reduce((_, second) -> second))
                .orElseThrow(TossBooks::unknown);
    }

    synchronized Collection<TossPayment> all() {
        return List.copyOf(payments.values());
    }

    private void requireUnused(String orderId) {
        if (payments.values().stream()
                .anyMatch(payment -> payment.orderId().equals(orderId) && payment.charged() != null)) {
            throw new Refused(400, "DUPLICATED_ORDER_ID", "이미 승인 및 취소가 진행된 중복된 주문번호 입니다. 다른 주문번호로 진행해주세요.");
        }
    }

    private TossPayment change(String paymentKey, UnaryOperator<TossPayment> move) {
        var before = payments.get(paymentKey);
        if (before == null) {
            throw unknown();
        }
        return keep(move.apply(keep(before.at(clock.instant()))));
    }

    private TossPayment keep(TossPayment payment) {
        if (!payment.equals(payments.get(payment.paymentKey()))) {
            journal.write(payment);
            payments.put(payment.paymentKey(), payment);
        }
        return payment;
    }

    private static Refused unknown() {
        return new Refused(404, "NOT_FOUND_PAYMENT", "존재하지 않는 결제 정보 입니다.");
    }
}
