package io.holdfast.endtoend.bench.room;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.stage.Server;
import io.holdfast.endtoend.rush.Turns;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/// Figure 6: three waiting rooms behind a proxy, each request to the next of them, against one; and what becomes of
/// the queue when two of them die.
final class ThreeInstances implements Bench.Chapter {

    private static final int WAITING = 10_000;
    private static final int RATE = 100;
    private static final int CALM_RATE = 20;
    private static final int SEEN = 60;

    private final Stage stage;
    private final Duration length;
    private final Random random = new Random();

    ThreeInstances(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofSeconds(stage.options().fullOrShort(40, 8));
    }

    @Override
    public int number() {
        return 6;
    }

    @Override
    public String title() {
        return "Three instances";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var crowd = new Crowd(stage.redis());
        var alone = pace(crowd, stage.room().at("/"));
        var others = stage.startRooms(2);
        var second = others.getFirst();
        var third = others.getLast();
        try (var proxy = new RoundRobin(List.of(stage.room().port(), second.port(), third.port()))) {
            var figures = new ArrayList<Figure>();
            var together = pace(crowd, proxy.address());
            figures.add(Figure.alone(
                    "6a",
                    "admission by three, off what one admits",
                    "%",
                    Math.abs(together / alone - 1) * 100,
                    List.of(),
                    Goal.atMost(2, "%"),
                    "At %d/s: %s/s by three, %s/s by one."
                            .formatted(RATE, Figure.number(together), Figure.number(alone))));
            figures.add(order(proxy.address()));
            figures.add(deaths(crowd, proxy, List.of(second, third)));
            return figures;
        }
    }

    private double pace(Crowd crowd, URI address) {
        var sale = SaleId.next();
        var opens = Instant.now().plusSeconds(2);
        crowd.fill(sale, opens, Instant.now(), WAITING);
        stage.announce(sale, opens, Admission.at(RATE));
        var from = opens.plusMillis(1_500);
        var until = from.plus(length);
        var watcher = new Watcher(stage, address, sale);
        watcher.until(from, until, _ -> false);
        return watcher.pace(from, until);
    }

    /// People join one after the other through the proxy, and each asks until called.
    private Figure order(URI address) throws IOException {
        var sale = SaleId.next();
        stage.announce(sale, Instant.now().minusSeconds(60), Admission.at(CALM_RATE));
        var places = new ArrayList<JsonNode>();
        var outOfOrder = 0;
        for (var i = 0; i < SEEN; i++) {
            var place = stage.join(address.resolve(Stage.places(sale)));
            if (!places.isEmpty()
                    && place.path("number").asLong()
                            <= places.getLast().path("number").asLong()) {
                outOfOrder++;
            }
            places.add(place);
        }
        var turns = new Turns();
        var called = new ConcurrentSkipListMap<Long, Instant>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = places.stream()
                    .map(place -> CompletableFuture.runAsync(() -> ask(address, sale, place, turns, called), threads))
                    .toList();
            asking.forEach(CompletableFuture::join);
        }
        // All calls last the same, so whoever was called later is called until later.
        var before = Instant.MIN;
        for (var until : called.values()) {
            if (until.isBefore(before)) {
                outOfOrder++;
            }
            before = until;
        }
        return Figure.alone(
                "6b",
                "people joined or called out of order",
                "people",
                outOfOrder + (SEEN - called.size()),
                List.of(),
                Goal.atMost(0, ""),
                "%d joined through three instances, one after the other; %d were called. %d were told by one instance to wait, a moment after another had called somebody behind them."
                        .formatted(SEEN, called.size(), turns.order().outOfOrder()));
    }

    private void ask(URI address, SaleId sale, JsonNode place, Turns turns, Map<Long, Instant> called) {
        var end = Instant.now().plusSeconds(30);
        while (Instant.now().isBefore(end)) {
            try {
                var sent = System.nanoTime();
                var mine = stage.mine(
                        address.resolve(Stage.places(sale) + "/me"),
                        place.path("place").asText());
                var state = mine.path("state").asText();
                turns.saw(
                        mine.path("epoch").asLong(),
                        mine.path("number").asLong(),
                        state,
                        mine.path("serving").asLong(),
                        sent,
                        System.nanoTime());
                if (state.equals("CALLED")) {
                    called.put(
                            mine.path("number").asLong(),
                            Instant.parse(mine.path("calledUntil").asText()));
                    return;
                }
            } catch (IOException _) {
                // Asked again.
            }
            Stage.pause(Duration.ofMillis(100));
        }
    }

    /// Two of three die, each at a moment nobody knows beforehand.
    private Figure deaths(Crowd crowd, RoundRobin proxy, List<Server> victims) {
        var sale = SaleId.next();
        var opens = Instant.now().plusSeconds(2);
        crowd.fill(sale, opens, Instant.now(), WAITING);
        stage.announce(sale, opens, Admission.at(CALM_RATE));
        var again = proxy.again();
        var watcher = new Watcher(stage, proxy.address(), sale);
        var moments = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var killing = CompletableFuture.runAsync(
                    () -> {
                        Stage.pause(positive(Duration.between(Instant.now(), opens)));
                        for (var victim : victims) {
                            Stage.pause(Duration.ofMillis(2_000 + random.nextInt(3_000)));
                            moments.add("%.1f s"
                                    .formatted(Duration.between(opens, Instant.now())
                                                    .toMillis()
                                            / 1e3));
                            stage.kill(victim);
                        }
                    },
                    threads);
            watcher.until(opens, opens.plusSeconds(13), _ -> false);
            killing.join();
        }
        return Figure.alone(
                "6c",
                "longest time without admission while two of three die",
                "s",
                watcher.longestGap(),
                List.of(),
                Goal.atMost(2, "s"),
                "kill -9 after %s; %,d requests were given to another instance, %d stayed unanswered."
                        .formatted(String.join(" and ", moments), proxy.again() - again, watcher.unanswered()));
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
