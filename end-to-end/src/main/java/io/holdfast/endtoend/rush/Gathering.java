package io.holdfast.endtoend.rush;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Where buyers wait for each other, to do the next thing at the same instant.
///
/// It begins when everybody is here who has not gone home, or when nobody may wait any longer.
public final class Gathering {

    private final AtomicInteger missing;
    private final AtomicInteger here = new AtomicInteger();
    private final CountDownLatch begins = new CountDownLatch(1);

    public Gathering(int expected) {
        this.missing = new AtomicInteger(expected);
    }

    /// Waits for the others.
    ///
    /// @param until by [System#nanoTime]
    public void await(long until) throws InterruptedException {
        if (begins.getCount() > 0) {
            here.incrementAndGet();
        }
        oneLess();
        if (!begins.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            begins.countDown();
        }
    }

    /// Nobody need wait for one who has gone home.
    public void goesHome() {
        oneLess();
    }

    private void oneLess() {
        if (missing.decrementAndGet() == 0) {
            begins.countDown();
        }
    }

    /// How many were here when it began.
    public int met() {
        return here.get();
    }
}
