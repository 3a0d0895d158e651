package io.holdfast.refund.refund;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A refund as staff see it. Never says to which account.
///
/// @param reason why it waits: the gateway's code, `UNKNOWN_CHANNEL`, `LARGE`
/// @param since when it has waited for a person or an account
/// @param nextAttemptAt when it is due or, while it is being sent, when that is given up
/// @param expectedAt when a day's cap lets it go out
/// @param byHand what somebody says was done by hand
@RegisterForReflection
public record RefundView(
        RefundId id,
        State state,
        OrderId order,
        PerformanceId performance,
        PaymentId payment,
        String channel,
        Money amount,
        String cause,
        int tries,
        @Nullable String reason,
        @Nullable Instant since,
        Instant requestedAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant expectedAt,
        @Nullable Instant settledAt,
        @Nullable String providerRefund,
        @Nullable ByHand byHand) {

    public enum State {
        REQUESTED,
        SENDING,
        SETTLED,
        PARKED,
        PROPOSED,
        AWAITING_ACCOUNT,
        NEEDS_APPROVAL
    }

    /// @param confirmedBy absent as long as nobody has
    @RegisterForReflection
    public record ByHand(
            String proposedBy, String reference, @Nullable String confirmedBy) {}

    /// @param outcome absent while it goes on, or when the worker died at it
    @RegisterForReflection
    public record Attempt(
            int number,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String outcome,
            @Nullable String code) {}

    /// What staff did.
    @RegisterForReflection
    public record Deed(
            Instant at,
            String by,
            String act,
            String reason,
            @Nullable String reference) {}
}
