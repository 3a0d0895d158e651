package io.holdfast.endtoend.bench.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// What is sent. Everything is prepared beforehand, so that the generator has nothing to think about.
public interface Requests {

    /// Writes the next request into an empty buffer.
    ///
    /// @param connection 0, 1, …
    /// @return false if there is none left
    boolean next(int connection, ByteBuffer into);

    /// The same on each connection, for ever.
    static Requests same(String request) {
        return each(List.of(request));
    }

    /// One for each connection, for ever; if there are fewer, connections share them.
    static Requests each(List<String> requests) {
        var bytes = requests.stream().map(Requests::bytes).toArray(byte[][]::new);
        return (connection, into) -> {
            into.put(bytes[connection % bytes.length]);
            return true;
        };
    }

    /// Each value once: `before`, a value, `behind`.
    static Requests distinct(String before, List<String> values, String behind) {
        var head = bytes(before);
        var tail = bytes(behind);
        var middles = values.stream().map(Requests::bytes).toArray(byte[][]::new);
        var next = new AtomicInteger();
        return (_, into) -> {
            var index = next.getAndIncrement();
            if (index >= middles.length) {
                return false;
            }
            into.put(head).put(middles[index]).put(tail);
            return true;
        };
    }

    /// @param headers each with its line end
    static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n" + headers + "\r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
