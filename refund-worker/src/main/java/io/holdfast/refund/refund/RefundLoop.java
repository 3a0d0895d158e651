package io.holdfast.refund.refund;

import io.holdfast.contracts.personal.RefundAccount;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.loop.Loop;
import io.holdfast.refund.provider.Provider;
import io.holdfast.refund.provider.Providers;
import io.holdfast.refund.provider.Repay;
import io.holdfast.refund.provider.RepayOutcome;
import io.holdfast.refund.refund.Refunds.Answered;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Takes refunds that are due, sends each on a thread of its own, and writes down in groups what came of them: while
/// one group is being committed, the next gathers. A gateway has room for the next as soon as it has answered, not
/// only when the answer is written down; and one that is slow takes no room from the others.
///
/// A worker that dies between the gateway's answer and our commit leaves leases. The others look for such, and end
/// them; those that nobody finds run out. Whoever takes a refund up next asks the gateway first.
@ApplicationScoped
class RefundLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(RefundLoop.class);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /// How long room gathers before it is filled again, so that leasing is not done one by one.
    private static final Duration BREATH = Duration.ofMillis(5);

    /// How long the recorder waits before it looks whether it was the last answer.
    private static final Duration ANY_MORE = Duration.ofMillis(200);

    private static final int LARGEST_GROUP = 256;

    private final Refunds refunds;
    private final Holder holder;
    private final Providers providers;
    private final RefundConfig config;
    private final Map<String, Semaphore> rooms;
    private final Seal seal;
    private final Semaphore work = new Semaphore(0);
    private final BlockingQueue<Answered> answers = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofVirtual().name("refund-loop").unstarted(this);
    private final Loop heir = new Loop("refund-heir", this::lookForTheDead);
    private final Thread recorder = Thread.ofVirtual().name("refund-recorder").unstarted(this::recordInGroups);
    private volatile boolean stopping;
    private volatile boolean lastAnswerIsHere;

    RefundLoop(
            Refunds refunds,
            Holder holder,
            Providers providers,
            RefundConfig config,
            @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.refunds = refunds;
        this.holder = holder;
        this.providers = providers;
        this.config = config;
        this.rooms = providers.names().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, _ -> new Semaphore(config.atOnce())));
        this.seal = new Seal(key);
    }

    void start(@Observes StartupEvent event) {
        heir.start();
        thread.start();
        recorder.start();
    }

    /// What is under way may end; what is not begun waits for the next worker.
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        var until = System.nanoTime() + LAST_WORDS.toNanos();
        thread.join(LAST_WORDS);
        for (var room : rooms.values()) {
            if (!room.tryAcquire(config.atOnce(), until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn("some refunds are still being sent; the next worker will ask what became of them");
                break;
            }
        }
        lastAnswerIsHere = true;
        recorder.join(LAST_WORDS);
        heir.stop();
        holder.close();
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
                    if (leaseAndSend() > 0) {
                        Thread.sleep(BREATH);
                    } else if (work.tryAcquire(config.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
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

    private Duration lookForTheDead() {
        try {
            var ended = holder.look();
            if (ended > 0) {
                LOG.infof("a worker is gone; the gateway is asked about %d refunds it was sending", ended);
                wake();
            }
            return config.lookForTheDeadEvery();
        } catch (SQLException away) {
            LOG.warnf("leases end by time alone, next try in %s: %s", DATABASE_AWAY, away.getMessage());
            return DATABASE_AWAY;
        }
    }

    private int leaseAndSend() {
        var withRoom = rooms.entrySet().stream()
                .filter(room -> room.getValue().availablePermits() > 0)
                .map(Map.Entry::getKey)
                .toList();
        if (withRoom.isEmpty()) {
            return 0;
        }
        var sent = 0;
        for (var name : refunds.due(withRoom)) {
            var provider = providers.named(name).orElseThrow();
            var room = Objects.requireNonNull(rooms.get(name));
            // Nobody else takes room, so it can only have become more.
            for (var leased : refunds.lease(name, room.availablePermits())) {
                room.acquireUninterruptibly();
                Thread.ofVirtual().name("refund").start(() -> sendAndTell(provider, room, leased));
                sent++;
            }
        }
        return sent;
    }

    private void sendAndTell(Provider provider, Semaphore room, Leased leased) {
        try {
            answers.add(new Answered(leased, send(provider, leased)));
        } catch (RuntimeException e) {
            notWritten(leased, e);
        } finally {
            room.release();
            wake();
        }
    }

    private void recordInGroups() {
        var group = new ArrayList<Answered>();
        try {
            while (!lastAnswerIsHere || !answers.isEmpty()) {
                var first = answers.poll(ANY_MORE.toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                group.add(first);
                answers.drainTo(group, LARGEST_GROUP - 1);
                try {
                    refunds.record(group);
                } catch (RuntimeException e) {
                    group.forEach(answered -> notWritten(answered.leased(), e));
                }
                group.clear();
                // One may have kept another of its payment waiting.
                wake();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void notWritten(Leased leased, RuntimeException why) {
        LOG.errorf(
                why,
                "what became of refund %s was not written down; the gateway is asked when the lease is over",
                leased.refund().repayment().refund());
    }

    private RepayOutcome send(Provider provider, Leased leased) {
        var repayment = leased.refund().repayment();
        Optional<RefundAccount> account;
        try {
            account = leased.account()
                    .map(closed -> seal.openAccount(leased.refund().customer(), closed));
        } catch (IllegalArgumentException e) {
            // Nothing has been asked with it: the customer may name it again.
            account = Optional.empty();
        }
        var repay =
                new Repay(repayment.refund(), repayment.providerPayment(), repayment.amount(), account, leased.round());
        return leased.state().isRepetition() ? provider.repayUnlessDone(repay) : provider.repay(repay);
    }
}
