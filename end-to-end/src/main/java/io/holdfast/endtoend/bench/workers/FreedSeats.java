package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.workers.Ear.Heard;
import io.holdfast.endtoend.bench.workers.Fans.Looker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// Figure 2: how soon a freed seat is offered, what finding its fan costs where very many wait, and what
/// looking where one stands does.
final class FreedSeats implements Bench.Chapter {

    private static final int FEW = 200;
    private static final int THOUSAND = 1_000;
    private static final int VERY_MANY = 100_000;
    private static final int KINDS = 5_000;

    /// Of a thousand mixed fans 24 at least take any one seat.
    private static final int TOGETHER = 20;

    private final Stage stage;
    private final int seats;
    private final int looks;
    private final int rounds;

    FreedSeats(Stage stage) {
        this.stage = stage;
        var options = stage.options();
        this.seats = options.fullOrShort(60, 20);
        this.looks = options.fullOrShort(200, 100);
        this.rounds = options.fullOrShort(7, 3);
    }

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "freed seats";
    }

    @Override
    public List<Figure> measure() throws IOException {
        try (var house = WaitlistHouse.open(stage)) {
            return new Running(house).measure();
        }
    }

    private final class Running {

        private final WaitlistHouse house;
        private final Map<PerformanceId, Integer> lastSeat = new HashMap<>();

        Running(WaitlistHouse house) {
            this.house = house;
        }

        List<Figure> measure() {
            // Compilers and caches come first.
            cost(house.fans().waiting(THOUSAND, Fans.MIXED));
            cost(house.fans().waiting(THOUSAND, Fans.MIXED));
            var many = house.fans().waiting(VERY_MANY, Fans.MIXED);
            var figures = new ArrayList<Figure>();
            figures.addAll(delays(many));
            figures.add(growth(
                    "2c",
                    "cost of finding a seat's fan among %,d who wait, to %,d, 112 different wishes"
                            .formatted(VERY_MANY, THOUSAND),
                    many,
                    () -> house.fans().waiting(THOUSAND, Fans.MIXED)));
            figures.add(growth(
                    "2d",
                    "the same among %,d, to %,d, with %,d different wishes".formatted(VERY_MANY, KINDS, KINDS),
                    house.fans().waiting(VERY_MANY, Fans.ALL_DIFFERENT),
                    () -> house.fans().waiting(KINDS, Fans.ALL_DIFFERENT)));
            figures.add(looking(many));
            return figures;
        }

        private Figure looking(PerformanceId many) {
            var few = house.fans().waiting(THOUSAND, Fans.MIXED);
            look(many);
            look(few);
            return Figure.compared(
                    "2e",
                    "looking where one stands among %,d who wait, to %,d".formatted(VERY_MANY, THOUSAND),
                    "ms",
                    Pairs.measure(rounds, () -> look(many), () -> look(few)),
                    Goal.ratioAtMost(1.3),
                    "The mean of about %d looks in each round over HTTP, from all parts of the line, one after the other."
                            .formatted(looks));
        }

        /// @return what one look takes, milliseconds
        private double look(PerformanceId performance) {
            var lookers = house.fans().lookers(performance, looks);
            var cookies = stage.cookies(lookers.stream().map(Looker::customer).toList());
            var spent = 0L;
            for (var n = 0; n < lookers.size(); n++) {
                var looker = lookers.get(n);
                var began = System.nanoTime();
                var position = house.position(looker.entry(), cookies.get(n));
                spent += System.nanoTime() - began;
                if (position != looker.position()) {
                    throw new IllegalStateException(
                            "somebody stands at %,d and is told that it is %,d".formatted(looker.position(), position));
                }
            }
            return spent / 1e6 / lookers.size();
        }

        private List<Figure> delays(PerformanceId many) {
            var few = house.fans().waiting(FEW, Fans.ALIKE);
            var inFew = delay(few);
            var pairs = Pairs.measure(1, () -> delay(many), () -> inFew);
            return List.of(
                    Figure.alone(
                            "2a",
                            "from a freed seat to its offer, P95, with %d who wait".formatted(FEW),
                            "ms",
                            inFew,
                            List.of(inFew),
                            Goal.atMost(1_000, "ms"),
                            "%d seats, one after the other, each from the telling of SeatsReleased until SeatsOffered is heard, which is after the offer is committed."
                                    .formatted(seats)),
                    Figure.compared(
                            "2b",
                            "the same with %,d who wait, to %d".formatted(VERY_MANY, FEW),
                            "ms",
                            pairs,
                            Goal.atMost(3_000, "ms"),
                            "112 different wishes."));
        }

        /// One seat after the other.
        ///
        /// @return P95, milliseconds
        private double delay(PerformanceId performance) {
            var told = new HashMap<SeatId, Instant>();
            for (var n = 0; n < seats; n++) {
                Ground.pause(Duration.ofMillis(80 + ThreadLocalRandom.current().nextLong(40)));
                var release = oneSeat(performance);
                told.put(release.seats().getFirst().seat(), house.sales().tell(release));
            }
            var heard = offered(performance, told.size());
            return Told.percentile(
                    heard.entrySet().stream()
                            .mapToLong(one -> Duration.between(told.get(one.getKey()), one.getValue())
                                    .toNanos())
                            .toArray(),
                    0.95);
        }

        private Figure growth(String number, String name, PerformanceId many, Line few) {
            var pairs = Pairs.measure(rounds, () -> cost(many), () -> cost(few.another()));
            return Figure.compared(
                    number,
                    name,
                    "ms",
                    pairs,
                    Goal.ratioAtMost(1.3),
                    "The mean of %d releases of one seat in each round, as waitlist-worker's holdfast_waitlist_match_seconds has it; the short line is another one in each round."
                            .formatted(TOGETHER));
        }

        /// @return what matching one release costs, milliseconds
        private double cost(PerformanceId performance) {
            var line = new InTurn(house.fans().line(performance));
            var before = house.matched();
            var releases = new ArrayList<SeatsReleased>();
            house.ear().forget();
            // One after the other: what comes at once is matched at once.
            for (var n = 0; n < TOGETHER; n++) {
                releases.add(oneSeat(performance));
                house.sales().tell(releases.getLast());
                offered(performance, releases.size());
            }
            var gone = line.check(releases.stream().map(SeatsReleased::seats).toList(), house.offers(performance));
            if (gone != TOGETHER) {
                throw new IllegalStateException("%d of %d seats went to nobody".formatted(TOGETHER - gone, TOGETHER));
            }
            var spent = house.matched().minus(before);
            if (spent.releases() != TOGETHER) {
                throw new IllegalStateException(
                        "%d releases were told and waitlist-worker counts %d".formatted(TOGETHER, spent.releases()));
            }
            return spent.seconds() * 1_000 / TOGETHER;
        }

        private SeatsReleased oneSeat(PerformanceId performance) {
            var number = lastSeat.merge(performance, 1, Integer::sum);
            return house.release(performance, List.of(Fans.seat(number)));
        }

        /// Until each has been offered, exactly once.
        private Map<SeatId, Instant> offered(PerformanceId performance, int count) {
            house.awaitSeats(performance, count);
            return house.ear()
                    .heard()
                    .filter(heard -> heard.event() instanceof SeatsOffered offer
                            && offer.performance().equals(performance))
                    .collect(Collectors.toMap(
                            heard -> ((SeatsOffered) heard.event()).seats().getFirst(), Heard::at));
        }
    }

    @FunctionalInterface
    private interface Line {
        PerformanceId another();
    }
}
