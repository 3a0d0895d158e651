package io.holdfast.endtoend.bench.load;

/// How long answers took, counted in steps of about 3 %.
public final class Latencies {

    private static final int STEPS = 32;
    private static final int BITS = 5;

    private final long[] counts = new long[64 * STEPS];
    private long count;

    public void add(long nanos) {
        counts[index(nanos)]++;
        count++;
    }

    void add(Latencies others) {
        for (var i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
        count += others.count;
    }

    private static int index(long nanos) {
        if (nanos < STEPS) {
            return (int) Math.max(0, nanos);
        }
        var power = 63 - Long.numberOfLeadingZeros(nanos);
        var step = (int) (nanos >>> power - BITS) - STEPS;
        return (power - BITS + 1) * STEPS + step;
    }

    private static long least(int index) {
        if (index < STEPS) {
            return index;
        }
        var power = index / STEPS + BITS - 1;
        return STEPS + index % STEPS << (power - BITS);
    }

    /// @param share 0.5 for the median
    /// @return milliseconds; 0 without any
    public double millis(double share) {
        var wanted = (long) Math.ceil(share * count);
        var seen = 0L;
        for (var i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted && counts[i] > 0) {
                return least(i) / 1e6;
            }
        }
        return 0;
    }
}
