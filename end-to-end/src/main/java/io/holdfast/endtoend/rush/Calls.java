package io.holdfast.endtoend.rush;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// How many requests of each kind were sent, what they met, and how long they took.
final class Calls {

    private final Map<Step, Call> calls = new EnumMap<>(Step.class);
    private final AtomicLong sent = new AtomicLong();

    Calls() {
        for (var step : Step.values()) {
            calls.put(step, new Call());
        }
    }

    /// @param nanos since it was meant to be sent
    void took(Step step, long nanos, Answer answer, Answer.Expected expected) {
        sent.incrementAndGet();
        Objects.requireNonNull(calls.get(step)).add((int) Math.min(Integer.MAX_VALUE, nanos / 1_000), answer, expected);
    }

    long sent() {
        return sent.get();
    }

    /// Those that were made.
    Map<Step, Summary> summaries() {
        var summaries = new EnumMap<Step, Summary>(Step.class);
        calls.forEach((step, call) -> {
            var summary = call.summary();
            if (summary.count() > 0) {
                summaries.put(step, summary);
            }
        });
        return summaries;
    }

    /// @param refusals that are part of a rush, by problem
    /// @param errors all other failures, in a few words each
    /// @param interrupted unanswered while an outage was part of the play
    /// @param p50 in milliseconds, as the other percentiles
    record Summary(
            int count,
            Map<String, Integer> refusals,
            Map<String, Integer> errors,
            int interrupted,
            double p50,
            double p95,
            double p99,
            double max) {

        int refused() {
            return sum(refusals);
        }

        int failed() {
            return sum(errors);
        }

        private static int sum(Map<String, Integer> counts) {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static final class Call {

        private int[] micros = new int[256];
        private int count;
        private int interrupted;
        private final Map<String, Integer> refusals = new TreeMap<>();
        private final Map<String, Integer> errors = new TreeMap<>();

        private synchronized void add(int took, Answer answer, Answer.Expected expected) {
            if (count == micros.length) {
                micros = Arrays.copyOf(micros, 2 * count);
            }
            micros[count++] = took;
            switch (expected) {
                case GOOD -> {}
                case REFUSED -> {
                    if (answer.unanswered()) {
                        interrupted++;
                    } else {
                        refusals.merge(answer.brief(), 1, Integer::sum);
                    }
                }
                case ERROR -> errors.merge(answer.brief(), 1, Integer::sum);
            }
        }

        private synchronized Summary summary() {
            var sorted = Arrays.copyOf(micros, count);
            Arrays.sort(sorted);
            return new Summary(
                    count,
                    new TreeMap<>(refusals),
                    new TreeMap<>(errors),
                    interrupted,
                    percentile(sorted, 50),
                    percentile(sorted, 95),
                    percentile(sorted, 99),
                    percentile(sorted, 100));
        }

        /// Nearest rank.
        private static double percentile(int[] sorted, int percent) {
            if (sorted.length == 0) {
                return 0;
            }
            var rank = (int) Math.ceil(percent / 100.0 * sorted.length);
            return sorted[Math.max(1, rank) - 1] / 1_000.0;
        }
    }
}
