package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.workers.Ear.Heard;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Figure 3: very many seats come back at once, and very many wait.
///
/// Every round is walked through once more by hand ([InTurn]): each seat offered or given up once, nobody passed
/// over whom it would have suited, nobody told out of turn. What waitlist-worker took together counts as having come
/// back together.
final class ManySeats implements Bench.Chapter {

    private static final int SEATS = 1_000;
    private static final int WAITING = 20_000;

    private final Stage stage;
    private final int rounds;

    ManySeats(Stage stage) {
        this.stage = stage;
        this.rounds = stage.options().fullOrShort(3, 1);
    }

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "very many seats at once";
    }

    @Override
    public List<Figure> measure() throws IOException {
        try (var house = WaitlistHouse.open(stage)) {
            var seats = Fans.seats(SEATS);
            var eachAlone = seats.stream().map(List::of).toList();
            // Compilers and caches come first.
            offered(house, List.of(seats));
            return List.of(
                    figure(house, "3a", "in one release", List.of(seats)),
                    figure(house, "3b", "in %,d releases".formatted(SEATS), eachAlone));
        }
    }

    private Figure figure(WaitlistHouse house, String number, String how, List<List<ReleasedSeat>> releases) {
        var seconds = new ArrayList<Double>();
        var notes = new ArrayList<String>();
        for (var round = 0; round < rounds; round++) {
            var outcome = offered(house, releases);
            seconds.add(outcome.seconds());
            notes.add("%,d to %,d".formatted(outcome.seats(), outcome.people()));
        }
        return Figure.alone(
                number,
                "until %,d seats that come back at once %s are offered, with %,d who wait"
                        .formatted(SEATS, how, WAITING),
                "s",
                seconds.stream().sorted().toList().get(seconds.size() / 2),
                seconds,
                Goal.atMost(20, "s"),
                "Seats that went to somebody, and to how many: %s. Each seat was offered or given up once, in the order of the line."
                        .formatted(String.join(", ", notes)));
    }

    private record Outcome(double seconds, int seats, int people) {}

    private static Outcome offered(WaitlistHouse house, List<List<ReleasedSeat>> releases) {
        var performance = house.fans().waiting(WAITING, Fans.MIXED);
        var line = house.fans().line(performance);
        var seats = releases.stream().flatMap(List::stream).toList();
        house.ear().forget();
        var facts = new ArrayList<SeatsReleased>();
        for (var release : releases) {
            facts.add(house.release(performance, release));
        }
        var began = house.sales().tell(facts);
        house.awaitSeats(performance, seats.size());
        var last = house.ear().heard().map(Heard::at).max(Instant::compareTo).orElseThrow();
        InTurn.eachOnce(seats, house.offered(performance), house.unwanted(performance));
        var offers = house.offers(performance);
        var gone = new InTurn(line).check(house.together(performance, releases), offers);
        return new Outcome(Duration.between(began, last).toNanos() / 1e9, gone, offers.size());
    }
}
