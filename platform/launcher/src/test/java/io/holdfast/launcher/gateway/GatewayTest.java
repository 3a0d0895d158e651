package io.holdfast.launcher.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.stack.process.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayTest {

    private final int port = Ports.free();
    private final int nobody = Ports.free();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch told = new CountDownLatch(1);
    private HttpServer ticketing;
    private Gateway gateway;

    @BeforeEach
    void open() throws IOException {
        ticketing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        ticketing.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        ticketing.createContext("/echo", GatewayTest::echo);
        ticketing.createContext("/headers", GatewayTest::headers);
        ticketing.createContext("/stream", this::stream);
        ticketing.createContext("/unchanged", GatewayTest::unchanged);
        ticketing.createContext("/cut", GatewayTest::cut);
        ticketing.start();
        gateway = Gateway.start(
                port,
                name -> name.equals("ticketing-api") ? ticketing.getAddress().getPort() : nobody);
    }

    @AfterEach
    void close() {
        gateway.close();
        ticketing.stop(0);
    }

    @Test
    void a_body_arrives_whole_and_comes_back_whole() throws Exception {
        // Given
        var seats = "A-1,".repeat(200_000);

        // When
        var answer = client.send(
                to("/echo?page=2")
                        .POST(HttpRequest.BodyPublishers.ofString(seats))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Seen-Uri")).contains("/echo?page=2");
        assertThat(answer.body()).isEqualTo(seats);
    }

    @Test
    void the_service_learns_who_was_asked_and_is_not_lied_to() throws Exception {
        // Given
        var request = """
                GET /headers HTTP/1.1\r
                Host: tickets.example.org\r
                X-Forwarded-For: 10.0.0.1\r
                X-Forwarded-Host: evil.example.org\r
                Forwarded: for=10.0.0.1\r
                Connection: X-Hop\r
                Connection: close\r
                X-Hop: one\r
                X-Kept: two\r
                \r
                """;

        // When
        var seen = raw(request);

        // Then
        assertThat(seen)
                .contains("Host=[tickets.example.org]")
                .contains("X-forwarded-host=[tickets.example.org]")
                .contains("X-forwarded-for=[127.0.0.1]")
                .contains("X-forwarded-proto=[http]")
                .contains("X-kept=[two]")
                .doesNotContain("X-hop")
                .doesNotContain("Forwarded=[for");
    }

    @Test
    void what_a_service_tells_little_by_little_arrives_little_by_little() throws Exception {
        // Given
        var answer = client.send(to("/stream").build(), HttpResponse.BodyHandlers.ofInputStream());
        var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));

        // When
        var first = lines.readLine();

        // Then
        assertThat(first).isEqualTo("data: first");
        told.countDown();
        assertThat(lines.readLine()).isEqualTo("data: second");
    }

    @Test
    void an_answer_without_a_body_stays_one() throws Exception {
        // When
        var answer = client.send(to("/unchanged").build(), HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.headers().firstValue("ETag")).contains("\"7\"");
        assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
    }

    @Test
    void an_answer_cut_short_does_not_look_complete() {
        assertThatThrownBy(() -> client.send(to("/cut").build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_service_that_is_down_is_a_problem_for_a_program() throws Exception {
        // When
        var answer = client.send(to("/api/waitlist").build(), HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).contains("2");
        assertThat(answer.body())
                .contains("urn:holdfast:problem:temporarily-unavailable")
                .contains("\"service\":\"waitlist-worker\"");
    }

    @Test
    void a_service_that_is_down_is_a_page_for_a_person() throws Exception {
        // When
        var answer = client.send(
                to("/wait/1").header("Accept", "text/html,*/*").build(), HttpResponse.BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.body()).contains("This page tries again by itself");
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders()
                    .set("Seen-Uri", exchange.getRequestURI().toString());
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static void headers(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = String.join(
                            "\n",
                            exchange.getRequestHeaders().entrySet().stream()
                                    .map(Object::toString)
                                    .toList())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: first\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            told.await(10, TimeUnit.SECONDS);
            exchange.getResponseBody().write("data: second\n".getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void unchanged(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            exchange.sendResponseHeaders(304, -1);
        }
    }

    private static void cut(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write("half of it".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        exchange.close();
    }
}
