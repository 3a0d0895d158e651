package io.holdfast.endtoend.bench.web;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import io.holdfast.endtoend.bench.holds.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `./holdfast bench web`.
public final class WebBench {

    private WebBench() {}

    public static Bench.Subject start(BenchOptions options, Machine machine, Path repository) throws IOException {
        var stage = Stage.open(options, machine, repository);
        var web = new WebStage(stage);
        return new Bench.Subject(
                stage, List.of(new FirstLoad(web), new ArenaMap(web), new StadiumMap(web), new LiveChanges(web)));
    }
}
