package io.holdfast.ticketing.order;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.Optional;

/// One booking.
///
/// @param booking the number a person can read out
/// @param subject who made it, member or browser; only they see it
/// @param refundRule the rule that was promised when it was made
public record Order(
        OrderId id,
        String booking,
        PerformanceId performance,
        SaleId sale,
        HoldId hold,
        CustomerId customer,
        Subject subject,
        String refundRule,
        Money total,
        State state,
        Instant at,
        Optional<Instant> paidAt) {

    /// ```
    /// Pending ──captured──▶ Paid ──cancel──▶ PartlyCancelled ──cancel──▶ Cancelled
    ///    ╰──── hold lapsed, nothing in flight ──▶ Lapsed
    /// ```
    public enum State {
        PENDING,
        PAID,
        PARTLY_CANCELLED,
        CANCELLED,
        LAPSED
    }
}
