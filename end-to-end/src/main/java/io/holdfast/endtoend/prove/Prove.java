package io.holdfast.endtoend.prove;

import io.holdfast.endtoend.prove.ProveOptions.WrongUsage;
import io.holdfast.endtoend.prove.defect.Planting;
import io.holdfast.launcher.LauncherLog;
import io.holdfast.launcher.house.UnfitException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Breaks a house of its own in every way it knows while people buy, and judges what is left: `./holdfast prove`.
public final class Prove {

    private final ProveOptions options;
    private final Path repository;
    private final PrintStream out;

    Prove(ProveOptions options, Path repository, PrintStream out) {
        this.options = options;
        this.repository = repository;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(run(List.of(arguments)));
    }

    /// @return 0 if everything held, 1 if something did not, 2 if it could not be run
    private static int run(List<String> arguments) throws Exception {
        var out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        var repository = Path.of(System.getProperty("holdfast.repository", "")).toAbsolutePath();
        if (arguments.contains("--help")) {
            out.print(ProveOptions.USAGE);
            return 0;
        }
        try {
            var options = ProveOptions.parse(arguments, repository, System.nanoTime() & 0xffffff);
            return new Prove(options, repository, out).prove() ? 0 : 1;
        } catch (WrongUsage wrong) {
            out.println(wrong.getMessage());
            out.println("./holdfast prove --help lists what can be said.");
            return 2;
        } catch (UnfitException | IOException | IllegalStateException | SQLException e) {
            out.println("It could not be run: " + e.getMessage());
            return 2;
        }
    }

    private boolean prove() throws InterruptedException, SQLException, IOException {
        var since = Instant.now();
        out.printf("Starting a house of its own, with fsync on; seed %d, logs in %s.%n", options.seed(), options.out());
        var logs = Files.createDirectories(options.out().resolve("logs"));
        LauncherLog.to(logs);
        try (var stage = Stage.open(repository, logs, options.data())) {
            var closing = new Thread(stage::close);
            Runtime.getRuntime().addShutdownHook(closing);
            out.printf("Ready after %d s.%n%n", seconds(since));
            var held = !options.history() || history(stage);
            if (options.defects()) {
                out.println("\nNow one known defect after the other …\n");
                var planting = Planting.in(options.out().resolve("defects"));
                held &= new Defects(stage, planting, options.seed(), out).allCaught();
            }
            out.printf("%nAll of it took %d s.%n", seconds(since));
            return held;
        }
    }

    private boolean history(Stage stage) throws InterruptedException, SQLException, IOException {
        out.printf(
                "%d people buy for %d s while everything is broken in turn …%n%n",
                options.customers(), options.lasts().toSeconds());
        var play = new Play(
                options.lasts(),
                Scene.Habits.USUAL,
                new Scene.Size(options.customers(), 4, 10),
                10,
                _ -> true,
                Duration.ofSeconds(150),
                options.seed());
        var outcome = play.on(stage);
        out.print(outcome.tables());
        if (!outcome.holds()) {
            var kept = options.out().resolve("seed-" + options.seed());
            outcome.keep(kept, commit());
            outcome.violations().stream()
                    .limit(10)
                    .forEach(violation -> out.println(violation.invariant() + ": " + violation.found()));
            out.println("What happened and what is left is kept in " + kept + ".");
        }
        if (outcome.saysLittle()) {
            out.println("So little was bought or broken that this proves nothing; the machine may be too busy.");
        }
        return outcome.holds() && !outcome.saysLittle();
    }

    /// What was proven, or "unknown" where it cannot be told.
    private String commit() {
        try {
            var git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .directory(repository.toFile())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "unknown";
        } catch (IOException _) {
            return "unknown";
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }

    private static long seconds(Instant since) {
        return Duration.between(since, Instant.now()).toSeconds();
    }
}
