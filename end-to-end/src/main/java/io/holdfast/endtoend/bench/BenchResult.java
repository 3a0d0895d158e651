package io.holdfast.endtoend.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What a benchmark found.
///
/// @param name of the benchmark, e.g. `waiting-room`
/// @param shortened whether it took fewer and shorter rounds than it should
/// @param loadBefore the machine's load average
/// @param loadAfter the same when all was done
/// @param missing figures that could not be taken, and why
public record BenchResult(
        String name,
        Instant startedAt,
        Duration lasted,
        boolean shortened,
        Machine machine,
        double loadBefore,
        double loadAfter,
        List<Figure> figures,
        List<String> missing) {

    public BenchResult {
        figures = List.copyOf(figures);
        missing = List.copyOf(missing);
    }

    long met() {
        return figures.stream().filter(Figure::meets).count();
    }
}
