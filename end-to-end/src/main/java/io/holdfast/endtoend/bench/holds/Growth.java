package io.holdfast.endtoend.bench.holds;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Pairs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// Figure 3: what a hold costs where there is very much more to hold.
final class Growth implements Bench.Chapter {

    private static final int CONNECTIONS = 256;
    private static final int ROWS_OF_LARGE = 2_500;
    private static final int ROWS_OF_SMALL = 25;

    /// Small ones to hold in; one alone would be full at once.
    private static final int SMALL = 12;

    private static final int OTHERS = 1_000;

    private final Stage stage;
    private final int rounds;

    Growth(Stage stage) {
        this.stage = stage;
        this.rounds = stage.options().fullOrShort(7, 4);
    }

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "100,000 seats and 1,000 performances";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var small = stage.openSale(ROWS_OF_SMALL, SMALL);
        var alone = statements(small);
        // Whoever comes first would pay for all that is compiled.
        IntStream.range(0, 2 * rounds).forEach(_ -> cost(small));
        var before = IntStream.range(0, rounds).mapToObj(_ -> cost(small)).toList();
        var large = stage.large(small, ROWS_OF_LARGE, OTHERS);
        var after = IntStream.range(0, rounds).mapToObj(_ -> cost(large)).toList();
        return List.of(
                Figure.compared(
                        "3a",
                        "processor time of a hold among 100,000 seats and 1,000 performances, to 1,000 seats and a dozen",
                        "µs",
                        new Pairs(after, before),
                        Goal.ratioAtMost(1.2),
                        "PostgreSQL's and the service's; one after the other in the same run, %,d holds each."
                                .formatted(small.blocks())),
                Figure.alone(
                        "3b",
                        "round trips to PostgreSQL for a hold that comes alone",
                        "statements",
                        alone,
                        List.of(),
                        Goal.atMost(2, ""),
                        "As pg_stat_statements counts them; in a crowd many holds share one."));
    }

    private double statements(Seats seats) {
        try (var one = new Load(stage.api().port(), 1)) {
            one.run(Duration.ofSeconds(2), stage.holds(seats, 0, 5)).allGood("a hold");
            stage.run("select pg_stat_statements_reset()");
            var count = 500;
            var round = one.run(Duration.ofSeconds(30), stage.holds(seats, 5, count))
                    .allGood("a hold");
            return stage.number("""
                select sum(calls) from pg_stat_statements
                 where query like '%insert into hold %' or query like '%unnest%asked%'
                """) / round.good();
        }
    }

    private double cost(Seats seats) {
        stage.allFree();
        var before = stage.api().cpu().plus(stage.postgresCpu());
        try (var load = new Load(stage.api().port(), CONNECTIONS)) {
            var round = load.run(Duration.ofSeconds(30), stage.holds(seats, 0, SMALL * ROWS_OF_SMALL * 10))
                    .allGood("a hold");
            return stage.api().cpu().plus(stage.postgresCpu()).minus(before).toNanos() / 1e3 / round.good();
        }
    }
}
