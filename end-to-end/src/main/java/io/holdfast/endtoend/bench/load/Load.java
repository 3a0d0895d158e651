package io.holdfast.endtoend.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Connections to one server that are kept from round to round. One thread serves them all, so the generator needs
/// one core and leaves the others alone.
public final class Load implements AutoCloseable {

    /// What an answer that has begun may still take when a round is over.
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final InetSocketAddress address;
    private final List<Connection> connections = new ArrayList<>();
    private final Selector selector;

    private final class Connection {
        final int number;
        final ByteBuffer out = ByteBuffer.allocateDirect(16 * 1024);
        final ByteBuffer in = ByteBuffer.allocateDirect(32 * 1024);
        final AnswerReader answer = new AnswerReader(false);

        @Nullable
        SocketChannel channel;

        boolean asked;
        long sentAt;

        Connection(int number) {
            this.number = number;
        }
    }

    public Load(int port, int connections) {
        this.address = new InetSocketAddress("127.0.0.1", port);
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (var i = 0; i < connections; i++) {
            this.connections.add(new Connection(i));
        }
    }

    /// Sends for so long, or until there is nothing left to send.
    public Round run(Duration length, Requests requests) {
        try {
            return new Running(requests).run(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Running {
        private final Requests requests;
        private final Map<Integer, Long> answers = new HashMap<>();
        private final Latencies latencies = new Latencies();
        private int asked;
        private boolean over;
        private long lastAnswer;
        private int[] statuses = new int[600];

        Running(Requests requests) {
            this.requests = requests;
        }

        Round run(Duration length) throws IOException {
            for (var connection : connections) {
                open(connection);
            }
            var began = System.nanoTime();
            var end = began + length.toNanos();
            lastAnswer = began;
            for (var connection : connections) {
                ask(connection);
            }
            while (asked > 0) {
                var now = System.nanoTime();
                if (!over && now >= end) {
                    over = true;
                }
                if (over && now >= end + LAST_ANSWERS.toNanos()) {
                    break;
                }
                selector.select(this::ready, 100);
            }
            for (var connection : connections) {
                if (connection.asked) {
                    close(connection);
                }
            }
            for (var status = 0; status < statuses.length; status++) {
                if (statuses[status] > 0) {
                    answers.put(status, (long) statuses[status]);
                }
            }
            return new Round(Duration.ofNanos(lastAnswer - began), answers, latencies);
        }

        private void ready(SelectionKey key) {
            var connection = (Connection) key.attachment();
            try {
                if (key.isWritable()) {
                    write(connection);
                }
                if (key.isReadable()) {
                    read(connection);
                }
            } catch (IOException | IllegalArgumentException e) {
                broken(connection);
            }
        }

        private void broken(Connection connection) {
            if (connection.asked) {
                connection.asked = false;
                asked--;
                statuses[0]++;
            }
            close(connection);
            if (!over) {
                try {
                    open(connection);
                    ask(connection);
                } catch (IOException e) {
                    // It stays away for the rest of the round.
                    close(connection);
                }
            }
        }

        private void ask(Connection connection) throws IOException {
            connection.out.clear();
            if (over || !requests.next(connection.number, connection.out)) {
                return;
            }
            connection.out.flip();
            connection.sentAt = System.nanoTime();
            connection.asked = true;
            asked++;
            write(connection);
        }

        private void write(Connection connection) throws IOException {
            var channel = channel(connection);
            channel.write(connection.out);
            var key = java.util.Objects.requireNonNull(channel.keyFor(selector));
            var interest =
                    connection.out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != interest) {
                key.interestOps(interest);
            }
        }

        private void read(Connection connection) throws IOException {
            var channel = channel(connection);
            connection.in.clear();
            if (channel.read(connection.in) < 0) {
                throw new IOException("closed");
            }
            connection.in.flip();
            if (!connection.asked || !connection.answer.read(connection.in)) {
                return;
            }
            connection.asked = false;
            asked--;
            if (!over) {
                var now = System.nanoTime();
                lastAnswer = now;
                statuses[Math.clamp(connection.answer.status(), 0, statuses.length - 1)]++;
                latencies.add(now - connection.sentAt);
            }
            if (connection.answer.closing()) {
                close(connection);
                open(connection);
            }
            ask(connection);
        }
    }

    private void open(Connection connection) throws IOException {
        if (connection.channel != null) {
            return;
        }
        var channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, connection);
        connection.channel = channel;
        connection.answer.reset();
    }

    private static SocketChannel channel(Connection connection) throws IOException {
        if (connection.channel == null) {
            throw new IOException("not connected");
        }
        return connection.channel;
    }

    private static void close(Connection connection) {
        connection.asked = false;
        if (connection.channel != null) {
            try {
                connection.channel.close();
            } catch (IOException _) {
                // It is of no more use in any case.
            }
            connection.channel = null;
        }
    }

    @Override
    public void close() {
        connections.forEach(Load::close);
        try {
            selector.close();
        } catch (IOException _) {
            // Nothing is lost with it.
        }
    }
}
