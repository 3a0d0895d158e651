package io.holdfast.refund.provider;

import java.time.Instant;

/// What may come of asking a gateway.
public sealed interface RepayOutcome {

    /// The money is on its way back.
    ///
    /// @param providerRefund the refund's name at the gateway
    record Repaid(String providerRefund, Instant at) implements RepayOutcome {}

    /// It will never be done this way.
    ///
    /// @param code the gateway's own
    record Refused(String code) implements RepayOutcome {}

    /// It may have been done or not: no answer, a fault on the other side, or too much asked at once. To be asked
    /// about before it is asked for again.
    record Unclear(String code) implements RepayOutcome {}

    /// Not done: it goes to a bank account only, and none was named or the one that was is not good.
    ///
    /// @param code the gateway's own
    record AccountNeeded(String code) implements RepayOutcome {}
}
