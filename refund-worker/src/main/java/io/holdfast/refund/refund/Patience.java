package io.holdfast.refund.refund;

import io.holdfast.refund.provider.RepayOutcome;
import io.holdfast.refund.provider.RepayOutcome.AccountNeeded;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import io.holdfast.refund.refund.RefundState.Sending;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// How a refund goes on after its gateway has answered, or has not.
///
/// @param tries after so many in a row without an answer a person is asked
record Patience(int tries, Backoff backoff) {

    RefundState after(Sending sending, RepayOutcome outcome, Instant now, RandomGenerator random) {
        return switch (outcome) {
            case Repaid(var providerRefund, var at) -> sending.settle(providerRefund, at);
            case Refused(var code) -> sending.park(code, now);
            case AccountNeeded(var code) -> sending.awaitAccount(code, now);
            case Unclear(var code) when sending.inARow() >= tries -> sending.park(code, now);
            case Unclear _ -> sending.tryLater(now.plus(backoff.after(sending.inARow(), random)));
        };
    }
}
