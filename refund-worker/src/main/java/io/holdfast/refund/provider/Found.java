package io.holdfast.refund.provider;

/// What a gateway says about a refund that may have been done.
public sealed interface Found {

    record Done(RepayOutcome.Repaid repaid) implements Found {}

    record NotDone() implements Found {}

    /// The gateway cannot say now.
    record Unclear(String code) implements Found {}
}
