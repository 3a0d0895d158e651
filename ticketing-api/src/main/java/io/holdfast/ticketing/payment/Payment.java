package io.holdfast.ticketing.payment;

import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import java.util.Optional;
import java.util.UUID;

/// One attempt to pay.
///
/// @param providerPayment its name at the gateway
/// @param method the saved way to pay that is charged, if it is not answered on a page
/// @param overdue whether it has been asked for so long that we ask for the money no more
public record Payment(
        PaymentId id,
        Purpose purpose,
        String channel,
        Money amount,
        State state,
        String providerPayment,
        Optional<UUID> method,
        int asked,
        boolean overdue) {

    /// ```
    /// Started ──confirm──▶ Confirming ──▶ Captured
    ///    ▲                  │    │  ▲  ╰──▶ Declined
    ///    ╰── not charged ───╯    ▼  │ ask
    ///                          Unknown
    ///
    /// any but Captured ──the gateway says it was charged, the seats are gone──▶ Late (all of it goes back)
    /// any but Captured ──the gateway says another amount was charged──▶ Late (all of that goes back)
    /// ```
    ///
    /// A wallet has no seats to lose: whatever is charged for it is `Captured`.
    public enum State {
        STARTED,
        CONFIRMING,
        UNKNOWN,
        CAPTURED,
        DECLINED,
        LATE;

        public boolean open() {
            return this == CONFIRMING || this == UNKNOWN;
        }

        public boolean over() {
            return this == CAPTURED || this == LATE;
        }
    }
}
