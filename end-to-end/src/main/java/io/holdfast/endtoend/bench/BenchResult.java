package io.holdfast.endtoend.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/// What a benchmark found.
///
/// @param name of the benchmark, e.g. `waiting-room`
/// @param shortened whether it took fewer and shorter rounds than it should
/// @param noise of each subject, in order
/// @param missing figures that could not be taken, and why
public record BenchResult(
        String name,
        Instant startedAt,
        boolean shortened,
        Machine machine,
        List<Noise> noise,
        List<Figure> figures,
        List<String> missing) {

    /// The name of a run of several subjects.
    static final String ALL = "all";

    /// What else there was to hear while a subject was measured.
    ///
    /// @param pinning what ran on which core
    /// @param loadBefore the machine's load average
    /// @param loadAfter the same when all was done
    public record Noise(String subject, String pinning, double loadBefore, double loadAfter, Duration lasted) {}

    public BenchResult {
        noise = List.copyOf(noise);
        figures = List.copyOf(figures);
        missing = List.copyOf(missing);
    }

    /// Of several subjects, each figure under its subject's name, and ratios first: they mean the same on any machine.
    static BenchResult of(List<BenchResult> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        var first = parts.getFirst();
        return new BenchResult(
                ALL,
                first.startedAt,
                first.shortened,
                first.machine,
                parts.stream().flatMap(part -> part.noise.stream()).toList(),
                parts.stream()
                        .flatMap(part -> part.figures.stream().map(figure -> figure.of(part.name)))
                        .sorted(Comparator.comparing(figure -> figure.ratio() == null))
                        .toList(),
                parts.stream()
                        .flatMap(part -> part.missing.stream().map(sentence -> part.name + ": " + sentence))
                        .toList());
    }

    long met() {
        return figures.stream().filter(Figure::meets).count();
    }
}
