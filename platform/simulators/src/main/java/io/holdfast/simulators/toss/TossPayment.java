package io.holdfast.simulators.toss;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.holdfast.simulators.gateway.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One payment as the gateway's books have it.
///
/// @param method null for a card
/// @param depositInto the account that was issued for it; null before, and for cards
/// @param charged what was really taken; null before
/// @param confirmed what it was taken with
record TossPayment(
        String paymentKey,
        String orderId,
        String orderName,
        long amount,
        String type,
        @Nullable String method,
        String successUrl,
        String failUrl,
        Status status,
        Instant requestedAt,
        @Nullable Instant approvedAt,
        @Nullable Long charged,
        @Nullable Asked confirmed,
        @Nullable String depositInto,
        List<Cancel> cancels) {

    /// ```
    /// Ready ──window answered──▶ InProgress ──confirm──▶ Done ──cancel──▶ PartialCanceled, Canceled
    ///   │                          │  │                     ▲
    ///   │                          │  ╰──▶ WaitingForDeposit ╯ (a virtual account, when it is paid into)
    ///   ╰── 30 minutes ─▶ Expired ◀╯ 10 minutes
    /// ```
    enum Status {
        READY,
        IN_PROGRESS,
        WAITING_FOR_DEPOSIT,
        DONE,
        PARTIAL_CANCELED,
        CANCELED,
        ABORTED,
        EXPIRED
    }

    record Cancel(String transactionKey, long cancelAmount, String cancelReason, Instant canceledAt, Asked asked) {}

    static final String VIRTUAL_ACCOUNT = "VIRTUAL_ACCOUNT";

    private static final Duration EXPIRES_AFTER = Duration.ofMinutes(40);

    TossPayment with(Status next) {
        return with(next, approvedAt, charged, confirmed, depositInto, cancels);
    }

    TossPayment charged(long taken, Instant at, Asked asked) {
        return with(Status.DONE, at, taken, asked, depositInto, cancels);
    }

    /// Nothing is charged before somebody pays into the account.
    TossPayment awaitingDeposit(String account, Asked asked) {
        return with(Status.WAITING_FOR_DEPOSIT, approvedAt, charged, asked, account, cancels);
    }

    /// With all that may change.
    private TossPayment with(
            Status next,
            @Nullable Instant approved,
            @Nullable Long taken,
            @Nullable Asked asked,
            @Nullable String account,
            List<Cancel> all) {
        return new TossPayment(
                paymentKey,
                orderId,
                orderName,
                amount,
                type,
                method,
                successUrl,
                failUrl,
                next,
                requestedAt,
                approved,
                taken,
                asked,
                account,
                all);
    }

    @JsonIgnore
    boolean isByVirtualAccount() {
        return VIRTUAL_ACCOUNT.equals(method);
    }

    TossPayment cancelled(Cancel cancel) {
        var all = Stream.concat(cancels.stream(), Stream.of(cancel)).toList();
        var left = taken() - all.stream().mapToLong(Cancel::cancelAmount).sum();
        return with(
                left == 0 ? Status.CANCELED : Status.PARTIAL_CANCELED,
                approvedAt,
                charged,
                confirmed,
                depositInto,
                all);
    }

    /// The payment as it stands at `now`: nobody may finish an old one.
    TossPayment at(Instant now) {
        return (status == Status.READY || status == Status.IN_PROGRESS)
                        && !now.isBefore(requestedAt.plus(EXPIRES_AFTER))
                ? with(Status.EXPIRED)
                : this;
    }

    private long taken() {
        return charged == null ? 0 : charged;
    }

    /// What was asked for or, once it was taken, what was taken.
    @JsonIgnore
    long total() {
        return charged == null ? amount : charged;
    }

    @JsonIgnore
    long balance() {
        return total() - cancels.stream().mapToLong(Cancel::cancelAmount).sum();
    }
}
