package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Asked;
import io.holdfast.simulators.pg.PaymentState.Aborted;
import io.holdfast.simulators.pg.PaymentState.Authenticated;
import io.holdfast.simulators.pg.PaymentState.Captured;
import io.holdfast.simulators.pg.PaymentState.Expired;
import io.holdfast.simulators.pg.PaymentState.Ready;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One payment as the gateway's books have it.
record Payment(
        String paymentKey,
        String orderId,
        String orderName,
        long amount,
        String currency,
        String method,
        String successUrl,
        String failUrl,
        Instant createdAt,
        Asked asked,
        PaymentState state) {

    static final Duration EXPIRES_AFTER = Duration.ofMinutes(30);

    Payment with(PaymentState next) {
        return new Payment(
                paymentKey, orderId, orderName, amount, currency, method, successUrl, failUrl, createdAt, asked, next);
    }

    /// The payment as it stands at `now`: nobody may finish an old one.
    Payment at(Instant now) {
        if (now.isBefore(createdAt.plus(EXPIRES_AFTER))) {
            return this;
        }
        return switch (state) {
            case Ready ready -> with(ready.expire());
            case Authenticated authenticated -> with(authenticated.expire());
            case Captured _, Aborted _, Expired _ -> this;
        };
    }

    List<Cancel> cancels() {
        return state instanceof Captured captured ? captured.cancels() : List.of();
    }

    /// What is left of the captured money.
    long balance() {
        return state instanceof Captured captured
                ? amount - captured.cancels().stream().mapToLong(Cancel::amount).sum()
                : 0;
    }

    /// The state's name in the API.
    String status() {
        return switch (state) {
            case Ready _ -> "READY";
            case Authenticated _ -> "IN_PROGRESS";
            case Captured captured when captured.cancels().isEmpty() -> "DONE";
            case Captured _ -> balance() == 0 ? "CANCELED" : "PARTIAL_CANCELED";
            case Aborted _ -> "ABORTED";
            case Expired _ -> "EXPIRED";
        };
    }
}
