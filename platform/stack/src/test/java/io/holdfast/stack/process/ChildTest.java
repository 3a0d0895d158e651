package io.holdfast.stack.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.stack.process.Child.Command;
import io.holdfast.stack.process.Child.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

    @TempDir
    Path directory;

    /// A JVM that starts a child, says its process id, and waits to be killed.
    static final class Starter {
        public static void main(String[] args) throws Exception {
            var temporary = Path.of(args[1]);
            var child = Child.start(new Command(
                    "sleeper",
                    List.of("sleep", "300"),
                    Map.of(),
                    temporary,
                    Path.of(args[0]).resolve("sleeper.log"),
                    Signal.TERM,
                    temporary));
            Files.writeString(Path.of(args[0]).resolve("said.part"), String.valueOf(child.pid()));
            Files.move(Path.of(args[0]).resolve("said.part"), Path.of(args[0]).resolve("said"));
            child.ended().join();
        }
    }

    @Test
    void a_child_ends_and_its_temporary_directory_goes_when_its_starter_is_killed() throws Exception {
        // Given
        var temporary = Files.createDirectory(directory.resolve("temporary"));
        var starter = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Starter.class.getName(),
                        directory.toString(),
                        temporary.toString())
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(directory.resolve("said")));
        var child = ProcessHandle.of(Long.parseLong(Files.readString(directory.resolve("said"))))
                .orElseThrow();

        // When
        starter.destroyForcibly().waitFor();

        // Then
        await().atMost(Duration.ofSeconds(20)).until(() -> gone(child));
        await().atMost(Duration.ofSeconds(20)).until(() -> !Files.exists(temporary));
    }

    @Test
    void closing_lets_it_say_goodbye() throws Exception {
        // Given
        // Not INT: a shell started in the background ignores it, and so does every shell below.
        var child = sh("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done", Signal.TERM);
        await().until(() -> child.lastWords(1).equals("ready"));

        // When
        child.close();

        // Then
        assertThat(child.lastWords(1)).isEqualTo("bye");
        assertThat(child.alive()).isFalse();
    }

    @Test
    void what_it_printed_last_can_be_told_when_it_has_died() throws Exception {
        // Given
        var child = sh("echo one; echo two; echo three; exit 7", Signal.TERM);

        // When
        var code = child.ended().join();

        // Then
        assertThat(code).isEqualTo(7);
        assertThat(child.failure("has died"))
                .hasMessageContaining("sleeper has died")
                .hasMessageEndingWith(String.join(System.lineSeparator(), "one", "two", "three"));
    }

    private Child sh(String script, Signal signal) throws IOException {
        return Child.start(new Command(
                "sleeper", List.of("sh", "-c", script), Map.of(), directory, directory.resolve("log"), signal, null));
    }

    /// Where nobody collects dead processes they stay in the table; they have no command any more.
    private static boolean gone(ProcessHandle process) {
        return !process.isAlive() || process.info().command().isEmpty();
    }
}
