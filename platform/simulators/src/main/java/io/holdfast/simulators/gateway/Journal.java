package io.holdfast.simulators.gateway;

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

/// A gateway's books on disk: one line of JSON per change, the last line about a thing holds. Survives the death of
/// the process; a power cut may cost the last lines.
/// @param <T> what a line says; it names what it is about
public final class Journal<T> implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Journal.class.getName());

    private final Class<T> type;
    private final @Nullable Path file;
    private final @Nullable FileChannel channel;

    private Journal(Class<T> type, @Nullable Path file, @Nullable FileChannel channel) {
        this.type = type;
        this.file = file;
        this.channel = channel;
    }

    /// @param directory absent = nothing is remembered
    public static <T> Journal<T> in(@Nullable Path directory, String name, Class<T> type) {
        if (directory == null) {
            return new Journal<>(type, null, null);
        }
        try {
            Files.createDirectories(directory);
            var file = directory.resolve(name);
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return new Journal<>(type, file, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator's journal cannot be kept in " + directory, e);
        }
    }

    public void read(Consumer<T> lines) {
        if (file == null) {
            return;
        }
        try (var all = Files.lines(file)) {
            all.filter(line -> !line.isBlank()).forEach(line -> {
                try {
                    lines.accept(Json.MAPPER.readValue(line, type));
                } catch (JsonProcessingException e) {
                    // Half a line: the process died while writing it, so nobody was told.
                    LOG.log(Level.WARNING, "passed over an unreadable line of the journal");
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the simulator's journal cannot be read", e);
        }
    }

    public synchronized void write(T said) {
        if (channel == null) {
            return;
        }
        try {
            // The line break comes first, so that half a line left by a crash spoils only itself.
            var line = ByteBuffer.wrap(("\n" + Json.text(said)).getBytes(StandardCharsets.UTF_8));
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
