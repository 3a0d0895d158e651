package io.holdfast.endtoend.bench.holds;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.stage.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Figure 2: everybody wants the same seat.
final class Contended implements Bench.Chapter {

    private static final int BUYERS = 1_000;
    private static final int CONNECTIONS = 512;
    private static final int MOST_PER_SECOND = 90_000;

    private final Stage stage;
    private final Duration length;
    private final int races;
    private final int pairs;

    Contended(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofMillis(stage.options().fullOrShort(2_500, 1_500));
        this.races = stage.options().fullOrShort(20, 5);
        this.pairs = stage.options().fullOrShort(7, 3);
    }

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "One seat, a thousand buyers";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var seats = stage.hall();
        var figures = new ArrayList<Figure>();
        stage.allFree();
        figures.add(races(seats));
        stage.allFreeBut(seats.performances().getFirst(), "[\"0-0\"]");
        var performance = seats.performances().getFirst();
        var wanted = "[\"0-0\"]";
        var most = (int) (MOST_PER_SECOND * length.toMillis() / 1_000);
        try (var refused = new Side(
                                "refusals",
                                stage.api().port(),
                                CONNECTIONS,
                                () -> stage.sameSeats(performance, wanted, most),
                                () -> stage.api().cpu().plus(stage.postgresCpu()))
                        .answering(409);
                var spread = stage.spread(seats, CONNECTIONS, length)) {
            refused.warmUp(stage.options().fullOrShort(300_000, 100_000), length, Spread.LONGEST_WARM_UP);
            spread.warmUp(stage.options().fullOrShort(100_000, 30_000), length, Spread.LONGEST_WARM_UP);
            var measured = Pairs.measure(
                    pairs,
                    () -> {
                        stage.allFreeBut(performance, wanted);
                        return refused.round(length);
                    },
                    () -> spread.round(length));
            figures.add(Figure.compared(
                    "2b",
                    "refusals of a taken seat, to spread holds",
                    "answers/s",
                    measured,
                    Goal.ratioAtLeast(4),
                    "Each with three alternatives. Processor time for each: %.0f µs; %s."
                            .formatted(refused.cpuMicros(), refused.latency())));
            figures.add(Figure.compared(
                    "2c",
                    "refusal p99, to a spread hold's",
                    "ms",
                    new Pairs(refused.p99(), spread.p99()),
                    Goal.ratioAtMost(1),
                    "With %d connections each.".formatted(CONNECTIONS)));
        }
        return figures;
    }

    private Figure races(Seats seats) {
        var won = new ArrayList<Double>();
        var wrong = 0.0;
        try (var crowd = new Load(stage.api().port(), BUYERS)) {
            for (var race = 0; race < races; race++) {
                var block = race + 50;
                var performance = seats.performance(block);
                var seat = seats.seats(block).replaceAll(",.*", "]");
                var round = crowd.run(Duration.ofSeconds(20), stage.sameSeats(performance, seat, BUYERS));
                var winners = round.answers().getOrDefault(201, 0L);
                var refused = round.answers().getOrDefault(409, 0L);
                won.add((double) winners);
                wrong += Math.abs(winners - 1) + (BUYERS - winners - refused);
            }
        }
        return Figure.alone(
                "2a",
                "%d buyers on 1 seat: answers other than one 201 and %d times 409".formatted(BUYERS, BUYERS - 1),
                "answers",
                wrong,
                won,
                Goal.atMost(0, ""),
                "In %d races; the rounds are winners.".formatted(races));
    }
}
