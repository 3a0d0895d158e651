package io.holdfast.refund.provider;

/// One payment gateway.
public interface Provider {

    /// The first part of its channels' names: `simulator` of `simulator-card`.
    String name();

    /// Whether there is a key for it; without one nobody can be asked.
    default boolean isOn() {
        return true;
    }

    /// Gives the money back; once for each refund id, however often it is asked.
    RepayOutcome repay(Repay repay);

    /// Whether that has been done before.
    Found find(Repay repay);

    /// The same after a try of which nobody knows what came: asked for again only if the gateway says that nothing has
    /// been done.
    default RepayOutcome repayUnlessDone(Repay repay) {
        return switch (find(repay)) {
            case Found.Done(var repaid) -> repaid;
            case Found.NotDone _ -> repay(repay);
            case Found.Unclear(var code) -> new RepayOutcome.Unclear(code);
        };
    }
}
