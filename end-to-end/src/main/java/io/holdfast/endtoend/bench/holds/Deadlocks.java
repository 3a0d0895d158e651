package io.holdfast.endtoend.bench.holds;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import java.util.List;

/// Figure 6: deadlocks in all that was measured before.
final class Deadlocks implements Bench.Chapter {

    private final Stage stage;

    Deadlocks(Stage stage) {
        this.stage = stage;
    }

    @Override
    public int number() {
        return 6;
    }

    @Override
    public String title() {
        return "Deadlocks";
    }

    @Override
    public List<Figure> measure() {
        var deadlocks = stage.number("select deadlocks from pg_stat_database where datname = current_database()");
        return List.of(Figure.alone(
                "6",
                "deadlocks in any of it",
                "deadlocks",
                deadlocks,
                List.of(),
                Goal.atMost(0, ""),
                "As PostgreSQL counts them (pg_stat_database)."));
    }
}
