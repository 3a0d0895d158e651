package io.holdfast.ticketing.payment;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;

/// One attempt to pay an order.
///
/// @param providerPayment its name at the gateway
public record Payment(
        PaymentId id, OrderId order, String channel, Money amount, State state, String providerPayment, int asked) {

    /// ```
    /// Started ──confirm──▶ Confirming ──▶ Captured
    ///    ▲                  │    │  ▲  ╰──▶ Declined
    ///    ╰── not charged ───╯    ▼  │ ask
    ///                          Unknown
    ///
    /// any but Captured ──the gateway says it was charged, the seats are gone──▶ Late (all of it goes back)
    /// ```
    public enum State {
        STARTED,
        CONFIRMING,
        UNKNOWN,
        CAPTURED,
        DECLINED,
        LATE;

        boolean open() {
            return this == CONFIRMING || this == UNKNOWN;
        }
    }
}
