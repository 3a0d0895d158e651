package io.holdfast.simulators.pg;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The books on disk: one line of JSON per change, the last line about a payment holds. Survives the death of
/// the process; a power cut may cost the last lines.
final class Journal implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Journal.class.getName());

    private final @Nullable Path file;
    private final @Nullable FileChannel channel;

    private Journal(@Nullable Path file, @Nullable FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// @param directory absent = nothing is remembered
    static Journal in(@Nullable Path directory) {
        if (directory == null) {
            return new Journal(null, null);
        }
        try {
            Files.createDirectories(directory);
            var file = directory.resolve("payments.jsonl");
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return new Journal(file, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator's journal cannot be kept in " + directory, e);
        }
    }

    void read(Consumer<Payment> payments) {
        if (file == null) {
            return;
        }
        try (var lines = Files.lines(file)) {
            lines.filter(line -> !line.isBlank()).forEach(line -> {
                try {
                    payments.accept(Json.MAPPER.readValue(line, Payment.class));
                } catch (JsonProcessingException e) {
                    // Half a line: the process died while writing it, so nobody was told.
                    LOG.log(Level.WARNING, "passed over an unreadable line of the journal");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator's journal cannot be read", e);
        }
    }

    synchronized void write(Payment payment) {
        if (channel == null) {
            return;
        }
        try {
            // The line break comes first, so that half a line left by a crash spoils only itself.
            var line = ByteBuffer.wrap(("\n" + Json.text(payment)).getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator's journal cannot be written", e);
        }
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
