package io.holdfast.endtoend.bench.holds;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Figure 1: holds of four seats, nobody in anybody's way.
final class Spread implements Bench.Chapter {

    /// Members who ask at once.
    private static final int FEW = 64;

    private static final List<Integer> CONNECTIONS = List.of(FEW, 512);

    static final Duration LONGEST_WARM_UP = Duration.ofSeconds(60);

    /// More than any round can use.
    static final int MOST_PER_SECOND = 25_000;

    private final Stage stage;
    private final Duration length;
    private final int warmUp;
    private final int pairs;

    Spread(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofSeconds(stage.options().fullOrShort(4, 3));
        this.warmUp = stage.options().fullOrShort(150_000, 50_000);
        this.pairs = stage.options().fullOrShort(7, 3);
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "Holds of four seats, spread";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var seats = stage.hall();
        var pgbench = new PgBench(stage, seats);
        var figures = new ArrayList<Figure>();
        for (var connections : CONNECTIONS) {
            try (var ours = stage.spread(seats, connections, length)) {
                ours.warmUp(warmUp, length, LONGEST_WARM_UP);
                var measured = Pairs.measure(pairs, () -> ours.round(length), () -> {
                    stage.allFree();
                    return pgbench.run(connections, length, seats);
                });
                figures.add(Figure.compared(
                        figures.isEmpty() ? "1a" : "1b",
                        "hold of 4 seats, %d connections".formatted(connections),
                        "holds/s",
                        measured,
                        Goal.ratioAtLeast(1.5),
                        "Processor time for each, PostgreSQL's included: %.0f µs; %s."
                                .formatted(ours.cpuMicros(), ours.latency())));
            }
        }
        figures.add(best(seats));
        return figures;
    }

    /// Whoever names no seats is given the best at that moment, which takes a choice and, in a crowd, often another.
    private Figure best(Seats seats) throws IOException {
        try (var named = stage.spread(seats, FEW, length);
                var best = stage.best(seats, FEW, length)) {
            best.warmUp(warmUp / 5, length, LONGEST_WARM_UP);
            var measured = Pairs.measure(pairs, () -> best.round(length), () -> named.round(length));
            return Figure.compared(
                    "1c",
                    "hold of the best 4 seats, to a hold of 4 that are named, %d connections".formatted(FEW),
                    "holds/s",
                    measured,
                    Goal.ratioAtLeast(0.5),
                    "Processor time for each, PostgreSQL's included: %.0f µs, named %.0f µs; %s."
                            .formatted(best.cpuMicros(), named.cpuMicros(), best.latency()));
        }
    }
}
