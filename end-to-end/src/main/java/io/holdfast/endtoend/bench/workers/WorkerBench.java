package io.holdfast.endtoend.bench.workers;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `./holdfast bench workers`.
public final class WorkerBench {

    private WorkerBench() {}

    public static Bench.Subject start(BenchOptions options, Machine machine, Path repository) throws IOException {
        var stage = Stage.open(options, machine, repository);
        return new Bench.Subject(
                stage,
                List.of(
                        Refunding.inPeace(stage),
                        Refunding.withDeaths(stage),
                        new FreedSeats(stage),
                        new ManySeats(stage),
                        new Notifying(stage),
                        new Facts(stage)));
    }
}
