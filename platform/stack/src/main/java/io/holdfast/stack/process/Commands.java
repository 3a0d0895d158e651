package io.holdfast.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Short commands that are waited for.
public final class Commands {

    private Commands() {}

    /// Whether the command exists and ends with 0.
    public static boolean succeeds(String... words) {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// @throws IOException with everything it printed, if it does not end with 0
    public static void run(Path directory, List<String> words) throws IOException {
        var process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            var code = process.waitFor();
            if (code != 0) {
                throw new IOException("%s ended with %d: %s".formatted(words.getFirst(), code, printed.strip()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException(words.getFirst() + " was interrupted", e);
        }
    }
}
