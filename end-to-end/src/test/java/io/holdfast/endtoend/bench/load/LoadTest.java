package io.holdfast.endtoend.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            heard.add(exchange.getRequestURI().getPath());
            var body = "{}".getBytes(StandardCharsets.US_ASCII);
            var refused = exchange.getRequestURI().getPath().endsWith("/7");
            exchange.sendResponseHeaders(refused ? 409 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void each_prepared_request_is_sent_once_and_answers_are_counted_by_status() {
        // Given
        var numbers = IntStream.range(0, 100).mapToObj(String::valueOf).toList();
        var requests = Requests.distinct("GET /", numbers, " HTTP/1.1\r\nHost: x\r\n\r\n");

        // When
        Round round;
        try (var load = new Load(server.getAddress().getPort(), 4)) {
            round = load.run(Duration.ofMinutes(1), requests);
        }

        // Then
        assertThat(heard).hasSize(100);
        assertThat(round.answers()).containsExactlyInAnyOrderEntriesOf(java.util.Map.of(200, 99L, 409, 1L));
        assertThat(round.good()).isEqualTo(99);
    }

    @Test
    void connections_stay_for_the_next_round() {
        // Given
        var requests = Requests.each(List.of(Requests.get("/a", ""), Requests.get("/b", "X: y\r\n")));
        try (var load = new Load(server.getAddress().getPort(), 2)) {
            load.run(Duration.ofMillis(50), requests);

            // When
            var round = load.run(Duration.ofMillis(50), requests);

            // Then
            assertThat(round.answers()).containsOnlyKeys(200);
            assertThat(heard).containsExactlyInAnyOrder("/a", "/b");
        }
    }
}
