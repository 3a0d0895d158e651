package io.holdfast.endtoend.rush;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/// How far the rush is: one line that changes on a terminal, a line every few seconds elsewhere.
final class Progress implements Runnable {

    private static final int BAR = 12;

    private final Scene scene;
    private final Watch watch;
    private final int seats;
    private final PrintStream out;
    private final boolean terminal;

    Progress(Scene scene, Watch watch, int seats, PrintStream out) {
        this.scene = scene;
        this.watch = watch;
        this.seats = seats;
        this.out = out;
        this.terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
    }

    @Override
    public void run() {
        try {
            var before = 0L;
            var pause = Duration.ofSeconds(terminal ? 1 : 5);
            while (!scene.waitFor(pause)) {
                var calls = scene.calls.sent();
                show(line((calls - before) / (double) pause.toSeconds()));
                before = calls;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (terminal) {
            out.println();
        }
    }

    private void show(String line) {
        if (terminal) {
            out.print("\r" + line + "\u001b[K");
            out.flush();
        } else {
            out.println(line);
        }
    }

    private String line(double callsPerSecond) {
        var seen = watch.last();
        var full = seats == 0 ? 0 : seen.sold() * BAR / seats;
        var since = Duration.ofNanos(System.nanoTime() - scene.opening).toSeconds();
        // Short enough for a terminal of 80 columns.
        return "%+4d s %s%s %,d/%,d sold, %,d held, %,d waiting, %,d inside, %,.0f calls/s"
                .formatted(
                        since,
                        "█".repeat(full),
                        "░".repeat(BAR - full),
                        seen.sold(),
                        seats,
                        seen.held(),
                        scene.waiting.get(),
                        scene.inside.get(),
                        callsPerSecond);
    }
}
