package io.holdfast.contracts.event;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;

/// What came of giving money back, told by refund-worker on topic `refund.outcomes`, keyed by order.
public sealed interface RefundEvent extends Event {

    String TOPIC = "refund.outcomes";

    RefundId refund();

    OrderId order();

    @Override
    default String topic() {
        return TOPIC;
    }

    @Override
    default String key() {
        return order().toString();
    }

    /// The gateway has confirmed it.
    ///
    /// @param providerRefund the refund's name at the gateway
    record RefundSettled(
            RefundId refund,
            OrderId order,
            PaymentId payment,
            PerformanceId performance,
            CustomerId customer,
            Money amount,
            String providerRefund,
            Instant at)
            implements RefundEvent {}

    /// It cannot be done without a person.
    ///
    /// @param reason the gateway's code, e.g. `ALREADY_REFUNDED`
    record RefundParked(RefundId refund, OrderId order, String reason, Instant at) implements RefundEvent {}

    /// The day's cap is reached, so it goes out later than it might have.
    ///
    /// @param expectedAt when it is expected to be sent to the gateway; may be told anew
    record RefundDelayed(RefundId refund, OrderId order, Instant expectedAt, Instant at) implements RefundEvent {}

    /// The gateway gives money back to a bank account only, and nobody has said to which.
    record RefundAccountNeeded(
            RefundId refund,
            OrderId order,
            PaymentId payment,
            PerformanceId performance,
            CustomerId customer,
            Money amount,
            Instant at)
            implements RefundEvent {}
}
