package io.holdfast.refund.refund;

import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import java.time.Instant;

/// Money to be given back, and whose it is.
record Refund(
        Repayment repayment, PerformanceId performance, OrderId order, CustomerId customer, Cause cause, Instant at) {

    enum Cause {
        CANCELLED,
        LATE_CAPTURE
    }
}
