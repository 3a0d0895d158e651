package io.holdfast.loop;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Work that goes on by itself, round after round, on a virtual thread of its own.
///
/// After each round it pauses as long as the round has said, or until it is woken. A round that fails is logged
/// and the next comes a second later; only [#stop] ends a loop.
public final class Loop {

    /// A pause that lasts until somebody wakes the loop.
    public static final Duration UNTIL_WOKEN = Duration.ofDays(365);

    private static final System.Logger LOG = System.getLogger(Loop.class.getName());
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(1);
    private static final Duration TO_END_BY_ITSELF = Duration.ofSeconds(5);
    private static final Duration TO_END_INTERRUPTED = Duration.ofSeconds(1);

    private final Round round;
    private final Thread thread;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean stopping;

    /// @param name of the thread
    public Loop(String name, Round round) {
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /// What is done again and again.
    @FunctionalInterface
    public interface Round {

        /// @return how long to pause before the next; zero for not at all
        /// @throws InterruptedException if it was stopped and took too long to end
        Duration go() throws InterruptedException;
    }

    /// @throws IllegalThreadStateException if it was started before
    public void start() {
        thread.start();
    }

    /// Ends the pause, or does without the next one.
    public void wake() {
        woken.release();
    }

    /// Whether a long round had better end.
    public boolean isStopping() {
        return stopping;
    }

    /// Waits for the round to end, interrupts it if that takes more than 5 s, and comes back once nothing runs
    /// any more. Doing so again changes nothing.
    public void stop() throws InterruptedException {
        stopping = true;
        wake();
        if (thread.getState() != Thread.State.NEW && !thread.join(TO_END_BY_ITSELF)) {
            thread.interrupt();
            thread.join(TO_END_INTERRUPTED);
        }
    }

    private void run() {
        try {
            while (!stopping) {
                if (woken.tryAcquire(paused().toNanos(), TimeUnit.NANOSECONDS)) {
                    woken.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            // The round took too long to end by itself.
        }
    }

    private Duration paused() throws InterruptedException {
        try {
            return round.go();
        } catch (RuntimeException e) {
            LOG.log(ERROR, thread.getName() + " stumbles, next try in " + AFTER_A_FAILURE, e);
            Thread.sleep(AFTER_A_FAILURE);
            return Duration.ZERO;
        }
    }
}
