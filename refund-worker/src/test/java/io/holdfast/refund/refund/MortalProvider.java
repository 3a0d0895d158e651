package io.holdfast.refund.refund;

import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.refund.provider.Found;
import io.holdfast.refund.provider.Provider;
import io.holdfast.refund.provider.Providers;
import io.holdfast.refund.provider.Repay;
import io.holdfast.refund.provider.RepayOutcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// The simulator, reached by a worker that dies when told to: before the gateway hears of it, or after the gateway
/// has answered and before we write that down. It can also be told to leave whoever asks without an answer.
@ApplicationScoped
public class MortalProvider implements Provider {

    static final String CHANNEL = "mortal-card";

    private final Providers providers;
    final AtomicInteger deathsBefore = new AtomicInteger();
    final AtomicInteger deathsAfter = new AtomicInteger();
    private final Queue<RefundId> asked = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch silence = new CountDownLatch(0);

    MortalProvider(Providers providers) {
        this.providers = providers;
    }

    void dies(int before, int after) {
        deathsBefore.set(before);
        deathsAfter.set(after);
    }

    void fallsSilent() {
        silence = new CountDownLatch(1);
    }

    void answersAgain() {
        silence.countDown();
    }

    /// How often somebody set out to give it back.
    long asks(Repayment repayment) {
        return asked.stream().filter(repayment.refund()::equals).count();
    }

    @Override
    public String name() {
        return "mortal";
    }

    @Override
    public RepayOutcome repay(Repay repay) {
        asked.add(repay.refund());
        dieIf(deathsBefore);
        awaitAnAnswer();
        var outcome = simulator().repay(repay);
        dieIf(deathsAfter);
        return outcome;
    }

    @Override
    public Found find(Repay repay) {
        return simulator().find(repay);
    }

    private Provider simulator() {
        return providers.named("simulator").orElseThrow();
    }

    private void awaitAnAnswer() {
        try {
            silence.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void dieIf(AtomicInteger deaths) {
        if (deaths.getAndUpdate(left -> left > 0 ? left - 1 : 0) > 0) {
            throw new IllegalStateException("the worker dies here");
        }
    }
}
