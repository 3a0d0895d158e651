package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.RefundEvent.RefundParked;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.workers.Gateway.Captured;
import io.holdfast.endtoend.bench.workers.Gateway.Settlement;
import io.holdfast.endtoend.bench.workers.Stage.Worker;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Figure 1: how soon a cancellation reaches the gateway, and how fast very many of them do, also while the
/// workers die.
///
/// Every round ends with the gateway's books: exactly one cancellation for each refund asked for, under the refund's
/// name and of its amount, and nothing else.
final class Refunding implements Bench.Chapter {

    private static final String SCHEMA = "refund";
    private static final int AT_ONCE = 128;

    /// A payment company far away: how many it serves at a time, and how long each takes there.
    private static final int SERVED_AT_ONCE = 64;

    private static final Duration SERVICE_TIME = Duration.ofMillis(100);
    private static final Duration KILLED_EVERY = Duration.ofSeconds(5);

    /// After so long without a single refund settled it is given up.
    private static final Duration STUCK = Duration.ofMinutes(4);

    /// Not limited by us, and in doubt for no longer than a round may take.
    private static final Map<String, String> FAST = Map.of(
            "holdfast.refund.per-second", "5000",
            "holdfast.refund.at-once", String.valueOf(AT_ONCE),
            "holdfast.simulator.patience", "1s",
            "holdfast.refund.lease", "2500ms");

    /// One that is asked for.
    private record Asked(Captured payment, RefundId refund, OrderCancelled fact) {}

    private final Stage stage;
    private final boolean withDeaths;
    private final int cancellations;
    private final int rounds;
    private final int many;
    private final int manyWithDeaths;
    private final int drains;

    private Refunding(Stage stage, boolean withDeaths) {
        this.stage = stage;
        this.withDeaths = withDeaths;
        var options = stage.options();
        this.cancellations = options.fullOrShort(60, 20);
        this.rounds = options.fullOrShort(5, 2);
        this.many = options.fullOrShort(10_000, 1_000);
        this.manyWithDeaths = options.fullOrShort(10_000, 2_000);
        this.drains = options.fullOrShort(3, 1);
    }

    /// With a worker that lives.
    static Refunding inPeace(Stage stage) {
        return new Refunding(stage, false);
    }

    /// With two that die in turn; what goes wrong then takes nothing from the other figures.
    static Refunding withDeaths(Stage stage) {
        return new Refunding(stage, true);
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return withDeaths ? "refunds while workers die" : "refunds";
    }

