package io.holdfast.endtoend.bench.holds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Latencies;
import io.holdfast.endtoend.bench.stage.Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Figure 5: whole purchases, from the queue to the ticket, by a hundred members who do not stop to think.
final class Purchases implements Bench.Chapter {

    private static final int SHOPPERS = 100;
    private static final int MEMBERS = 6_000;

    /// A purchase as the browser makes it.
    private enum Step {
        JOIN,
        TURN,
        PASS,
        SEAT_MAP,
        HOLD,
        ORDER,
        PAY,
        TICKETS
    }

    private final Stage stage;
    private final Duration length;
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Step, Latencies> latencies = new EnumMap<>(Step.class);
    private final AtomicInteger block = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean counting;

    Purchases(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofSeconds(stage.options().fullOrShort(20, 8));
        for (var step : Step.values()) {
            latencies.put(step, new Latencies());
        }
    }

    @Override
    public int number() {
        return 5;
    }

    @Override
    public String title() {
        return "Whole purchases";
    }

    @Override
    public List<Figure> measure() throws IOException, InterruptedException {
        var room = stage.startRoom();
        var seats = stage.openSaleBehind(room, 375, 4);
        var members = new ConcurrentLinkedQueue<>(stage.membersWithPoints(MEMBERS, 1_000_000));
        var warm = Instant.now().plus(length);
        var end = warm.plus(length);
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var shoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < SHOPPERS; n++) {
                shoppers.submit(() -> {
                    while (Instant.now().isBefore(end)) {
                        var member = members.poll();
                        if (member == null) {
                            return;
                        }
                        counting = Instant.now().isAfter(warm);
                        buy(http, room, seats, member);
                    }
                });
            }
        } finally {
            stage.stop(room);
        }
        if (done.get() == 0) {
            throw new IOException("nobody could buy: " + failures.peek());
        }
        var slowest = latencies.entrySet().stream()
                .max((one, other) -> Double.compare(
                        one.getValue().millis(0.95), other.getValue().millis(0.95)))
                .orElseThrow();
        var each = new StringBuilder();
        latencies.forEach((step, taken) -> each.append(
                "%s %.0f, ".formatted(step.name().toLowerCase(Locale.ROOT).replace('_', ' '), taken.millis(0.95))));
        return List.of(
                Figure.alone(
                        "5a",
                        "P95 of the slowest call of a purchase (%s)"
                                .formatted(slowest.getKey()
                                        .name()
                                        .toLowerCase(Locale.ROOT)
                                        .replace('_', ' ')),
                        "ms",
                        slowest.getValue().millis(0.95),
                        List.of(),
                        Goal.atMost(100, "ms"),
                        "%d members at once, generator and all parts on this machine. P95 in ms: %s%.1f purchases/s."
                                .formatted(SHOPPERS, each, done.get() / (double) length.toSeconds())),
                Figure.alone(
                        "5b",
                        "purchases that failed",
                        "purchases",
                        failures.size(),
                        List.of(),
                        Goal.atMost(0, ""),
                        failures.isEmpty() ? "" : "The first: " + failures.peek()));
    }

    private void buy(HttpClient http, Server room, Seats seats, String cookie) {
        var mine = block.getAndIncrement() % seats.blocks();
        try {
            var ask = new Asking(http, cookie);
            var places = room.at("/api/sales/" + seats.sale() + "/places");
            var place = ask.json(Step.JOIN, ask.to(places).POST(BodyPublishers.noBody()))
                    .path("place")
                    .asText();
            var state = "";
            while (!state.equals("CALLED")) {
                state = ask.json(
                                Step.TURN,
                                ask.to(room.at("/api/sales/" + seats.sale() + "/places/me"))
                                        .header("Holdfast-Place", place))
                        .path("state")
                        .asText();
                if (!state.equals("CALLED")) {
                    Thread.sleep(100);
                }
            }
            var pass = ask.json(
                            Step.PASS,
                            ask.to(room.at("/api/sales/" + seats.sale() + "/passes"))
                                    .header("Holdfast-Place", place)
                                    .POST(BodyPublishers.noBody()))
                    .path("pass")
                    .asText();
            var performance = seats.performance(mine);
            ask.json(Step.SEAT_MAP, ask.api("/api/performances/" + performance + "/seats"));
            var hold = ask.json(
                    Step.HOLD,
                    ask.post("/api/performances/" + performance + "/holds", "{\"seats\":" + seats.seats(mine) + "}")
                            .header("Holdfast-Pass", pass));
            var order = ask.json(
                    Step.ORDER,
                    ask.post(
                            "/api/orders",
                            json.writeValueAsString(Map.of(
                                    "hold", hold.path("id").asText(),
                                    "recipient",
                                            Map.of("name", "Ann", "phone", "010-1234-5678", "email", "ann@example.org"),
                                    "delivery", "MOBILE"))));
            ask.json(
                    Step.PAY,
                    ask.post(
                            "/api/orders/" + order.path("id").asText() + "/payments",
                            json.writeValueAsString(Map.of("channel", "points", "amount", order.path("total")))));
            var tickets = ask.json(
                    Step.TICKETS, ask.api("/api/orders/" + order.path("id").asText()));
            if (tickets.path("tickets").size() != Seats.IN_A_BLOCK) {
                throw new IOException("paid without tickets: " + tickets.path("state"));
            }
            if (counting) {
                done.incrementAndGet();
            }
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Asking {

        private final HttpClient http;
        private final String cookie;

        private Asking(HttpClient http, String cookie) {
            this.http = http;
            this.cookie = cookie;
        }

        HttpRequest.Builder to(URI address) {
            return HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(20))
                    .header("Accept", "application/json")
                    .header("Cookie", cookie);
        }

        HttpRequest.Builder api(String path) {
            return to(stage.api().at(path));
        }

        HttpRequest.Builder post(String path, String body) {
            return api(path)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", stage.key())
                    .POST(BodyPublishers.ofString(body));
        }

        JsonNode json(Step step, HttpRequest.Builder request) throws IOException, InterruptedException {
            var began = System.nanoTime();
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (counting) {
                var taken = Objects.requireNonNull(latencies.get(step));
                synchronized (taken) {
                    taken.add(System.nanoTime() - began);
                }
            }
            if (answer.statusCode() / 100 != 2) {
                throw new IOException("%s was answered with %d %s"
                        .formatted(step, answer.statusCode(), type(json.readTree(answer.body()))));
            }
            return json.readTree(answer.body());
        }

        private static @Nullable String type(@Nullable JsonNode problem) {
            return problem == null ? null : problem.path("type").asText();
        }
    }
}
