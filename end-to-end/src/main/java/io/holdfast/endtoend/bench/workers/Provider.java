package io.holdfast.endtoend.bench.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.LocalServer;
import io.holdfast.simulators.http.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Takes messages for many people, notes when each came, and says yes as late as it is told to.
sealed interface Provider extends AutoCloseable {

    int port();

    /// How long it takes for each message before it says yes.
    void takes(Duration each);

    Arrivals arrivals();

    @Override
    void close();

    /// Messages that have arrived, by whom they are for.
    final class Arrivals {

        private final Map<String, Queue<Instant>> byAddress = new ConcurrentHashMap<>();

        private void add(String address) {
            byAddress
                    .computeIfAbsent(address.toLowerCase(Locale.ROOT), _ -> new ConcurrentLinkedQueue<>())
                    .add(Instant.now());
        }

        /// All for this address, in the order they came.
        List<Instant> to(String address) {
            return List.copyOf(byAddress.getOrDefault(address, new ConcurrentLinkedQueue<>()));
        }

        /// How many addresses ending like this have got anything.
        long people(String ending) {
            return byAddress.keySet().stream()
                    .filter(address -> address.endsWith(ending))
                    .count();
        }

        /// How many messages came for addresses ending like this.
        long messages(String ending) {
            return byAddress.entrySet().stream()
                    .filter(one -> one.getKey().endsWith(ending))
                    .mapToLong(one -> one.getValue().size())
                    .sum();
        }
    }

    /// A mail server: as much of SMTP (RFC 5321) as a sender needs.
    final class Mail implements Provider {

        private final ServerSocket socket;
        private final Arrivals arrivals = new Arrivals();
        private volatile Duration each = Duration.ZERO;

        Mail() throws IOException {
            socket = new ServerSocket();
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 256);
            Thread.ofVirtual().name("mail").start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    var sender = socket.accept();
                    Thread.ofVirtual().name("mail").start(() -> serve(sender));
                }
            } catch (IOException _) {
                // It has been closed.
            }
        }

        private void serve(Socket sender) {
            try (sender;
                    var in = new BufferedReader(
                            new InputStreamReader(sender.getInputStream(), StandardCharsets.UTF_8))) {
                sender.setTcpNoDelay(true);
                say(sender, "220 bench");
                var recipient = "";
                for (var line = in.readLine(); line != null; line = in.readLine()) {
                    var word = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                    switch (word) {
                        case "EHLO", "HELO", "MAIL", "RSET", "NOOP" -> say(sender, "250 bench");
                        case "RCPT" -> {
                            recipient = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                            say(sender, "250 bench");
                        }
                        case "DATA" -> {
                            say(sender, "354 go on");
                            for (var text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                                // Nobody reads it.
                            }
                            arrivals.add(recipient);
                            Thread.sleep(each);
                            say(sender, "250 bench");
                        }
                        case "QUIT" -> {
                            say(sender, "221 bench");
                            return;
                        }
                        default -> say(sender, "502 bench");
                    }
                }
            } catch (IOException _) {
                // The sender has gone.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void say(Socket sender, String line) throws IOException {
            var out = sender.getOutputStream();
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        @Override
        public int port() {
            return socket.getLocalPort();
        }

        @Override
        public void takes(Duration one) {
            each = one;
        }

        @Override
        public Arrivals arrivals() {
            return arrivals;
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Whoever carries text messages: the house's own webhook.
    final class Texts implements Provider {

        private final ObjectMapper json = new ObjectMapper();
        private final Arrivals arrivals = new Arrivals();
        private final LocalServer server = LocalServer.on(0, this::answer);
        private volatile Duration each = Duration.ZERO;

        Texts() {
            server.start();
        }

        private Answer answer(Request request) {
            try {
                arrivals.add(json.readTree(request.body()).path("to").asText());
                Thread.sleep(each);
                return Answer.json(200, "{}");
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }

        @Override
        public int port() {
            return server.url().getPort();
        }

        @Override
        public void takes(Duration one) {
            each = one;
        }

        @Override
        public Arrivals arrivals() {
            return arrivals;
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
