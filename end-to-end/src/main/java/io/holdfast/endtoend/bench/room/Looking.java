package io.holdfast.endtoend.bench.room;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.load.Requests;
import io.holdfast.endtoend.bench.stage.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Figure 1: what everybody does most of the time, looking how far the queue is, against the baseline's `hello`.
final class Looking implements Bench.Chapter {

    static final int CONNECTIONS = 128;

    /// Nobody is called, so whoever waits stays far back.
    static final AdmissionSettings STANDING =
            new AdmissionSettings(0.001, 1, 1, Duration.ofMinutes(10), Duration.ofMinutes(10));

    static final Duration LONGEST_WARM_UP = Duration.ofSeconds(25);

    /// Long enough for a look at the door more or less not to matter.
    private static final Duration AT_REST = Duration.ofSeconds(8);

    private static final int AHEAD = 2_000;

    private final Stage stage;
    private final Duration length;
    private final int warmUp;
    private final int pairs;

    Looking(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofMillis(stage.options().fullOrShort(2_500, 1_000));
        this.warmUp = stage.options().fullOrShort(200_000, 60_000);
        this.pairs = stage.options().fullOrShort(9, 4);
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "Looking how far the queue is";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var baseline = stage.startBaseline();
        var room = stage.room();
        var sale = stage.openSale(STANDING);
        crowd(sale);
        var places = places(sale);
        var hello = Requests.same(Requests.get("/hello", ""));
        var document = Requests.same(Requests.get(Stage.serving(sale), ""));
        var polls = Requests.each(places.stream()
                .map(place -> Requests.get(Stage.places(sale) + "/me", "Holdfast-Place: " + place + "\r\n"))
                .toList());
        try (var ofBaseline = new Side("hello", baseline.port(), CONNECTIONS, () -> hello, baseline::cpu);
                var ofDocument = new Side("the document", room.port(), CONNECTIONS, () -> document, room::cpu);
                var ofPolls = new Side("the personal poll", room.port(), CONNECTIONS, () -> polls, room::cpu)) {
            for (var side : List.of(ofBaseline, ofDocument, ofPolls)) {
                side.warmUp(warmUp, length, LONGEST_WARM_UP);
            }
            var first = Pairs.measure(pairs, () -> ofDocument.round(length), () -> ofBaseline.round(length));
            var atRest = commandsPerSecond();
            var counter = new Commands();
            var second = Pairs.measure(
                    pairs, () -> counter.during(() -> ofPolls.round(length)), () -> ofBaseline.round(length));
            var extra = Math.max(0, counter.perSecond() - atRest);
            return List.of(
                    Figure.compared(
                            "1a",
                            "now-serving document",
                            "requests/s",
                            first,
                            Goal.ratioAtLeast(0.85),
                            cpu(ofDocument, ofBaseline)),
                    Figure.compared(
                            "1b",
                            "personal poll, far back",
                            "requests/s",
                            second,
                            Goal.ratioAtLeast(0.85),
                            cpu(ofPolls, ofBaseline)),
                    Figure.alone(
                            "1c",
                            "Redis commands caused by polling",
                            "commands/s",
                            extra,
                            List.of(),
                            Goal.atMost(10, "/s"),
                            "%.5f for each of %,d polls; %.0f commands/s without anybody asking."
                                    .formatted(
                                            extra * counter.seconds() / ofPolls.answered(),
                                            ofPolls.answered(),
                                            atRest)));
        } finally {
            stage.stop(baseline);
        }
    }

    /// People ahead of those who ask.
    private void crowd(SaleId sale) {
        try (var load = new Load(stage.room().port(), 16)) {
            load.run(Duration.ofSeconds(60), Joining.joins(stage, sale, AHEAD)).allGood("joining");
        }
    }

    private List<String> places(SaleId sale) throws IOException {
        var places = new ArrayList<String>();
        for (var i = 0; i < CONNECTIONS; i++) {
            places.add(stage.join(stage.room().at(Stage.places(sale)))
                    .path("place")
                    .asText());
        }
        return places;
    }

    static String cpu(Side ours, Side baseline) {
        return "Processor time for each: ours %.0f µs, baseline %.0f µs; ours %s with %d connections."
                .formatted(ours.cpuMicros(), baseline.cpuMicros(), ours.latency(), CONNECTIONS);
    }

    private double commandsPerSecond() {
        var counter = new Commands();
        counter.during(() -> {
            Stage.pause(AT_REST);
            return 0;
        });
        return counter.perSecond();
    }

    /// Counts the commands Redis runs, those inside of scripts too.
    private final class Commands {
        private long count;
        private long nanos;

        double during(java.util.function.DoubleSupplier work) {
            var before = stage.redis().number("stats", "total_commands_processed");
            var began = System.nanoTime();
            var result = work.getAsDouble();
            nanos += System.nanoTime() - began;
            // The question itself is one.
            count += stage.redis().number("stats", "total_commands_processed") - before - 1;
            return result;
        }

        double perSecond() {
            return count / seconds();
        }

        double seconds() {
            return nanos / 1e9;
        }
    }
}
