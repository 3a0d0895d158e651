package io.holdfast.endtoend.bench.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// What came of one measurement.
///
/// @param lasted from the first request to the last answer that counts
/// @param answers by status; 0 stands for a connection that broke
public record Round(Duration lasted, Map<Integer, Long> answers, Latencies latencies) {

    public Round {
        answers = new TreeMap<>(answers);
    }

    /// The same round of which another answer was wanted: that one counts as good, and every other as bad.
    public Round wanting(int status) {
        var wanted = answers.getOrDefault(status, 0L);
        return new Round(
                lasted,
                wanted == count() ? Map.of(200, wanted) : Map.of(200, wanted, 500, count() - wanted),
                latencies);
    }

    public long count() {
        return answers.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Those that are 200 to 299.
    public long good() {
        return answers.entrySet().stream()
                .filter(answer -> answer.getKey() / 100 == 2)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /// Good answers per second.
    public double perSecond() {
        return good() / (lasted.toNanos() / 1e9);
    }

    /// @throws IllegalStateException if there was no answer, or one that was not good: such a round says nothing
    public Round allGood(String what) {
        if (good() == 0) {
            throw new IllegalStateException("%s was not answered".formatted(what));
        }
        return noneBad(what);
    }

    /// @throws IllegalStateException if an answer was not a good one
    public Round noneBad(String what) {
        if (good() != count()) {
            throw new IllegalStateException("%s was answered with %s (count by status)".formatted(what, answers));
        }
        return this;
    }
}
