package io.holdfast.endtoend.bench.room;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection to Redis (RESP2). Answers may be collected later, so that a million commands do not wait for a
/// million answers.
public final class RedisLine implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    public RedisLine(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /// @return text, a number, a list of these, or null
    @Nullable
    public Object call(Object... words) {
        send(words);
        return answer();
    }

    void send(Object... words) {
        try {
            write("*" + words.length + "\r\n");
            for (var word : words) {
                var bytes = word.toString().getBytes(StandardCharsets.UTF_8);
                write("$" + bytes.length + "\r\n");
                out.write(bytes);
                write("\r\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// To the oldest command not answered yet.
    ///
    /// @throws IllegalStateException with Redis' words if it refused the command
    @Nullable
    Object answer() {
        try {
            out.flush();
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable Object read() throws IOException {
        var line = line();
        var rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new IllegalStateException("Redis: " + rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> {
                var length = Integer.parseInt(rest);
                if (length < 0) {
                    yield null;
                }
                var bytes = in.readNBytes(length);
                in.skipNBytes(2);
                yield new String(bytes, StandardCharsets.UTF_8);
            }
            case '*' -> {
                var length = Integer.parseInt(rest);
                if (length < 0) {
                    yield null;
                }
                List<@Nullable Object> all = new ArrayList<>(length);
                for (var i = 0; i < length; i++) {
                    all.add(read());
                }
                yield all;
            }
            default -> throw new IOException("this is not RESP: " + line);
        };
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        while (true) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("Redis has hung up");
            }
            if (next == '\n') {
                return text.toString();
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
    }

    /// What Redis says about itself.
    Map<String, String> info(String section) {
        var facts = new HashMap<String, String>();
        String.valueOf(call("INFO", section)).lines().forEach(line -> {
            var colon = line.indexOf(':');
            if (colon > 0) {
                facts.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return facts;
    }

    long number(String section, String name) {
        var value = info(section).get(name);
        if (value == null) {
            throw new IllegalStateException("Redis says nothing about " + name);
        }
        return Long.parseLong(value);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is lost with it.
        }
    }
}
