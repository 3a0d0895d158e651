package io.holdfast.endtoend.bench.holds;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.load.Requests;
import io.holdfast.endtoend.bench.stage.Side;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Figure 4: the seat map everybody looks at.
final class SeatMap implements Bench.Chapter {

    private static final int CONNECTIONS = 128;

    private final Stage stage;
    private final Duration length;
    private final int warmUp;
    private final int pairs;

    SeatMap(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofMillis(stage.options().fullOrShort(2_500, 1_000));
        this.warmUp = stage.options().fullOrShort(300_000, 100_000);
        this.pairs = stage.options().fullOrShort(9, 4);
    }

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "Seat map of 15,000 seats";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var seats = stage.hall();
        stage.allFree();
        var cold = cold();
        stage.scatter(seats);
        var path = "/api/performances/" + seats.performances().getFirst() + "/seats";
        var map = stage.get(path);
        var figures = new ArrayList<Figure>();
        figures.add(Figure.alone(
                "4a",
                "seat map on the wire, seats taken here and there",
                "KiB",
                map.body().length / 1024.0,
                List.of(),
                Goal.atMost(20, "KiB"),
                "%s; seats left for each grade are in it."
                        .formatted(map.headers().firstValue("Content-Encoding").orElse("not compressed"))));
        figures.add(unchanged(path, map));
        figures.add(Figure.alone(
                "4c",
                "a map nobody has looked at, from the request to the answer",
                "ms",
                Pairs.median(cold),
                cold,
                Goal.atMost(20, "ms"),
                "One request each for performances of 15,000 seats: reading all seats, counting, writing."));
        return figures;
    }

    /// The first ones are for the compiler.
    private List<Double> cold() throws IOException {
        var all = new ArrayList<Double>();
        for (var performance : stage.openSale(375, 60).performances()) {
            var began = System.nanoTime();
            stage.get("/api/performances/" + performance + "/seats");
            all.add((System.nanoTime() - began) / 1e6);
        }
        return all.subList(30, all.size());
    }

    private Figure unchanged(String path, HttpResponse<byte[]> map) throws IOException {
        var tag = map.headers().firstValue("ETag").orElseThrow(() -> new IOException("a seat map without an ETag"));
        var again = Requests.same(Requests.get(path, "If-None-Match: " + tag + "\r\n"));
        var hello = Requests.same(Requests.get("/hello", ""));
        var baseline = stage.startBaseline(Service.TICKETING_API);
        try (var ours = new Side("the seat map", stage.api().port(), CONNECTIONS, () -> again, stage.api()::cpu)
                        .answering(304);
                var theirs = new Side("hello", baseline.port(), CONNECTIONS, () -> hello, baseline::cpu)) {
            ours.warmUp(warmUp, length, Spread.LONGEST_WARM_UP);
            theirs.warmUp(warmUp, length, Spread.LONGEST_WARM_UP);
            var measured = Pairs.measure(pairs, () -> ours.round(length), () -> theirs.round(length));
            return Figure.compared(
                    "4b",
                    "unchanged seat map (304), to the baseline's hello",
                    "answers/s",
                    measured,
                    Goal.ratioAtLeast(0.8),
                    "Processor time for each: ours %.0f µs, baseline %.0f µs; ours %s."
                            .formatted(ours.cpuMicros(), theirs.cpuMicros(), ours.latency()));
        } finally {
            stage.stop(baseline);
        }
    }
}
