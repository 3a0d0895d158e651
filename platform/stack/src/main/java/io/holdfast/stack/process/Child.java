package io.holdfast.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A process that never outlives its starter.
///
/// A small shell waits beside it on a pipe from this JVM. The pipe closes when this JVM ends, even by `kill -9`,
/// and then the shell stops the process and removes its temporary directory. The process runs in a session of its
/// own, so that Ctrl-C in the terminal reaches the starter alone, which then stops its parts in order.
public final class Child implements AutoCloseable {

    /// What `stop` and the shell send first; a process still there after [#PATIENCE] is killed.
    public enum Signal {
        TERM,
        INT
    }

    /// @param environment added to ours
    /// @param log where everything it prints goes, appended
    /// @param temporary removed when the process has ended
    public record Command(
            String name,
            List<String> words,
            Map<String, String> environment,
            Path directory,
            Path log,
            Signal signal,
            @Nullable Path temporary) {}

    private static final Duration PATIENCE = Duration.ofSeconds(25);

    /// `$1` the signal, `$2` what to remove, then the command.
    private static final String WITH_A_WATCHER = """
            exec 3<&0
            (
              cat <&3
              kill -s "$1" $$
              n=0
              while kill -0 $$ && [ $n -lt 125 ]; do n=$((n + 1)); sleep 0.2; done
              if kill -0 $$; then kill -9 $$; fi
              if [ -n "$2" ]; then rm -rf "$2"; fi
            ) >/dev/null 2>&1 &
            exec 3<&-
            shift 2
            exec "$@" </dev/null
            """;

    private final Command command;
    private final Process process;

    private Child(Command command, Process process) {
        this.command = command;
        this.process = process;
    }

    public static Child start(Command command) throws IOException {
        var words = new ArrayList<>(SESSION);
        words.addAll(List.of(
                "sh", "-c", WITH_A_WATCHER, command.name(), command.signal().name()));
        words.add(command.temporary() == null ? "" : command.temporary().toString());
        words.addAll(command.words());
        var builder = new ProcessBuilder(words)
                .directory(command.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        builder.environment().putAll(command.environment());
        return new Child(command, builder.start());
    }

    public String name() {
        return command.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Completed with the exit code when it has ended, for whatever reason.
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /// Stops it the way it likes to be stopped, and returns when it is gone.
    @Override
    public void close() {
        if (process.isAlive()) {
            // Nobody hears a signal who stands still.
            thaw();
            send(process.pid(), command.signal().name());
            try {
                if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    kill();
                }
            } catch (InterruptedException _) {
                kill();
                Thread.currentThread().interrupt();
            }
        }
        if (command.temporary() != null) {
            Directories.remove(command.temporary());
        }
    }

    /// Ends it at once, as a power cut would.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// It stands still, as on a machine that has stalled: it keeps its memory and its connections and answers nobody.
    public void freeze() {
        send(process.pid(), "STOP");
    }

    /// It goes on where it stood.
    public void thaw() {
        send(process.pid(), "CONT");
    }

    /// The end of what it printed.
    public String lastWords(int lines) {
        try {
            var all = new String(Files.readAllBytes(command.log()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join(System.lineSeparator(), all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(its log " + command.log() + " cannot be read)";
        }
    }

    /// What to say when it has died or is not getting ready.
    public String obituary(String what) {
        return "%s %s. Its last words, from %s:%n%s".formatted(command.name(), what, command.log(), lastWords(20));
    }

    public IllegalStateException failure(String what) {
        return new IllegalStateException(obituary(what));
    }

    /// To a process of this one's, too.
    public static void send(long pid, String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Linux has setsid, macOS has Perl; with neither the process shares our session.
    private static final List<String> SESSION = session();

    private static List<String> session() {
        if (Commands.succeeds("setsid", "true")) {
            return List.of("setsid");
        }
        if (Commands.succeeds("perl", "-MPOSIX", "-e", "exit 0")) {
            return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec @ARGV");
        }
        return List.of();
    }
}
