package io.holdfast.refund.provider;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/// Orders that cost nothing. Nothing can have to go back; should it ever be asked for, there is nobody to ask.
@ApplicationScoped
class NothingPaid implements Provider {

    @Override
    public String name() {
        return "free";
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        return repay.amount().isZero()
                ? new RepayOutcome.Repaid(
                        "free-" + repay.refund(), Clock.systemUTC().instant())
                : new RepayOutcome.Refused("NOTHING_WAS_PAID");
    }

    @Override
    public Found find(Repay repay) {
        return new Found.NotDone();
    }
}
