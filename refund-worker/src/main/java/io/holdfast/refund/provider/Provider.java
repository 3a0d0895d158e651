package io.holdfast.refund.provider;

/// One payment gateway.
public interface Provider {

    /// The first part of its channels' names: `simulator` of `simulator-card`.
    String name();

    /// Gives the money back; once for each refund id, however often it is asked.
    RepayOutcome repay(Repay repay);

    /// Whether that has been done before.
    Found find(Repay repay);
}
