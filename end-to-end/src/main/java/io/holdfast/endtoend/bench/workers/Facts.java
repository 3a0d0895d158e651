package io.holdfast.endtoend.bench.workers;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.stage.Ground;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// Figure 5: how long a fact takes from its commit to whoever hears of it, and what an absence of Kafka leaves behind.
///
/// refund-worker carries what another process commits into its outbox, so it finds facts by looking.
final class Facts implements Bench.Chapter {

    private static final int PER_SECOND = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Long enough for the relay to have nothing to do.
    private static final long IDLE_MILLIS = 1_500;

    private final Stage stage;
    private final int rounds;
    private final int seconds;
    private final int awakenings;
    private final Duration outage;

    /// What gathers while Kafka is away: ten minutes' worth, or what is really told meanwhile.
    private final int gathered;

    Facts(Stage stage) {
        this.stage = stage;
        var options = stage.options();
        this.rounds = options.fullOrShort(5, 3);
        this.seconds = options.fullOrShort(10, 3);
        this.awakenings = options.fullOrShort(60, 12);
        this.outage = Duration.ofSeconds(options.fullOrShort(60, 20));
        this.gathered = options.fullOrShort(600 * PER_SECOND, 0);
    }

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "facts";
    }

    @Override
    public List<Figure> measure() throws IOException, InterruptedException {
        stage.refundWorker();
        try (var writer = new FactWriter(stage);
                var reader = new FactReader(stage.kafka().bootstrapServers())) {
            // Compilers and caches come first.
            steady(reader, told -> writer.commit(told, PER_SECOND));
            steady(reader, told -> writer.straight(told, PER_SECOND));
            var figures = new ArrayList<Figure>();
            figures.add(busy(writer, reader));
            figures.add(awakened(writer, reader));
            figures.addAll(withoutKafka(writer, reader));
            return figures;
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @FunctionalInterface
    private interface Telling {
        void tell(Told facts);
    }

    private Told steady(FactReader reader, Telling telling) {
        return heard(reader, Told.expecting(PER_SECOND * seconds), telling);
    }

    private static Told heard(FactReader reader, Told facts, Telling telling) {
        reader.expect(facts);
        telling.tell(facts);
        if (!facts.awaitAll(PATIENCE)) {
            throw new IllegalStateException("%,d of %,d facts were not heard".formatted(facts.missing(), facts.size()));
        }
        return facts;
    }

    private Figure busy(FactWriter writer, FactReader reader) {
        var last = new ArrayList<String>();
        var pairs = Pairs.measure(
                rounds,
                () -> {
                    var since = System.nanoTime();
                    var took = new ArrayList<long[]>();
                    var facts = steady(reader, told -> {
                        took.add(writer.commit(told, PER_SECOND));
                        last.clear();
                        last.add("%,.0f commits/s were told"
                                .formatted(told.size() / ((System.nanoTime() - since) / 1e9)));
                    });
                    last.add("a commit took p50 %.1f ms, p95 %.1f ms"
                            .formatted(Told.percentile(took.getLast(), 0.5), Told.percentile(took.getLast(), 0.95)));
                    last.add("ours " + spread(facts));
                    return facts.percentile(0.95);
                },
                () -> steady(reader, told -> writer.straight(told, PER_SECOND)).percentile(0.95));
        return Figure.compared(
                "5a",
                "commit to consumer at %,d facts/s, P95, to producer to consumer without a database"
                        .formatted(PER_SECOND),
                "ms",
                pairs,
                Goal.atMost(30, "ms"),
                "The last round: %s.".formatted(String.join("; ", last)));
    }

    private static String spread(Told facts) {
        return "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms"
                .formatted(facts.percentile(0.5), facts.percentile(0.95), facts.percentile(0.99));
    }

    /// One fact after a while without any, many times.
    private Figure awakened(FactWriter writer, FactReader reader) {
        var pairs = Pairs.measure(
                rounds,
                () -> oneByOne(reader, told -> writer.commit(told, PER_SECOND)),
                () -> oneByOne(reader, told -> writer.straight(told, PER_SECOND)));
        return Figure.compared(
                "5b",
                "commit to consumer of the first fact after silence, P95, to producer to consumer without a database",
                "ms",
                pairs,
                Goal.atMost(30, "ms"),
                "%d silences in each round.".formatted(awakenings / rounds));
    }

    private double oneByOne(FactReader reader, Telling telling) {
        var took = new long[Math.max(1, awakenings / rounds)];
        for (var i = 0; i < took.length; i++) {
            Ground.pause(
                    Duration.ofMillis(IDLE_MILLIS + ThreadLocalRandom.current().nextLong(50)));
            took[i] = (long) (heard(reader, Told.expecting(1), telling).percentile(1) * 1e6);
        }
        return Told.percentile(took, 0.95);
    }

    /// The broker stands still; what it has been sent and not read, it reads when it goes on.
    private List<Figure> withoutKafka(FactWriter writer, FactReader reader) throws SQLException {
        var broker = stage.kafka().process();
        var facts = reader.expect(Told.expecting(Math.max(gathered, PER_SECOND * (int) outage.toSeconds())));
        var since = System.nanoTime();
        broker.freeze();
        try {
            if (gathered == 0) {
                writer.commit(facts, PER_SECOND);
            } else {
                writer.gather(facts);
            }
            Ground.pause(Duration.ofNanos(Math.max(0, outage.toNanos() - (System.nanoTime() - since))));
        } finally {
            broker.thaw();
        }
        var back = System.nanoTime();
        var waiting = writer.backlog();
        var all = facts.awaitAll(Duration.ofMinutes(10));
        var drained = (facts.lastHeard() - back) / 1e9;
        var note = "Kafka stood still for %d s, %,d facts waited, %,.0f were heard per second once it was back%s."
                .formatted(
                        TimeUnit.NANOSECONDS.toSeconds(back - since),
                        waiting,
                        (facts.size() - facts.missing()) / drained,
                        all ? "" : "; the rest was not awaited");
        return List.of(
                alone("5c", "after an absence of Kafka, until everything has been heard", "s", drained, 120, note),
                alone("5d", "facts lost by it", "", facts.missing(), 0, "Of %,d.".formatted(facts.size())),
                alone(
                        "5e",
                        "facts first heard after a later one of the same key",
                        "",
                        facts.disordered(),
                        0,
                        "%,d were heard more than once.".formatted(facts.repeated())));
    }

    private static Figure alone(String number, String name, String unit, double ours, double most, String note) {
        return Figure.alone(number, name, unit, ours, List.of(ours), Goal.atMost(most, unit), note);
    }
}
