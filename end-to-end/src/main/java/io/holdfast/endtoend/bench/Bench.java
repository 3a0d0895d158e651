package io.holdfast.endtoend.bench;

import io.holdfast.endtoend.bench.BenchOptions.WrongUsage;
import io.holdfast.endtoend.bench.holds.HoldBench;
import io.holdfast.endtoend.bench.room.RoomBench;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.web.WebBench;
import io.holdfast.endtoend.bench.workers.WorkerBench;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `./holdfast bench`: one subject, or all of them one after the other.
public final class Bench {

    /// Figures that are taken together.
    public interface Chapter {

        /// As in the list of goals.
        int number();

        String title();

        List<Figure> measure() throws IOException, InterruptedException;
    }

    /// What is started for a benchmark, and its chapters in order.
    public record Subject(Ground ground, List<Chapter> chapters) implements AutoCloseable {

        @Override
        public void close() {
            ground.close();
        }
    }

    private final BenchOptions options;
    private final PrintStream out;

    private Bench(BenchOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(run(
                List.of(arguments),
                Path.of(System.getProperty("holdfast.repository", "")).toAbsolutePath()));
    }

    /// @return 0 if it could be measured, whatever came of it; 2 if not
    private static int run(List<String> arguments, Path repository) {
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        if (arguments.contains("--help")) {
            out.print(BenchOptions.USAGE);
            return 0;
        }
        try {
            var options = BenchOptions.parse(arguments, repository);
            var before = options.against() == null ? Map.<String, Earlier>of() : Earlier.in(options.against());
            var result = new Bench(options, out).measure(repository);
            var report = new BenchReport(result, before);
            report.writeTo(options.out());
            out.print(report.text());
            out.printf("%nPage: %s%nData: %s%n", report.page(options.out()), report.data(options.out()));
            return result.figures().isEmpty() ? 2 : 0;
        } catch (WrongUsage wrong) {
            out.println(wrong.getMessage());
            out.println("./holdfast bench --help lists what can be said.");
            return 2;
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            out.println("It could not be measured: " + e.getMessage());
            return 2;
        }
    }

    private BenchResult measure(Path repository) {
        return BenchResult.of(options.subjects().stream()
                .map(subject -> measure(subject, repository))
                .toList());
    }

    private BenchResult measure(String name, Path repository) {
        var started = Instant.now();
        // Elsewhere PostgreSQL works for both sides of what is measured, and each side has the whole machine.
        var machine =
                name.equals("waiting-room") ? Machine.here() : Machine.here().unpinned();
        var before = Machine.loadAverage();
        var figures = new ArrayList<Figure>();
        var missing = new ArrayList<String>();
        out.printf("%s: %s%n%s; load average %.1f%n", name, machine, machine.pinning(), before);
        try (var subject = start(name, machine, repository)) {
            for (var chapter : subject.chapters()) {
                if (options.wants(name, chapter.number())) {
                    out.printf("%d %s … ", chapter.number(), chapter.title());
                    var since = Instant.now();
                    try {
                        figures.addAll(chapter.measure());
                        out.printf(
                                "%d s%n", Duration.between(since, Instant.now()).toSeconds());
                    } catch (IOException | UncheckedIOException | IllegalStateException e) {
                        // The others are still worth having.
                        missing.add("%d could not be measured: %s".formatted(chapter.number(), e.getMessage()));
                        out.println("failed");
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            missing.add("It was interrupted.");
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            // So are the other subjects.
            missing.add("It could not be measured: " + e.getMessage());
        } finally {
            machine.moveSelfBack();
        }
        return new BenchResult(
                name,
                started,
                options.shortened(),
                machine,
                List.of(new BenchResult.Noise(
                        name,
                        machine.pinning(),
                        before,
                        Machine.loadAverage(),
                        Duration.between(started, Instant.now()))),
                figures,
                missing);
    }

    private Subject start(String name, Machine machine, Path repository) throws IOException {
        return switch (name) {
            case "holds" -> HoldBench.start(options, machine, repository);
            case "workers" -> WorkerBench.start(options, machine, repository);
            case "web" -> WebBench.start(options, machine, repository);
            default -> RoomBench.start(options, machine, repository);
        };
    }
}
