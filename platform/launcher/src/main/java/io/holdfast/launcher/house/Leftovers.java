package io.holdfast.launcher.house;

import io.holdfast.stack.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/// The processes a house has started, on record, so that the next one can end those a killed house left behind.
final class Leftovers {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path record;

    Leftovers(Path record) {
        this.record = record;
    }

    synchronized void started(Child child) throws IOException {
        var start = startOf(child.pid());
        Files.writeString(
                record, child.pid() + " " + start + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Ends what is left and forgets it. A process of the same number that started at another time is somebody else.
    void end() throws IOException {
        if (!Files.exists(record)) {
            return;
        }
        for (var line : Files.readAllLines(record)) {
            var words = line.split(" ");
            if (words.length == 2 && startOf(Long.parseLong(words[0])) == Long.parseLong(words[1])) {
                ProcessHandle.of(Long.parseLong(words[0])).ifPresent(Leftovers::end);
            }
        }
        Files.delete(record);
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        var end = Instant.now().plus(PATIENCE);
        // One that nobody collects stays in the table without a command.
        while (process.isAlive() && process.info().command().isPresent()) {
            if (Instant.now().isAfter(end)) {
                process.destroyForcibly();
                return;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static long startOf(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().startInstant())
                .map(Instant::toEpochMilli)
                .orElse(-1L);
    }
}
