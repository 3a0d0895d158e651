package io.holdfast.endtoend.bench.room;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `./holdfast bench waiting-room`.
public final class RoomBench implements Bench.Subject {

    private final Stage stage;

    private RoomBench(Stage stage) {
        this.stage = stage;
    }

    public static RoomBench start(BenchOptions options, Machine machine, Path repository) throws IOException {
        return new RoomBench(Stage.open(options, machine, repository));
    }

    @Override
    public List<Bench.Chapter> chapters() {
        return List.of(
                new Looking(stage),
                new Joining(stage),
                new Growth(stage),
                new Admission(stage),
                new Drawing(stage),
                new ThreeInstances(stage));
    }

    @Override
    public void close() {
        stage.close();
    }
}
