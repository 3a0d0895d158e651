package io.holdfast.endtoend.bench.room;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.load.Requests;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Figure 3: whether a million waiting cost more, each, than ten thousand.
final class Growth implements Bench.Chapter {

    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;

    /// So few that ten thousand stay about ten thousand.
    private static final int JOINS = 2_000;

    private static final int CONNECTIONS = 64;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private final Stage stage;
    private final Duration length;
    private final int pairs;

    /// Of the last round, in microseconds.
    private double redisShare;

    Growth(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofMillis(stage.options().fullOrShort(1_500, 700));
        this.pairs = stage.options().fullOrShort(9, 3);
    }

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "A million waiting";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var crowd = new Crowd(stage.redis());
        var opened = Instant.now().minusSeconds(60);
        var many = SaleId.next();
        var before = stage.redis().number("memory", "used_memory");
        crowd.fill(many, opened, Instant.now(), MANY);
        var bytes = (stage.redis().number("memory", "used_memory") - before) / (double) MANY;
        var admitted = admitting(crowd, many);
        stage.announce(many, opened, Looking.STANDING);
        var small = Stream.generate(SaleId::next).limit(pairs + 1).toList();
        for (var few : small) {
            crowd.fill(few, opened, Instant.now(), FEW);
            stage.announce(few, opened, Looking.STANDING);
        }
        var heap = heapPerPerson(small.getLast());
        return List.of(
                compared("3a", "join at 1,000,000 against 10,000", joining(many, small)),
                compared("3b", "poll at 1,000,000 against 10,000", polling(many, small.getLast())),
                Figure.compared(
                        "3c",
                        "admit at 1,000,000 against 10,000",
                        "µs",
                        admitted,
                        Goal.ratioAtMost(1.15),
                        "admit.lua calling ten at a time, by Redis' own clock (SLOWLOG); medians."),
                Figure.alone(
                        "3d",
                        "Redis memory for each of 1,000,000 waiting",
                        "bytes",
                        bytes,
                        List.of(),
                        Goal.atMost(150, "bytes"),
                        "used_memory before and after a million members joined by join.lua, 200 in a call."),
                heap);
    }

    private Figure compared(String number, String name, Pairs pairs) {
        return Figure.compared(
                number,
                name,
                "µs",
                pairs,
                Goal.ratioAtMost(1.15),
                "Processor time of waiting-room and Redis for each, over HTTP; Redis' share in the last round %.0f µs."
                        .formatted(redisShare));
    }

    /// Each round joins another of the small queues, so that it does not grow.
    private Pairs joining(SaleId many, List<SaleId> small) {
        var fresh = small.iterator();
        try (var load = new Load(stage.room().port(), CONNECTIONS)) {
            load.run(LONG_ENOUGH, Joining.joins(stage, many, JOINS)).allGood("joining");
            return Pairs.measure(
                    pairs,
                    () -> cost(load, Joining.joins(stage, many, JOINS), LONG_ENOUGH),
                    () -> cost(load, Joining.joins(stage, fresh.next(), JOINS), LONG_ENOUGH));
        }
    }

    private Pairs polling(SaleId many, SaleId few) throws IOException {
        var manyPolls = polls(many);
        var fewPolls = polls(few);
        try (var load = new Load(stage.room().port(), CONNECTIONS)) {
            load.run(length.multipliedBy(3), manyPolls).allGood("polling");
            return Pairs.measure(pairs, () -> cost(load, manyPolls, length), () -> cost(load, fewPolls, length));
        }
    }

    private Requests polls(SaleId sale) throws IOException {
        var requests = new ArrayList<String>();
        for (var i = 0; i < CONNECTIONS; i++) {
            var place = stage.join(stage.room().at(Stage.places(sale)))
                    .path("place")
                    .asText();
            requests.add(Requests.get(Stage.places(sale) + "/me", "Holdfast-Place: " + place + "\r\n"));
        }
        return Requests.each(requests);
    }

    /// Processor time for each, in microseconds: other programs on the machine hardly change it.
    private double cost(Load load, Requests requests, Duration longest) {
        var room = stage.room().cpu();
        var redis = stage.redisCpu();
        var round = load.run(longest, requests).allGood("a request");
        redisShare = stage.redisCpu().minus(redis).toNanos() / 1e3 / round.good();
        return stage.room().cpu().minus(room).toNanos() / 1e3 / round.good() + redisShare;
    }

    private Pairs admitting(Crowd crowd, SaleId many) throws IOException {
        var few = SaleId.next();
        var opened = Instant.now().minusSeconds(60);
        crowd.fill(few, opened, Instant.now(), FEW);
        var redis = stage.redis();
        redis.call("CONFIG", "SET", "slowlog-max-len", "10000");
        redis.call("CONFIG", "SET", "slowlog-log-slower-than", "0");
        try {
            var large = new Admitting(many, opened);
            var little = new Admitting(few, opened);
            large.median();
            little.median();
            return Pairs.measure(pairs, large::median, little::median);
        } finally {
            redis.call("CONFIG", "SET", "slowlog-log-slower-than", "10000");
            redis.call("SLOWLOG", "RESET");
        }
    }

    /// Ten people are called every tenth of a second, on a clock of its own.
    private final class Admitting {

        private static final int CALLS = 80;

        private final SaleId sale;
        private final Instant opened;
        private final LuaFunction.Loaded admit;
        private Instant now = Instant.now();

        Admitting(SaleId sale, Instant opened) throws IOException {
            this.sale = sale;
            this.opened = opened;
            this.admit = LuaFunction.at("door/admit.lua").on(stage.redis(), sale.toString());
        }

        double median() {
            stage.redis().call("SLOWLOG", "RESET");
            for (var i = 0; i < CALLS; i++) {
                now = now.plusMillis(100);
                admit.call(
                        AdmitArguments.of(opened, 100, 10, 1_000_000, Duration.ofHours(1), Duration.ofHours(1), now),
                        List.of());
            }
            var micros = new ArrayList<Double>();
            if (stage.redis().call("SLOWLOG", "GET", "-1") instanceof List<?> entries) {
                for (var entry : entries) {
                    if (entry instanceof List<?> facts
                            && facts.get(3) instanceof List<?> words
                            && words.size() > 3
                            && words.getFirst().equals("EVALSHA")
                            && words.get(3).toString().contains(sale.toString())) {
                        micros.add(((Long) facts.get(2)).doubleValue());
                    }
                }
            }
            return Pairs.median(micros);
        }
    }

    /// What a process keeps of each person who has joined through it.
    private Figure heapPerPerson(SaleId sale) throws IOException {
        try (var load = new Load(stage.room().port(), CONNECTIONS)) {
            var joins = stage.options().fullOrShort(100_000, 30_000);
            // What a process needs for so many at a time, it has after this.
            load.run(LONG_ENOUGH, Joining.joins(stage, sale, joins)).allGood("joining");
            var before = Heap.liveBytes(stage.room().child());
            var round = load.run(LONG_ENOUGH, Joining.joins(stage, sale, joins)).allGood("joining");
            var grown = Heap.liveBytes(stage.room().child()) - before;
            return Figure.alone(
                    "3e",
                    "process memory for each person who joined",
                    "bytes",
                    Math.max(0, grown / (double) round.good()),
                    List.of(),
                    Goal.atMost(5, "bytes"),
                    "Live heap after a full collection, %,d KiB more after %,d joins; a place would take over 100 bytes."
                            .formatted(grown / 1024, round.good()));
        }
    }
}
