package io.holdfast.endtoend.bench.workers;

import io.holdfast.endtoend.bench.stage.Ground;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// So many facts that are told one after the other: when each was told, and when it was first heard.
final class Told {

    /// So many things the facts are about. Facts of one are told by one thread, in order.
    static final int KEYS = 64;

    static final Told NOTHING = new Told(0, 0);

    private static final AtomicLong NEXT = new AtomicLong(1);

    private final long first;
    private final long[] told;
    private final long[] heard;
    private final long[] lastOfKey = new long[KEYS];
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger disordered = new AtomicInteger();
    private volatile long lastHeard;

    private Told(long first, int size) {
        this.first = first;
        this.told = new long[size];
        this.heard = new long[size];
    }

    static Told expecting(int size) {
        return new Told(NEXT.getAndAdd(size), size);
    }

    int size() {
        return told.length;
    }

    long number(int index) {
        return first + index;
    }

    static int key(int index) {
        return index % KEYS;
    }

    /// Each by one thread, before [#percentile] is asked for.
    void told(int index, long nanos) {
        told[index] = nanos;
    }

    /// By the reader's thread alone.
    void heard(int key, long number, long nanos) {
        if (number < first || number >= first + heard.length) {
            return;
        }
        var index = (int) (number - first);
        if (heard[index] != 0) {
            repeated.incrementAndGet();
            return;
        }
        heard[index] = nanos;
        if (number < lastOfKey[key]) {
            disordered.incrementAndGet();
        }
        lastOfKey[key] = Math.max(number, lastOfKey[key]);
        lastHeard = nanos;
        count.incrementAndGet();
    }

    int missing() {
        return told.length - count.get();
    }

    /// Heard again after they had been heard: allowed, and to be passed over.
    int repeated() {
        return repeated.get();
    }

    /// Heard for the first time after a later one of the same key.
    int disordered() {
        return disordered.get();
    }

    long lastHeard() {
        return lastHeard;
    }

    /// Until all are heard, or for so long.
    ///
    /// @return whether all have been heard
    boolean awaitAll(Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        while (missing() > 0 && System.nanoTime() < end) {
            Ground.pause(Duration.ofMillis(5));
        }
        return missing() == 0;
    }

    /// From being told to being heard.
    ///
    /// @return milliseconds
    double percentile(double share) {
        var sorted = IntStream.range(0, told.length)
                .mapToLong(index -> Math.max(0, heard[index] - told[index]))
                .sorted()
                .toArray();
        return percentile(sorted, share);
    }

    static double percentile(long[] nanos, double share) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
    }
}
