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
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Figure 5: whole purchases, from the queue to the ticket.
///
/// Twice: by shoppers who come one after the other at an even pace whether or not those before them are done, so many
/// that about a hundred are inside, each with a second or so before every click; and by a hundred who never pause,
/// which keeps the machine full and shows how many purchases it can do at all.
final class Purchases implements Bench.Chapter {

    private static final int SHOPPERS = 100;
    private static final int MEMBERS = 9_000;

    /// Before each of the three clicks: on the seats, on to the payment, on paying.
    private static final Duration LEAST_PAUSE = Duration.ofMillis(500);

    private static final Duration MOST_PAUSE = Duration.ofMillis(1_500);

    /// A hundred inside, who pause for three seconds each.
    private static final int COMING_PER_SECOND = 33;

    /// A purchase as the browser makes it.
    private enum Step {
        JOIN,
        TURN,
        PASS,
        SEAT_MAP,
        HOLD,
        ORDER,
        PAY,
        TICKETS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// What one way of shopping came to.
    private static final class Tally {

        private final Map<Step, Latencies> latencies = new EnumMap<>(Step.class);
        private int done;
        private volatile boolean counting;

        private Tally() {
            for (var step : Step.values()) {
                latencies.put(step, new Latencies());
            }
        }

        private synchronized void took(Step step, long nanos) {
            if (counting) {
                Objects.requireNonNull(latencies.get(step)).add(nanos);
            }
        }

        private synchronized void bought() {
            if (counting) {
                done++;
            }
        }

        private synchronized double p95(Step step) {
            return Objects.requireNonNull(latencies.get(step)).millis(0.95);
        }

        private Step slowest() {
            return latencies.keySet().stream()
                    .max(Comparator.comparing(this::p95))
                    .orElseThrow();
        }

        private String each() {
            return latencies.keySet().stream()
                    .map(step -> String.format(Locale.ROOT, "%s %.0f", step, p95(step)))
                    .collect(Collectors.joining(", "));
        }
    }

    private final Stage stage;
    private final Duration length;
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicInteger block = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    Purchases(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofSeconds(stage.options().fullOrShort(20, 8));
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
        var seats = stage.openSaleBehind(room, 750, 4);
        var members = new ConcurrentLinkedQueue<>(stage.membersWithPoints(MEMBERS, 1_000_000));
        var restless = new Tally();
        var calm = new Tally();
        Worked worked;
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var shop = new Shop(http, room, seats, members);
            // What is measured first warms up for what is measured then.
            worked = restless(shop, restless);
            calm(shop, calm);
        } finally {
            stage.stop(room);
        }
        if (restless.done == 0 || calm.done == 0) {
            throw new IOException("nobody could buy: " + failures.peek());
        }
        return List.of(
                figure(
                        "5a",
                        calm,
                        "%d shoppers begin in a second whatever becomes of the others, and pause %s to %s s before each click"
                                .formatted(COMING_PER_SECOND, seconds(LEAST_PAUSE), seconds(MOST_PAUSE))),
                figure(
                        "5b",
                        restless,
                        "%d shoppers who never pause; the machine is full, with %s of processor time for a purchase"
                                .formatted(SHOPPERS, worked.each(restless.done))),
                Figure.alone(
                        "5c",
                        "purchases that failed",
                        "purchases",
                        failures.size(),
                        List.of(),
                        Goal.atMost(0, ""),
                        failures.isEmpty() ? "" : "The first: " + failures.peek()));
    }

    private Figure figure(String number, Tally tally, String who) {
        return Figure.alone(
                number,
                "P95 of the slowest call of a purchase (%s)".formatted(tally.slowest()),
                "ms",
                tally.p95(tally.slowest()),
                List.of(),
                Goal.atMost(100, "ms"),
                "%s. Generator and all parts on this machine. P95 in ms: %s; %.1f purchases/s."
                        .formatted(who, tally.each(), tally.done / (double) length.toSeconds()));
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }

    /// @return what was computed while it was counted
    private Worked restless(Shop shop, Tally tally) throws InterruptedException {
        var end = new AtomicBoolean();
        try (var shoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < SHOPPERS; n++) {
                shoppers.submit(() -> {
                    while (!end.get()) {
                        buy(shop, tally, Duration.ZERO, Duration.ZERO);
                    }
                });
            }
            Thread.sleep(length);
            var before = worked(shop);
            tally.counting = true;
            Thread.sleep(length);
            tally.counting = false;
            end.set(true);
            return worked(shop).minus(before);
        }
    }

    private Worked worked(Shop shop) {
        return new Worked(stage.api().cpu(), shop.room().cpu(), stage.postgresCpu());
    }

    /// Processor time of each part.
    private record Worked(Duration api, Duration room, Duration postgres) {

        Worked minus(Worked before) {
            return new Worked(api.minus(before.api), room.minus(before.room), postgres.minus(before.postgres));
        }

        String each(int purchases) {
            return "%.1f ms (ticketing-api %.2f, waiting-room %.2f, PostgreSQL %.2f)"
                    .formatted(
                            api.plus(room).plus(postgres).toNanos() / 1e6 / purchases,
                            api.toNanos() / 1e6 / purchases,
                            room.toNanos() / 1e6 / purchases,
                            postgres.toNanos() / 1e6 / purchases);
        }
    }

    private void calm(Shop shop, Tally tally) throws InterruptedException {
        var step = Duration.ofSeconds(1).dividedBy(COMING_PER_SECOND);
        var warm = Duration.ofSeconds(4);
        var began = System.nanoTime();
        try (var shoppers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < warm.plus(length).dividedBy(step); n++) {
                var due = step.multipliedBy(n);
                var early = due.minusNanos(System.nanoTime() - began);
                if (early.isPositive()) {
                    Thread.sleep(early);
                }
                tally.counting = due.compareTo(warm) > 0;
                shoppers.submit(() -> buy(shop, tally, LEAST_PAUSE, MOST_PAUSE));
            }
            tally.counting = false;
        }
    }

    /// Where it all takes place.
    private record Shop(HttpClient http, Server room, Seats seats, Queue<String> members) {}

    private void buy(Shop shop, Tally tally, Duration leastPause, Duration mostPause) {
        var room = shop.room();
        var seats = shop.seats();
        var mine = block.getAndIncrement() % seats.blocks();
        try {
            var cookie = shop.members().poll();
            if (cookie == null) {
                throw new IOException("there are no members left");
            }
            var ask = new Asking(shop.http(), cookie, tally);
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
            pause(leastPause, mostPause);
            var hold = ask.json(
                    Step.HOLD,
                    ask.post("/api/performances/" + performance + "/holds", "{\"seats\":" + seats.seats(mine) + "}")
                            .header("Holdfast-Pass", pass));
            pause(leastPause, mostPause);
            var order = ask.json(
                    Step.ORDER,
                    ask.post(
                            "/api/orders",
                            json.writeValueAsString(Map.of(
                                    "hold", hold.path("id").asText(),
                                    "recipient",
                                            Map.of("name", "Ann", "phone", "010-1234-5678", "email", "ann@example.org"),
                                    "delivery", "MOBILE"))));
            pause(leastPause, mostPause);
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
            tally.bought();
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(Duration least, Duration most) throws InterruptedException {
        if (most.isPositive()) {
            Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(least.toNanos(), most.toNanos())));
        }
    }

    private final class Asking {

        private final HttpClient http;
        private final String cookie;
        private final Tally tally;

        private Asking(HttpClient http, String cookie, Tally tally) {
            this.http = http;
            this.cookie = cookie;
            this.tally = tally;
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
            tally.took(step, System.nanoTime() - began);
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
