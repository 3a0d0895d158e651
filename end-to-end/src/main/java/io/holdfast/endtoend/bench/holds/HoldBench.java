package io.holdfast.endtoend.bench.holds;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `./holdfast bench holds`.
public final class HoldBench implements Bench.Subject {

    private final Stage stage;

    private HoldBench(Stage stage) {
        this.stage = stage;
    }

    public static HoldBench start(BenchOptions options, Machine machine, Path repository) throws IOException {
        return new HoldBench(Stage.open(options, machine, repository));
    }

    @Override
    public List<Bench.Chapter> chapters() {
        return List.of(
                new Spread(stage),
                new Contended(stage),
                new Growth(stage),
                new SeatMap(stage),
                new Purchases(stage),
                new Deadlocks(stage));
    }

    @Override
    public void close() {
        stage.close();
    }
}
