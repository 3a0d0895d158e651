package io.holdfast.endtoend.bench.room;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/// Figure 4: whether people are called as fast as was said, and as soon.
final class Admission implements Bench.Chapter {

    private static final int WAITING = 10_000;
    private static final List<Integer> RATES = List.of(10, 100, 1_000);

    private final Stage stage;
    private final Duration length;
    private final int openings;

    Admission(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofSeconds(stage.options().fullOrShort(60, 12));
        this.openings = stage.options().fullOrShort(20, 5);
    }

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "Admission";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var crowd = new Crowd(stage.redis());
        var figures = new ArrayList<>(rates(crowd));
        figures.add(first(crowd));
        for (var missing : List.of(0.0, 0.3)) {
            figures.add(new Rehearsal(stage.redis()).measure(missing == 0 ? "4e" : "4f", missing));
        }
        return figures;
    }

    /// A tenth of a second's worth at once, and room for everybody.
    static AdmissionSettings at(int rate) {
        return new AdmissionSettings(
                rate, Math.max(1, rate / 10), 10 * WAITING, Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    private List<Figure> rates(Crowd crowd) {
        var opens = Instant.now().plusSeconds(5);
        var sales = RATES.stream().map(_ -> SaleId.next()).toList();
        for (var i = 0; i < sales.size(); i++) {
            crowd.fill(sales.get(i), opens, Instant.now(), WAITING);
            stage.announce(sales.get(i), opens, at(RATES.get(i)));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var measured = new ArrayList<CompletableFuture<Figure>>();
            for (var i = 0; i < sales.size(); i++) {
                var sale = sales.get(i);
                var rate = RATES.get(i);
                var number = "4" + (char) ('a' + i);
                measured.add(CompletableFuture.supplyAsync(() -> rate(number, rate, sale, opens), threads));
            }
            return measured.stream().map(CompletableFuture::join).toList();
        }
    }

    private Figure rate(String number, int rate, SaleId sale, Instant opens) {
        // Without the burst at the beginning, and before nobody is left.
        var from = opens.plusMillis(1_500);
        var lasts = Math.min(length.toMillis(), (WAITING - rate / 2) * 1_000L / rate - 500);
        var until = opens.plusMillis(lasts);
        var watcher = new Watcher(stage, stage.room().at("/"), sale);
        watcher.until(from, until, _ -> false);
        var pace = watcher.pace(from, until);
        return Figure.alone(
                number,
                "admission at %,d/s, off by".formatted(rate),
                "%",
                Math.abs(pace / rate - 1) * 100,
                List.of(),
                Goal.atMost(2, "%"),
                "%s/s over %d s, with %,d waiting.".formatted(Figure.number(pace), lasts / 1_000, WAITING));
    }

    /// The first call after the opening, of one sale after the other.
    private Figure first(Crowd crowd) {
        var millis = new ArrayList<Double>();
        var opens = Instant.now().plusSeconds(2);
        var sales = new ArrayList<SaleId>();
        for (var i = 0; i < openings; i++) {
            var sale = SaleId.next();
            // Not always at the same moment of the second.
            var at = opens.plusMillis(i * 730L);
            crowd.fill(sale, at, Instant.now(), 1_000);
            stage.announce(sale, at, at(100));
            sales.add(sale);
        }
        for (var i = 0; i < openings; i++) {
            var at = opens.plusMillis(i * 730L);
            var called = new Watcher(stage, stage.room().at("/"), sales.get(i))
                    .until(at.minusMillis(100), at.plusSeconds(10), look -> look.serving() > 0);
            millis.add(Duration.between(at, called.at()).toNanos() / 1e6);
        }
        return Figure.alone(
                "4d",
                "first admission after the opening, longest of %d".formatted(openings),
                "ms",
                millis.stream().max(Double::compare).orElseThrow(),
                millis,
                Goal.atMost(300, "ms"),
                "As seen in the public document, asked for every 20 ms; median %s ms."
                        .formatted(Figure.number(Pairs.median(millis))));
    }
}
