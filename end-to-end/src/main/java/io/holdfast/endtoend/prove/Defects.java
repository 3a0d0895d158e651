package io.holdfast.endtoend.prove;

import io.holdfast.endtoend.prove.check.Invariant;
import io.holdfast.endtoend.prove.defect.Defect;
import io.holdfast.endtoend.prove.defect.Planting;
import io.holdfast.launcher.house.House.Part;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/// Plants one defect after the other, has people buy for a while, and looks whether it is caught.
final class Defects {

    /// Somebody who finds the house broken gives up soon.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Stage stage;
    private final Planting planting;
    private final long seed;
    private final PrintStream out;
    private Set<Service> changed = EnumSet.noneOf(Service.class);

    Defects(Stage stage, Planting planting, long seed, PrintStream out) {
        this.stage = stage;
        this.planting = planting;
        this.seed = seed;
        this.out = out;
    }

    /// @param by what found it
    private record Caught(Defect defect, Set<Invariant> by, Duration took) {

        boolean isCaught() {
            return by.contains(defect.broken());
        }
    }

    /// @return whether each was caught by the invariant it breaks
    boolean allCaught() throws InterruptedException, SQLException, IOException {
        var all = new ArrayList<Caught>();
        for (var defect : Defect.values()) {
            var caught = look(defect);
            out.printf(
                    "%s: %s after %d s%n",
                    defect.sentence(),
                    caught.isCaught() ? "caught" : "NOT CAUGHT",
                    caught.took().toSeconds());
            all.add(caught);
        }
        out.println();
        out.print(table(all));
        return all.stream().allMatch(Caught::isCaught);
    }

    private Caught look(Defect defect) throws InterruptedException, SQLException, IOException {
        var since = Instant.now();
        plant(defect);
        try {
            var outcome = play(defect).on(stage);
            if (!planting.isPlanted(defect)) {
                throw new IllegalStateException("the defect “%s” could not be planted: what it changes reads otherwise"
                        .formatted(defect.sentence()));
            }
            var by = EnumSet.noneOf(Invariant.class);
            outcome.violations().forEach(violation -> by.add(violation.invariant()));
            return new Caught(defect, by, Duration.between(since, Instant.now()));
        } finally {
            run(defect.remove());
        }
    }

    private void plant(Defect defect) throws InterruptedException, SQLException, IOException {
        run(defect.plant());
        var restarted = EnumSet.noneOf(Service.class);
        restarted.addAll(changed);
        for (var service : changed) {
            stage.options(service, List.of());
        }
        changed = EnumSet.noneOf(Service.class);
        if (defect.service().isPresent()) {
            stage.options(defect.service().get(), planting.options(defect));
            changed.add(defect.service().get());
            restarted.add(defect.service().get());
        }
        restart(restarted);
    }

    private void restart(Set<Service> services) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var starting = new ArrayList<Future<?>>();
            for (var service : services) {
                starting.add(threads.submit(() -> {
                    stage.house().kill(service);
                    stage.restart(service);
                }));
            }
            for (var start : starting) {
                start.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a service with a defect does not start: " + e.getCause(), e);
        }
    }

    private void run(List<String> statements) throws SQLException {
        try (var connection = stage.database();
                var statement = connection.createStatement()) {
            for (var one : statements) {
                statement.execute(one);
            }
        }
    }

    private Play play(Defect defect) {
        var habits =
                switch (defect) {
                    case BOUGHT_TOO_LATE -> new Scene.Habits(0, 80, 0, 0);
                    case ENTERS_AGAIN -> new Scene.Habits(50, 0, 0, 90);
                    case REFUND_WITHOUT_KEY -> new Scene.Habits(0, 0, 20, 0);
                    default -> new Scene.Habits(50, 0, 20, 10);
                };
        Predicate<Nemesis.Fault> faults =
                switch (defect) {
                    case REFUND_WITHOUT_KEY -> fault -> fault.kind() == Nemesis.Kind.GATEWAY_FORGETS;
                    case COMMIT_NOT_AWAITED ->
                        fault -> fault.kind() == Nemesis.Kind.KILL
                                && fault.what().equals(Part.POSTGRES.name());
                    default -> _ -> false;
                };
        var seconds =
                switch (defect) {
                    case BOUGHT_TOO_LATE, LAST_COMES_FIRST -> 30;
                    default -> 15;
                };
        return new Play(Duration.ofSeconds(seconds), habits, new Scene.Size(16, 2, 10), 0, faults, PATIENCE, seed);
    }

    private static String table(List<Caught> all) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("seeded defect", "must be caught by", "was caught by"));
        for (var caught : all) {
            rows.add(List.of(
                    caught.defect().sentence(),
                    caught.defect().broken().name(),
                    caught.isCaught()
                            ? String.join(
                                    ", ", caught.by().stream().map(Enum::name).toList())
                            : "NOT CAUGHT " + caught.by()));
        }
        return Columns.of(rows);
    }
}
