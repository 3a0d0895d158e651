package io.holdfast.ticketing.repayment;

import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.Optional;

/// An order, or part of it, given up, and what became of the money.
///
/// @param refund empty when the fee is all of it
public record Cancellation(CancellationId id, String step, Money gross, Money fee, Optional<Owed> refund, Instant at) {

    public record Owed(RefundId id, Money amount, State state) {}

    public enum State {
        REQUESTED,
        SETTLED,
        /// A person has to look at it.
        PARKED
    }
}
