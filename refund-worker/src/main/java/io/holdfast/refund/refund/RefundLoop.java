package io.holdfast.refund.refund;

import io.holdfast.refund.provider.Found;
import io.holdfast.refund.provider.Provider;
import io.holdfast.refund.provider.Providers;
import io.holdfast.refund.provider.Repay;
import io.holdfast.refund.provider.RepayOutcome;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Takes refunds that are due and sends each on a thread of its own.
///
/// A worker that dies between the gateway's answer and our commit leaves a lease that runs out; whoever takes the
/// refund up next asks the gateway first.
@ApplicationScoped
class RefundLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(RefundLoop.class);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Refunds refunds;
    private final Providers providers;
    private final RefundConfig config;
    private final Semaphore room;
    private final Semaphore work = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("refund-loop").unstarted(this);
    private volatile boolean stopping;

    RefundLoop(Refunds refunds, Providers providers, RefundConfig config) {
        this.refunds = refunds;
        this.providers = providers;
        this.config = config;
        this.room = new Semaphore(config.atOnce());
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    /// What is under way may end; what is not begun waits for the next worker.
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        if (!room.tryAcquire(config.atOnce(), LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("some refunds are still being sent; the next worker will ask what became of them");
        }
    }

    /// There may be something to do.
    void wake() {
        work.release();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    if (leaseAndSend() == 0
                            && work.tryAcquire(config.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
                        work.drainPermits();
                    }
                } catch (RuntimeException away) {
                    LOG.warnf("no refunds are sent, next try in %s: %s", DATABASE_AWAY, away.getMessage());
                    Thread.sleep(DATABASE_AWAY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int leaseAndSend() {
        var sent = 0;
        for (var name : providers.names()) {
            var most = room.availablePermits();
            if (most == 0) {
                return sent;
            }
            var provider = providers.named(name).orElseThrow();
            for (var leased : refunds.lease(name, most)) {
                room.acquireUninterruptibly();
                Thread.ofVirtual().name("refund").start(() -> sendAndMakeRoom(provider, leased));
                sent++;
            }
        }
        return sent;
    }

    private void sendAndMakeRoom(Provider provider, Leased leased) {
        try {
            refunds.record(leased, send(provider, leased));
        } catch (RuntimeException e) {
            LOG.errorf(
                    e,
                    "what became of refund %s was not written down; the gateway is asked when the lease is over",
                    leased.refund().repayment().refund());
        } finally {
            room.release();
            wake();
        }
    }

    private static RepayOutcome send(Provider provider, Leased leased) {
        var repayment = leased.refund().repayment();
        var repay = new Repay(repayment.refund(), repayment.providerPayment(), repayment.amount());
        if (!leased.state().isRepetition()) {
            return provider.repay(repay);
        }
        return switch (provider.find(repay)) {
            case Found.Done(var repaid) -> repaid;
            case Found.NotDone _ -> provider.repay(repay);
            case Found.Unclear(var code) -> new RepayOutcome.Unclear(code);
        };
    }
}
