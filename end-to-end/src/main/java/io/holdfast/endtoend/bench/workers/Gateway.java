package io.holdfast.endtoend.bench.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Requests;
import io.holdfast.endtoend.bench.load.Round;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.stack.Secrets;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import io.holdfast.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The payment gateway simulator as a merchant and its payers see it: only its HTTP API is used.
final class Gateway implements AutoCloseable {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(5);
    private static final int AT_ONCE = 32;
    private static final long LEAST = 50_000;

    /// Money that has been taken.
    ///
    /// @param name the payment's name at the gateway
    /// @param amount won
    record Captured(String name, String order, long amount) {}

    /// Money given back, as the gateway's books have it.
    record Cancel(String key, long amount, Instant at) {}

    /// All of the gateway's books in two numbers.
    record Settlement(long refunds, long refundedAmount) {
        Settlement minus(Settlement earlier) {
            return new Settlement(refunds - earlier.refunds, refundedAmount - earlier.refundedAmount);
        }
    }

    private final Child child;
    private final int port;
    private final String secret;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    private Gateway(Child child, int port, String secret) {
        this.child = child;
        this.port = port;
        this.secret = secret;
    }

    /// With the class path of this process; returns when it answers.
    static Gateway start(Path logs) throws IOException {
        var port = Ports.free();
        var secret = Secrets.password();
        var log = logs.resolve("gateway.log");
        Files.deleteIfExists(log);
        var child = Child.start(new Child.Command(
                "gateway",
                List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        // The worker's connections rest while the baseline is measured.
                        "-Dsun.net.httpserver.maxIdleConnections=1000",
                        "-Dsun.net.httpserver.idleInterval=3600",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayProcess.class.getName(),
                        String.valueOf(port)),
                Map.of(GatewayProcess.SECRET, secret),
                Path.of("").toAbsolutePath(),
                log,
                Signal.TERM,
                null));
        var gateway = new Gateway(child, port, secret);
        try {
            Ground.await("the gateway to answer", () -> {
                if (!child.alive()) {
                    throw child.failure("ended before it was ready");
                }
                return Ports.answers(port);
            });
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    String secret() {
        return secret;
    }

    /// What it has computed since it started.
    Duration cpu() {
        return Ground.cpu(child);
    }

    /// From now on it serves so many cancellations at a time, and each takes so long besides computing it.
    void serves(int atOnce, Duration eachCancel) {
        faults("{\"cancel\":{\"mode\":\"SLOW\",\"delayMillis\":%d,\"atOnce\":%d}}"
                .formatted(eachCancel.toMillis(), atOnce));
    }

    /// From now on it is as fast as it can compute.
    void servesAll() {
        faults("{}");
    }

    private void faults(String faults) {
        ask(to("/v1/faults").PUT(BodyPublishers.ofString(faults)));
    }

    /// So many payments that have been opened, agreed to and captured, each of another amount.
    List<Captured> captured(int count) {
        var opened = all(IntStream.range(0, count).boxed().toList(), this::open);
        try (var payers = new Load(port, AT_ONCE)) {
            payers.run(LONG_ENOUGH, posts(opened, payment -> post("/pay/" + payment.name(), "", "outcome=approve")))
                    .wanting(303)
                    .allGood("a payer's yes");
            payers.run(
                            LONG_ENOUGH,
                            posts(
                                    opened,
                                    payment -> post(
                                            "/v1/payments/" + payment.name() + "/confirm",
                                            authorization(),
                                            "{\"orderId\":\"%s\",\"amount\":%d}"
                                                    .formatted(payment.order(), payment.amount()))))
                    .allGood("a capture");
        }
        return opened;
    }

    private Captured open(int number) {
        var order = UUID.randomUUID().toString();
        var amount = LEAST + number;
        var opened = ask(to("/v1/payments").POST(BodyPublishers.ofString("""
                        {"orderId":"%s","orderName":"Hamlet","amount":%d,"currency":"KRW","method":"CARD",
                         "successUrl":"http://127.0.0.1/","failUrl":"http://127.0.0.1/"}
                        """.formatted(order, amount))));
        return new Captured(opened.path("paymentKey").asText(), order, amount);
    }

    /// Gives all of them back as fast as the gateway can, with so many connections that are always busy.
    Round cancelAll(List<Captured> payments, int connections) {
        try (var load = new Load(port, connections)) {
            return load.run(LONG_ENOUGH, posts(payments, this::cancel)).allGood("a cancellation");
        }
    }

    private String cancel(Captured payment) {
        return post(
                "/v1/payments/" + payment.name() + "/cancel",
                authorization() + "Idempotency-Key: " + UUID.randomUUID() + "\r\n",
                cancelBody(payment));
    }

    /// Gives one back.
    ///
    /// @return when the gateway did so
    Instant cancelOne(Captured payment) {
        return Instant.parse(ask(to("/v1/payments/" + payment.name() + "/cancel")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofString(cancelBody(payment))))
                .path("canceledAt")
                .asText());
    }

    private static String cancelBody(Captured payment) {
        return "{\"amount\":%d,\"reason\":\"refund\"}".formatted(payment.amount());
    }

    Settlement settlement() {
        var books = ask(to("/v1/settlement").GET());
        return new Settlement(
                books.path("refunds").asLong(), books.path("refundedAmount").asLong());
    }

    /// What was given back of each payment, in the same order.
    List<List<Cancel>> cancels(List<Captured> payments) {
        return all(payments, payment -> {
            var cancels = new ArrayList<Cancel>();
            for (var cancel :
                    ask(to("/v1/payments/" + payment.name() + "/cancels").GET()).path("cancels")) {
                cancels.add(new Cancel(
                        cancel.path("idempotencyKey").asText(),
                        cancel.path("amount").asLong(),
                        Instant.parse(cancel.path("canceledAt").asText())));
            }
            return List.copyOf(cancels);
        });
    }

    private static Requests posts(List<Captured> payments, Function<Captured, String> request) {
        return Requests.distinct("POST ", payments.stream().map(request).toList(), "");
    }

    private static String post(String path, String headers, String body) {
        var type = body.startsWith("{") ? "application/json" : "application/x-www-form-urlencoded";
        return "%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(path, type, headers, body.length(), body);
    }

    private String authorization() {
        return "Authorization: " + basic() + "\r\n";
    }

    private String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((secret + ":").getBytes(StandardCharsets.UTF_8));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(url().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", basic())
                .header("Content-Type", "application/json");
    }

    private JsonNode ask(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException("the gateway answered with %d".formatted(answer.statusCode()));
            }
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// For each of them, a few at once; the answers in the same order.
    private static <A, B> List<B> all(List<A> questions, Function<A, B> way) {
        var few = new Semaphore(AT_ONCE);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<B>>();
            for (var question : questions) {
                asked.add(threads.submit(() -> {
                    few.acquire();
                    try {
                        return way.apply(question);
                    } finally {
                        few.release();
                    }
                }));
            }
            var answers = new ArrayList<B>();
            for (var one : asked) {
                answers.add(one.get());
            }
            return answers;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the gateway could not be asked: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        child.close();
    }
}
