package io.holdfast.simulators.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/// Serves one function over HTTP on 127.0.0.1, each request on a virtual thread of its own.
public final class LocalServer implements AutoCloseable {

    private static final Logger LOG = System.getLogger(LocalServer.class.getName());
    private static final int LARGEST_BODY = 64 * 1024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Function<Request, Answer> answers;

    private LocalServer(HttpServer server, Function<Request, Answer> answers) {
        this.server = server;
        this.answers = answers;
    }

    /// Takes the port; nobody is answered before [#start].
    ///
    /// @param port 0 = any free one
    public static LocalServer on(int port, Function<Request, Answer> answers) {
        // Without it, answers on kept connections wait for the other side's delayed acknowledgement (40 ms).
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            var local = new LocalServer(HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1024), answers);
            local.server.createContext("/", local::handle);
            local.server.setExecutor(local.threads);
            return local;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " cannot be opened", e);
        }
    }

    public void start() {
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            var answer = body.length > LARGEST_BODY
                    ? Answer.json(413, "{\"code\":\"REQUEST_TOO_LARGE\",\"message\":\"at most 64 KiB\"}")
                    : answered(exchange, new String(body, StandardCharsets.UTF_8));
            switch (answer) {
                case Answer.Sent sent -> send(exchange, sent);
                case Answer.HungUp(var delay) -> Thread.sleep(delay);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the other side has gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answered(HttpExchange exchange, String body) {
        try {
            var address = exchange.getRequestURI();
            return answers.apply(new Request(
                    exchange.getRequestMethod(),
                    Request.parts(address.getRawPath()),
                    Request.pairs(address.getRawQuery()),
                    exchange.getRequestHeaders()::getFirst,
                    body));
        } catch (IllegalArgumentException e) {
            return Answer.json(400, "{\"code\":\"INVALID_REQUEST\",\"message\":\"this cannot be read\"}");
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request broke the simulator", e);
            return Answer.json(500, "{\"code\":\"INTERNAL\",\"message\":\"the simulator is broken\"}");
        }
    }

    private static void send(HttpExchange exchange, Answer.Sent answer) throws IOException {
        var content = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), content.length == 0 ? -1 : content.length);
        if (content.length > 0) {
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
