package io.holdfast.launcher.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.contracts.problem.ProblemType;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Listens on one port of 127.0.0.1 and passes every request on to the service it is for.
///
/// `Host` goes through unchanged, and `X-Forwarded-For`, `-Proto` and `-Host` are set, whatever the client sent.
/// Bodies stream in both directions, so server-sent events arrive as they are sent.
public final class Gateway implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// They concern one connection, not the message (RFC 9110, section 7.6.1).
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final Set<String> OURS_TO_SAY =
            Set.of("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "forwarded");

    private final Vertx vertx;

    private Gateway(Vertx vertx) {
        this.vertx = vertx;
    }

    /// @param ports where the service of a name listens
    public static Gateway start(int port, ToIntFunction<String> ports) {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(2));
        var gateway = new Gateway(vertx);
        try {
            var routes = Routes.to(name -> new Service(name, ports.applyAsInt(name)));
            vertx.deployVerticle(() -> new Doorkeeper(port, routes), new DeploymentOptions().setInstances(2))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            return gateway;
        } catch (ExecutionException | TimeoutException e) {
            gateway.close();
            throw new IllegalStateException("the gateway cannot listen on port " + port, e);
        } catch (InterruptedException e) {
            gateway.close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting the gateway", e);
        }
    }

    /// Hangs up on everybody.
    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // It ends with this JVM.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private record Service(String name, int port) {}

    /// One event loop's share of the work.
    private static final class Doorkeeper extends AbstractVerticle {

        private final int port;
        private final Routes<Service> routes;

        @SuppressWarnings("NullAway.Init") // Set by start, before any request.
        private HttpClient client;

        Doorkeeper(int port, Routes<Service> routes) {
            this.port = port;
            this.routes = routes;
        }

        @Override
        public void start(Promise<Void> started) {
            // As many as there may be open event streams; a request never waits for another's connection.
            client = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setConnectTimeout(2_000)
                            .setDecompressionSupported(false)
                            .setMaxHeaderSize(16 * 1024),
                    new PoolOptions().setHttp1MaxSize(10_000));
            vertx.createHttpServer(new HttpServerOptions()
                            .setHost("127.0.0.1")
                            .setPort(port)
                            .setAcceptBacklog(4_096)
                            .setMaxHeaderSize(16 * 1024)
                            .setMaxInitialLineLength(8 * 1024)
                            .setIdleTimeout(300))
                    .requestHandler(this::passOn)
                    .listen()
                    .<Void>mapEmpty()
                    .onComplete(started);
        }

        private void passOn(HttpServerRequest asked) {
            asked.pause();
            var service = routes.of(asked.path() == null ? "/" : asked.path());
            client.request(new RequestOptions()
                            .setServer(SocketAddress.inetSocketAddress(service.port(), "127.0.0.1"))
                            .setMethod(asked.method())
                            .setURI(asked.uri()))
                    .onSuccess(passed -> passOn(asked, passed, service))
                    .onFailure(_ -> unavailable(asked, service));
        }

        private static void passOn(HttpServerRequest asked, HttpClientRequest passed, Service service) {
            copy(asked.headers(), passed.headers());
            OURS_TO_SAY.forEach(passed.headers()::remove);
            var host = asked.getHeader("Host");
            if (host != null) {
                passed.putHeader("Host", host).putHeader("X-Forwarded-Host", host);
            }
            passed.putHeader("X-Forwarded-Proto", "http");
            passed.putHeader("X-Forwarded-For", asked.remoteAddress().hostAddress());
            // Whoever hangs up here hangs up there.
            asked.response().closeHandler(_ -> passed.reset());
            var hasBody = asked.headers().contains("Content-Length")
                    || asked.headers().contains("Transfer-Encoding");
            if (asked.headers().contains("Transfer-Encoding")) {
                passed.setChunked(true);
            }
            passed.response().onSuccess(answer -> passBack(answer, asked)).onFailure(_ -> unavailable(asked, service));
            if (hasBody) {
                asked.pipe().endOnFailure(false).to(passed).onFailure(_ -> passed.reset());
            } else {
                asked.resume();
                passed.end();
            }
        }

        private static void passBack(HttpClientResponse answer, HttpServerRequest asked) {
            var back = asked.response();
            back.setStatusCode(answer.statusCode()).setStatusMessage(answer.statusMessage());
            copy(answer.headers(), back.headers());
            if (answer.getHeader("Content-Length") == null && hasBody(asked, answer)) {
                back.setChunked(true);
            }
            // An answer cut short must not look complete.
            answer.pipe().endOnFailure(false).to(back).onFailure(_ -> back.reset());
        }

        private static boolean hasBody(HttpServerRequest asked, HttpClientResponse answer) {
            return !asked.method().name().equals("HEAD") && answer.statusCode() != 204 && answer.statusCode() != 304;
        }

        private static void copy(MultiMap from, MultiMap to) {
            var named = Stream.of(from.getAll("Connection"))
                    .flatMap(values -> values.stream())
                    .flatMap(value -> Stream.of(value.split(",")))
                    .map(name -> name.strip().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            from.forEach((name, value) -> {
                var lower = name.toLowerCase(Locale.ROOT);
                if (!HOP_BY_HOP.contains(lower) && !named.contains(lower)) {
                    to.add(name, value);
                }
            });
        }

        private static void unavailable(HttpServerRequest asked, Service service) {
            var response = asked.response();
            if (response.ended() || response.closed()) {
                return;
            }
            if (response.headWritten()) {
                response.reset();
                return;
            }
            asked.resume();
            response.setStatusCode(503).putHeader("Retry-After", "2").putHeader("Cache-Control", "no-store");
            var accepted = asked.getHeader("Accept");
            if (accepted != null && accepted.contains("text/html")) {
                response.putHeader("Content-Type", "text/html; charset=utf-8").end(PAGE);
            } else {
                response.putHeader("Content-Type", Problem.MEDIA_TYPE).end(problem(service));
            }
        }

        private static String problem(Service service) {
            try {
                return JSON.writeValueAsString(ProblemType.TEMPORARILY_UNAVAILABLE
                        .because("This part of the house is not answering right now. Please try again in a moment.")
                        .with("service", service.name())
                        .body());
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        private static final String PAGE = """
                <!doctype html>
                <html lang="ko">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="refresh" content="5">
                <title>잠시만 기다려 주세요</title>
                <style>
                  body { font: 1rem/1.6 system-ui, sans-serif; color: #1a1a1a; max-width: 32rem; margin: 20vh auto;
                    padding: 0 1rem }
                </style>
                </head>
                <body><main>
                <h1>잠시만 기다려 주세요</h1>
                <p>지금은 응답할 수 없습니다. 이 페이지는 5초마다 저절로 다시 시도합니다.</p>
                <p lang="en">We cannot answer right now. This page tries again by itself every 5 seconds.</p>
                </main></body>
                </html>
                """;
    }
}
