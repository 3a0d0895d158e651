package io.holdfast.endtoend.rush;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What all buyers of one rush share.
final class Scene {

    final RushOptions options;
    final Addresses addresses;
    final HttpClient http;
    final Calls calls;
    final Books books = new Books();
    final Turns turns = new Turns();
    final Race race = new Race();
    final Gathering tills;
    final String performance;
    final String sale;

    /// By [System#nanoTime].
    final long opening;

    final AtomicInteger arrived = new AtomicInteger();
    final AtomicInteger waiting = new AtomicInteger();
    final AtomicInteger inside = new AtomicInteger();

    private final Map<Fate, AtomicInteger> fates = new EnumMap<>(Fate.class);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Hall hall;

    /// How a visit ended.
    enum Fate {
        BOUGHT("bought"),
        CANCELLED("bought, then gave tickets back"),
        NEVER_PAID("held seats and never paid"),
        LEFT("left the queue"),
        MISSED("did not come when called"),
        NO_SEATS("came in and found nothing"),
        LOST_RACE("wanted a seat that another got"),
        STILL_WAITING("still waiting when the sale was over"),
        FAILED("could not go on");

        private final String sayable;

        Fate(String sayable) {
            this.sayable = sayable;
        }

        @Override
        public String toString() {
            return sayable;
        }
    }

    Scene(
            RushOptions options,
            Addresses addresses,
            HttpClient http,
            Calls calls,
            String performance,
            String sale,
            long opening) {
        this.options = options;
        this.addresses = addresses;
        this.http = http;
        this.calls = calls;
        this.performance = performance;
        this.sale = sale;
        this.opening = opening;
        this.tills = new Gathering(options.buyers());
        for (var fate : Fate.values()) {
            fates.put(fate, new AtomicInteger());
        }
    }

    Browser newBrowser() {
        return new Browser(http, addresses.url(), calls, options.outageExpected());
    }

    /// The hall from whoever loads its plan first; the others load it too, but need not read it.
    Hall hall(Answer plan) {
        var known = hall;
        if (known == null) {
            known = new Hall(plan.json());
            hall = known;
        }
        return known;
    }

    /// Waits, unless the sale is over.
    ///
    /// @param until by [System#nanoTime]
    /// @return whether it is over
    boolean waitUntil(long until) throws InterruptedException {
        return over.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    boolean waitFor(Duration time) throws InterruptedException {
        return waitUntil(System.nanoTime() + time.toNanos());
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /// Everything is sold, or nobody may wait any longer.
    void end() {
        over.countDown();
    }

    void fate(Fate fate) {
        fateCount(fate).incrementAndGet();
    }

    Map<Fate, Integer> fates() {
        var counts = new EnumMap<Fate, Integer>(Fate.class);
        fates.forEach((fate, count) -> {
            if (count.get() > 0) {
                counts.put(fate, count.get());
            }
        });
        return counts;
    }

    private AtomicInteger fateCount(Fate fate) {
        return java.util.Objects.requireNonNull(fates.get(fate));
    }
}
