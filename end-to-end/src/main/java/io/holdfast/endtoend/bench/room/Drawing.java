package io.holdfast.endtoend.bench.room;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.room.draw.Draw;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/// Figure 5: a draw among a million.
final class Drawing implements Bench.Chapter {

    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;
    private static final int VERIFIED = 20_000;

    private final Stage stage;

    Drawing(Stage stage) {
        this.stage = stage;
    }

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "A draw among a million";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var draw = new Draw(new byte[32]);
        var random = new Random(5);
        verify(draw, MANY, random);
        verify(draw, FEW, random);
        var verified = Pairs.measure(9, () -> verify(draw, MANY, random), () -> verify(draw, FEW, random));
        return List.of(
                ready(),
                Figure.compared(
                        "5b",
                        "verifying one place of 1,000,000 against one of 10,000",
                        "µs",
                        verified,
                        Goal.ratioAtMost(1.15),
                        "Mean of %,d places; nothing is stored for it.".formatted(VERIFIED)));
    }

    private Figure ready() throws IOException {
        var sale = SaleId.next();
        // Members join while the lobby is open; the opening is told when all are there.
        new Crowd(stage.redis()).fill(sale, Instant.now().plusSeconds(1_800), Instant.now(), MANY);
        var opens = Instant.now().plusSeconds(3);
        stage.announce(sale, opens, Admission.at(100));
        var drawn = new Watcher(stage, stage.room().at("/"), sale)
                .until(
                        opens.minusMillis(100),
                        opens.plusSeconds(30),
                        look -> look.document().path("drawn").asLong() == MANY);
        if (drawn.document().path("drawn").asLong() != MANY) {
            throw new IllegalStateException("a million were never drawn");
        }
        return Figure.alone(
                "5a",
                "draw of 1,000,000 ready after the opening",
                "ms",
                Duration.between(opens, drawn.at()).toNanos() / 1e6,
                List.of(),
                Goal.atMost(1_000, "ms"),
                "From the opening to the first public document that says a million are drawn, asked for every 20 ms.");
    }

    /// @return microseconds for one
    private static double verify(Draw draw, long size, Random random) {
        var began = System.nanoTime();
        var sum = 0L;
        for (var i = 0; i < VERIFIED; i++) {
            sum += draw.number(size, 1 + random.nextLong(size));
        }
        if (sum <= 0) {
            throw new IllegalStateException("numbers are positive");
        }
        return (System.nanoTime() - began) / 1e3 / VERIFIED;
    }
}
