package io.holdfast.launcher.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// How much memory this process and all it has started really use.
final class Memory {

    private Memory() {}

    /// In MiB. Shared pages count once where the system tells (Linux: PSS), else the resident sets are added up.
    static long usedMebibytes() {
        var self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.descendants())
                        .mapToLong(process -> kibibytes(process.pid()))
                        .sum()
                / 1024;
    }

    private static long kibibytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException _) {
            return resident(pid);
        }
    }

    private static long resident(long pid) {
        try {
            var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(pid)).start();
            var said = new String(ps.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
            ps.waitFor(5, TimeUnit.SECONDS);
            return said.isBlank() ? 0 : Long.parseLong(said.strip());
        } catch (IOException | NumberFormatException _) {
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
