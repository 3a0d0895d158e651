package io.holdfast.endtoend.bench.room;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `./holdfast bench waiting-room`.
public final class RoomBench {

    private RoomBench() {}

    public static Bench.Subject start(BenchOptions options, Machine machine, Path repository) throws IOException {
        var stage = Stage.open(options, machine, repository);
        return new Bench.Subject(
                stage,
                List.of(
                        new Looking(stage),
                        new Joining(stage),
                        new Growth(stage),
                        new Admission(stage),
                        new Drawing(stage),
                        new ThreeInstances(stage)));
    }
}