    @Override
    public List<Figure> measure() throws IOException, InterruptedException {
        try (var gateway = Gateway.start(stage.logs());
                var sales = new Sales(stage.kafka().bootstrapServers());
                var ear = new Ear(stage.kafka().bootstrapServers(), RefundEvent.TOPIC)) {
            return new Running(gateway, sales, ear).measure();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private final class Running {

        private final Gateway gateway;
        private final Sales sales;
        private final Ear ear;
        private final List<Worker> workers = new ArrayList<>();
        private int killed;

        Running(Gateway gateway, Sales sales, Ear ear) {
            this.gateway = gateway;
            this.sales = sales;
            this.ear = ear;
        }

        List<Figure> measure() throws IOException, SQLException {
            var figures = new ArrayList<Figure>();
            try {
                workers.add(start(0));
                // Compilers and caches come first, on both sides.
                drained(many / 2, Running::nothing);
                gateway.cancelAll(gateway.captured(many / 2), AT_ONCE);
                if (withDeaths) {
                    workers.add(start(1));
                    figures.addAll(killed());
                } else {
                    figures.add(unloaded());
                    figures.addAll(drained());
                }
            } finally {
                workers.forEach(worker -> stage.stop(worker.server()));
            }
            return figures;
        }

        private Worker start(int number) throws IOException {
            var worker = starting(number);
            Ground.await("refund-worker to be ready", () -> stage.isReady(worker));
            return worker;
        }

        private Worker starting(int number) throws IOException {
            var told = new TreeMap<>(FAST);
            // Started again, it goes on where it was, and Kafka need not wait for the dead.
            told.put("mp.messaging.incoming.sales.group.instance.id", "refund-worker-" + number);
            told.put("holdfast.simulator.url", gateway.url().toString());
            told.put("holdfast.simulator.secret", gateway.secret());
            told.put("holdfast.simulator.webhook-secret", "none");
            return stage.starting("refund-worker-" + number, Service.REFUND_WORKER, SCHEMA, told);
        }

        private Figure unloaded() throws SQLException {
            try (var database = stage.connection(SCHEMA)) {
                // What other services commit is carried by their own relay, which is the same.
                var pairs = Pairs.measure(rounds, () -> oneByOne(database), this::bareOneByOne);
                return Figure.compared(
                        "1a",
                        "from the commit of a cancellation to the gateway's receipt of the refund, P95, to a bare call",
                        "ms",
                        pairs,
                        Goal.atMost(2_000, "ms"),
                        "%d cancellations in each round, one after the other; through outbox, Kafka and refund-worker."
                                .formatted(cancellations));
            }
        }

        private double oneByOne(Connection database) {
            var asked = ask(cancellations);
            var committed = new ArrayList<Instant>();
            try {
                for (var one : asked) {
                    pause();
                    committed.add(Sales.commit(database, one.fact()));
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            awaitSettled(asked, Running::nothing);
            var done = check(asked);
            return p95(IntStream.range(0, asked.size())
                    .mapToObj(n -> Duration.between(committed.get(n), done.get(n)))
                    .toList());
        }

        private double bareOneByOne() {
            var took = new ArrayList<Duration>();
            for (var payment : gateway.captured(cancellations)) {
                pause();
                var sent = Instant.now();
                took.add(Duration.between(sent, gateway.cancelOne(payment)));
            }
            return p95(took);
        }

        private List<Figure> drained() {
            var off = new ArrayList<Double>();
            var fast = Pairs.measure(
                    drains,
                    () -> {
                        var drain = drained(many, Running::nothing);
                        off.add(drain.off());
                        return drain.perSecond();
                    },
                    () -> gateway.cancelAll(gateway.captured(many), AT_ONCE).perSecond());
            gateway.serves(SERVED_AT_ONCE, SERVICE_TIME);
            var slow = Pairs.measure(
                    drains,
                    () -> {
                        var drain = drained(many / 2, Running::nothing);
                        off.add(drain.off());
                        return drain.perSecond();
                    },
                    () -> gateway.cancelAll(gateway.captured(many / 2), AT_ONCE).perSecond());
            gateway.servesAll();
            return List.of(
                    Figure.compared(
                            "1b",
                            "%,d refunds of one performance at a gateway that costs nothing, to the most it can do"
                                    .formatted(many),
                            "refunds/s",
                            fast,
                            Goal.ratioAtLeast(0.8),
                            "From the telling of the first to the last in the gateway's books, the worker's %d at once against %d connections that are always busy."
                                    .formatted(AT_ONCE, AT_ONCE)),
                    Figure.compared(
                            "1c",
                            "%,d refunds at a gateway that serves %d at a time, %d ms each, to the most it can do"
                                    .formatted(many / 2, SERVED_AT_ONCE, SERVICE_TIME.toMillis()),
                            "refunds/s",
                            slow,
                            Goal.ratioAtLeast(0.8),
                            "The same at a payment company far away, which does %,d a second and no more."
                                    .formatted(SERVED_AT_ONCE * 1_000 / SERVICE_TIME.toMillis())),
                    exact("1d", off, many));
        }

        private List<Figure> killed() {
            var off = new ArrayList<Double>();
            killed = 0;
            gateway.serves(SERVED_AT_ONCE, SERVICE_TIME);
            var pairs = Pairs.measure(
                    1,
                    () -> {
                        var drain = drained(manyWithDeaths, new Killing());
                        off.add(drain.off());
                        return drain.perSecond();
                    },
                    () -> gateway.cancelAll(gateway.captured(manyWithDeaths), AT_ONCE)
                            .perSecond());
            gateway.servesAll();
            if (killed == 0) {
                throw new IllegalStateException("it was over before a worker could be killed");
            }
            return List.of(
                    Figure.compared(
                            "1e",
                            "%,d refunds at that gateway while one of two workers is killed every %d s, to the most it can do"
                                    .formatted(manyWithDeaths, KILLED_EVERY.toSeconds()),
                            "refunds/s",
                            pairs,
                            Goal.ratioAtLeast(0.8),
                            "%d times kill -9, each started again at once; a refund in doubt is leased for %s at most."
                                    .formatted(killed, FAST.get("holdfast.refund.lease"))),
                    exact("1f", off, manyWithDeaths));
        }

        private static Figure exact(String number, List<Double> off, int asked) {
            return Figure.alone(
                    number,
                    "refunds at the gateway off those asked for",
                    "refunds",
                    off.stream().mapToDouble(Math::abs).max().orElseThrow(),
                    off,
                    Goal.atMost(0, ""),
                    "Of up to %,d in a round. Each has one entry in the gateway's books, under its name and of its amount, and is settled in ours."
                            .formatted(asked));
        }

        /// Kills the workers in turn and starts each again; the next is not killed before the last is back.
        private final class Killing implements Runnable {

            private long next = System.nanoTime() + Duration.ofSeconds(1).toNanos();

            @Override
            public void run() {
                if (System.nanoTime() < next || !workers.stream().allMatch(stage::isReady)) {
                    return;
                }
                var victim = killed % workers.size();
                next = System.nanoTime() + KILLED_EVERY.toNanos();
                stage.kill(workers.get(victim).server());
                killed++;
                try {
                    workers.set(victim, starting(victim));
                } catch (IOException e) {
                    throw new IllegalStateException("a killed worker could not be started again", e);
                }
            }
        }

        /// @param off refunds at the gateway beyond what was asked for; negative: missing
        private record Drain(double perSecond, double off) {}

        private Drain drained(int count, Runnable meanwhile) {
            var asked = ask(count);
            var before = gateway.settlement();
            var began = sales.tell(asked.stream().map(Asked::fact).toList());
            awaitSettled(asked, meanwhile);
            var at = gateway.settlement().minus(before);
            var last = check(asked).stream().max(Instant::compareTo).orElseThrow();
            var sum = asked.stream().mapToLong(one -> one.payment().amount()).sum();
            if (!at.equals(new Settlement(count, sum))) {
                throw new IllegalStateException("%,d refunds of %,d won were asked for, and the gateway's books say %s"
                        .formatted(count, sum, at));
            }
            return new Drain(count / (Duration.between(began, last).toNanos() / 1e9), at.refunds() - count);
        }

        /// Payments of one performance, and the facts that they go back.
        private List<Asked> ask(int count) {
            var performance = PerformanceId.next();
            return gateway.captured(count).stream()
                    .map(payment -> {
                        var refund = RefundId.next();
                        var amount = Money.won(payment.amount());
                        var repayment =
                                new Repayment(refund, PaymentId.next(), "simulator-card", payment.name(), amount);
                        return new Asked(
                                payment,
                                refund,
                                new OrderCancelled(
                                        performance,
                                        OrderId.fromString(payment.order()),
                                        CancellationId.next(),
                                        CustomerId.next(),
                                        OrderCancelled.BY_ORGANISER,
                                        Money.won(0),
                                        repayment,
                                        Instant.now()));
                    })
                    .toList();
        }

        /// Until all of them have been told to be settled.
        private void awaitSettled(List<Asked> asked, Runnable meanwhile) {
            var wanted = asked.stream().map(Asked::refund).collect(Collectors.toSet());
            var settled = 0L;
            var progress = System.nanoTime();
            while (settled < wanted.size()) {
                meanwhile.run();
                Ground.pause(Duration.ofMillis(50));
                for (var parked : ear.heard(RefundParked.class)) {
                    throw new IllegalStateException("a refund waits for a person: " + parked.reason());
                }
                var now = ear.heard(RefundSettled.class).stream()
                        .map(RefundSettled::refund)
                        .filter(wanted::contains)
                        .distinct()
                        .count();
                if (now > settled) {
                    settled = now;
                    progress = System.nanoTime();
                } else if (System.nanoTime() - progress > STUCK.toNanos()) {
                    throw new IllegalStateException(
                            "%,d of %,d refunds were not settled, and none for %d s; the gateway has %s"
                                    .formatted(
                                            wanted.size() - settled,
                                            wanted.size(),
                                            STUCK.toSeconds(),
                                            gateway.settlement()));
                }
            }
            ear.forget();
        }

        /// Each is in the gateway's books once, under its own name and of its own amount, and settled in ours.
        ///
        /// @return when the gateway did each
        private List<Instant> check(List<Asked> asked) {
            var cancels = gateway.cancels(asked.stream().map(Asked::payment).toList());
            var moments = new ArrayList<Instant>();
            for (var n = 0; n < asked.size(); n++) {
                var one = asked.get(n);
                if (cancels.get(n).size() != 1
                        || cancels.get(n).getFirst().amount() != one.payment().amount()
                        || !cancels.get(n)
                                .getFirst()
                                .key()
                                .startsWith(one.refund().toString())) {
                    throw new IllegalStateException("the gateway has %s for refund %s of %,d won"
                            .formatted(
                                    cancels.get(n), one.refund(), one.payment().amount()));
                }
                moments.add(cancels.get(n).getFirst().at());
            }
            var unsettled = stage.count(
                    SCHEMA,
                    "select count(*) from unnest(?) as asked (id) where not exists (select from refund where id = asked.id and state = 'SETTLED')",
                    asked.stream().map(one -> one.refund().value()).toList());
            if (unsettled > 0) {
                throw new IllegalStateException("%,d refunds are done and not settled".formatted(unsettled));
            }
            return moments;
        }

        private static void nothing() {
            // Nobody is killed.
        }

        private static void pause() {
            Ground.pause(Duration.ofMillis(100 + ThreadLocalRandom.current().nextLong(50)));
        }

        private static double p95(List<Duration> took) {
            return Told.percentile(
                    took.stream()
                            .flatMapToLong(one -> LongStream.of(one.toNanos()))
                            .toArray(),
                    0.95);
        }
    }
}
