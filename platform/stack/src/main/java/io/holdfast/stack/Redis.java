package io.holdfast.stack;

import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import io.holdfast.stack.process.Ports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Redis 7 server on 127.0.0.1.
public final class Redis implements AutoCloseable {

    /// @param directory where the append-only file lives and stays; null for a temporary directory and no file
    /// @param port 0 for any free one
    /// @param log null for one beside the data
    public record Setup(
            @Nullable Path directory, int port, @Nullable Path log, Parts parts) {

        /// Forgets everything.
        public static Setup temporary() throws IOException {
            return new Setup(null, 0, null, Parts.shared());
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Child child;
    private final int port;

    private Redis(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /// Returns when it answers.
    public static Redis start(Setup setup) throws IOException {
        var home = Home.of(setup.directory(), "redis");
        var directory = home.directory();
        var port = setup.port() == 0 ? Ports.free() : setup.port();
        var words = new ArrayList<>(List.of(
                setup.parts().redis().toString(), "--bind", "127.0.0.1", "--port", String.valueOf(port), "--save", ""));
        words.addAll(List.of("--dir", directory.toString(), "--appendonly", home.temporary() == null ? "yes" : "no"));
        var log = setup.log() == null ? directory.resolve("redis.log") : setup.log();
        var child =
                Child.start(new Child.Command("Redis", words, Map.of(), directory, log, Signal.TERM, home.temporary()));
        var redis = new Redis(child, port);
        try {
            redis.awaitAnswer();
        } catch (RuntimeException e) {
            redis.close();
            throw e;
        }
        return redis;
    }

    private void awaitAnswer() {
        var end = Instant.now().plus(PATIENCE);
        while (!answers()) {
            if (!child.alive()) {
                throw child.failure("ended before it was ready");
            }
            if (Instant.now().isAfter(end)) {
                throw child.failure("was not ready after " + PATIENCE.toSeconds() + " s");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for Redis");
            }
        }
    }

    /// While it reads its file, it answers with an error, which is not yet an answer.
    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException _) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public Child process() {
        return child;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /// Ends it at once, as a power cut would.
    public void kill() {
        child.kill();
    }

    @Override
    public void close() {
        child.close();
    }
}
