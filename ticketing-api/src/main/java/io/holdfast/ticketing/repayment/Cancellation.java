package io.holdfast.ticketing.repayment;

import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An order, or part of it, given up, and what became of the money.
///
/// @param refund empty when the fee is all of it
public record Cancellation(CancellationId id, String step, Money gross, Money fee, Optional<Owed> refund, Instant at) {

    /// The same, and what was owed has gone back.
    public Cancellation settled() {
        return new Cancellation(
                id,
                step,
                gross,
                fee,
                refund.map(owed -> new Owed(owed.id(), owed.amount(), State.SETTLED, null, false)),
                at);
    }

    /// @param expectedAt when it is expected to go out, if a day's cap holds it back
    /// @param accountNeeded whether the customer has to say to which bank account
    public record Owed(
            RefundId id,
            Money amount,
            State state,
            @Nullable Instant expectedAt,
            boolean accountNeeded) {

        /// As it is when it has just been decided.
        public static Owed fresh(RefundId id, Money amount) {
            return new Owed(id, amount, State.REQUESTED, null, false);
        }
    }

    public enum State {
        REQUESTED,
        SETTLED,
        /// A person has to look at it.
        PARKED
    }
}
