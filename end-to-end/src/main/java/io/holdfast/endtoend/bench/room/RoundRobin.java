package io.holdfast.endtoend.bench.room;

import io.holdfast.endtoend.bench.load.AnswerReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A proxy that gives each request to the next of several servers, over connections it keeps. When one does not
/// answer, the next one is asked, as any load balancer would.
final class RoundRobin implements AutoCloseable {

    private static final int TIMEOUT_MS = 5_000;
    private static final byte[] NOBODY =
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private record Upstream(int port, Deque<Socket> idle) {}

    private final List<Upstream> upstreams;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();
    private final ServerSocket listening;

    RoundRobin(List<Integer> ports) throws IOException {
        upstreams = ports.stream()
                .map(port -> new Upstream(port, new ConcurrentLinkedDeque<>()))
                .toList();
        listening = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().name("round-robin").start(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
    }

    /// How many requests had to be given to another server.
    int again() {
        return again.get();
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // close() was called.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            while (true) {
                var request = request(client);
                if (request == null) {
                    return;
                }
                client.getOutputStream().write(answer(request));
            }
        } catch (IOException _) {
            // The client has gone.
        }
    }

    private static byte @Nullable [] request(Socket client) throws IOException {
        var in = client.getInputStream();
        var bytes = new ByteArrayOutputStream();
        var lineEnds = 0;
        while (lineEnds < 2) {
            var next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            lineEnds = next == '\n' ? lineEnds + 1 : next == '\r' ? lineEnds : 0;
        }
        var length = bytes.toString(StandardCharsets.ISO_8859_1)
                .lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
        bytes.write(in.readNBytes(length));
        return bytes.toByteArray();
    }

    private byte[] answer(byte[] request) {
        for (var attempt = 0; attempt < 2 * upstreams.size(); attempt++) {
            var upstream = upstreams.get(Math.floorMod(next.getAndIncrement(), upstreams.size()));
            try {
                return ask(upstream, request);
            } catch (IOException | IllegalArgumentException e) {
                again.incrementAndGet();
                upstream.idle().clear();
            }
        }
        return NOBODY;
    }

    private static byte[] ask(Upstream upstream, byte[] request) throws IOException {
        var kept = upstream.idle().poll();
        var socket = kept == null ? connect(upstream.port()) : kept;
        try {
            socket.getOutputStream().write(request);
            var reader = new AnswerReader(false);
            var answer = new ByteArrayOutputStream();
            var buffer = new byte[16 * 1024];
            while (true) {
                var count = socket.getInputStream().read(buffer);
                if (count < 0) {
                    throw new IOException("the server has hung up");
                }
                answer.write(buffer, 0, count);
                if (reader.read(ByteBuffer.wrap(buffer, 0, count))) {
                    break;
                }
            }
            if (reader.closing()) {
                socket.close();
            } else {
                upstream.idle().push(socket);
            }
            return answer.toByteArray();
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var upstream : upstreams) {
                for (var socket : upstream.idle()) {
                    socket.close();
                }
            }
        } catch (IOException _) {
            // It ends with this process in any case.
        }
    }
}
