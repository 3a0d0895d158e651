package io.holdfast.ticketing.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.simulation.Broken;
import io.holdfast.simulation.Deck;
import io.holdfast.simulation.Failure;
import io.holdfast.simulation.Seeds;
import io.holdfast.simulation.Simulation;
import io.holdfast.simulation.VirtualClock;
import io.holdfast.simulation.World;
import io.holdfast.ticketing.seat.SeatState;
import io.holdfast.ticketing.seat.SeatState.Available;
import io.holdfast.ticketing.seat.SeatState.Blocked;
import io.holdfast.ticketing.seat.SeatState.Held;
import io.holdfast.ticketing.seat.SeatState.Offered;
import io.holdfast.ticketing.seat.SeatState.Paying;
import io.holdfast.ticketing.seat.SeatState.Released;
import io.holdfast.ticketing.seat.SeatState.Sold;
import io.holdfast.ticketing.seat.SeatsChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Shoppers at two processes that each remember which seats they have seen taken, and forget it with a
/// restart: nobody is refused a seat that is free or their own, but for the second after another process has
/// given it back. [TakenSeats] is that of production; the seats go the ways that [SeatState] leaves open.
class HoldSimulationTest {

    private static final PerformanceId HAMLET = new PerformanceId(new UUID(0, 1));
    private static final Duration LASTS = Duration.ofSeconds(20);
    private static final int SEATS = 3;
    private static final int SHOPPERS = 4;

    /// What is tried out.
    private interface Rule {
        default void seen(TakenSeats taken, String owner, SeatId seat, double seconds) {
            taken.by(owner, HAMLET, seat, seconds);
        }

        default List<SeatId> known(TakenSeats taken, Subject shopper, SeatId seat) {
            return taken.from(shopper, HAMLET, List.of(seat));
        }
    }

    private sealed interface Step {}

    private record Place(int process, int shopper, int seat) implements Step {}

    private record Leave(int process, int seat) implements Step {}

    private record Pay(int seat) implements Step {}

    private record Answered(int process, int seat, boolean captured) implements Step {}

    private record Cancel(int process, int seat) implements Step {}

    private record Restart(int process) implements Step {}

    private record Wait(int millis) implements Step {}

    private static final class Seat {
        private final SeatId id;
        private SeatState state = new Available();
        private String owner = "";
        private Instant givenBack = Instant.EPOCH;

        Seat(SeatId id) {
            this.id = id;
        }
    }

    private static final class House implements World<Step> {

        private final Rule rule;
        private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-20T03:00:00Z"));
        private final LongSupplier nanoTime =
                () -> Duration.between(Instant.parse("2026-11-20T00:00:00Z"), clock.instant())
                        .toNanos();
        private final TakenSeats[] processes = {new TakenSeats(nanoTime), new TakenSeats(nanoTime)};
        private final List<Seat> seats = IntStream.range(0, SEATS)
                .mapToObj(n -> new Seat(new SeatId("A-" + n)))
                .toList();
        private long ids;

        House(Rule rule) {
            this.rule = rule;
        }

        @Override
        public void take(Step step) {
            switch (step) {
                case Place(var process, var shopper, var seat) ->
                    place(process, Subject.browser("shopper " + shopper), seats.get(seat));
                case Leave(var process, var n) -> {
                    var seat = seats.get(n);
                    if (seat.state instanceof Held held) {
                        seat.state = held.lapse();
                        givenBack(process, seat);
                    }
                }
                case Pay(var n) -> {
                    var seat = seats.get(n);
                    if (seat.state instanceof Held held && clock.instant().isBefore(held.until())) {
                        seat.state = held.confirm(new OrderId(id()));
                    }
                }
                case Answered(var process, var n, var captured) -> {
                    var seat = seats.get(n);
                    if (seat.state instanceof Paying paying) {
                        seat.state = captured ? paying.captured() : paying.declined();
                        if (!captured) {
                            givenBack(process, seat);
                        }
                    }
                }
                case Cancel(var process, var n) -> {
                    var seat = seats.get(n);
                    if (seat.state instanceof Sold sold) {
                        seat.state = sold.cancel(new ReleaseId(id()), clock.instant());
                        givenBack(process, seat);
                    }
                }
                case Restart(var process) -> processes[process] = new TakenSeats(nanoTime);
                case Wait(var millis) -> clock.pass(Duration.ofMillis(millis));
            }
        }

        private void givenBack(int process, Seat seat) {
            seat.givenBack = clock.instant();
            processes[process].forget(new SeatsChanged(HAMLET, List.of(seat.id)));
        }

        /// @return whether the shopper has it
        private boolean place(int process, Subject shopper, Seat seat) {
            var now = clock.instant();
            var isFree = isFree(seat);
            if (!rule.known(processes[process], shopper, seat.id).isEmpty()) {
                var mayNotKnow = now.isBefore(seat.givenBack.plus(TakenSeats.CERTAIN));
                Broken.unless(mayNotKnow || !isFree, "a seat is refused that is free");
                Broken.unless(
                        mayNotKnow || !seat.owner.equals(shopper.value()), "somebody is refused the seat they have");
                return false;
            }
            if (isFree) {
                seat.state = new Available().hold(new HoldId(id()), now.plus(LASTS));
                seat.owner = shopper.value();
                rule.seen(processes[process], seat.owner, seat.id, TakenSeats.CERTAIN.toSeconds());
                return true;
            }
            var seconds = seat.state instanceof Held held
                    ? Duration.between(now, held.until()).toMillis() / 1000.0
                    : TakenSeats.CERTAIN.toSeconds();
            rule.seen(processes[process], seat.owner, seat.id, seconds);
            return seat.owner.equals(shopper.value());
        }

        private boolean isFree(Seat seat) {
            var now = clock.instant();
            return switch (seat.state) {
                case Available _ -> true;
                case Held held -> !now.isBefore(held.until());
                case Released released -> !now.isBefore(released.publicAt());
                case Paying _, Sold _, Offered _, Blocked _ -> false;
            };
        }

        private UUID id() {
            return new UUID(1, ++ids);
        }

        @Override
        public void check() {
            // Whatever is refused is looked at where it is refused.
        }

        @Override
        public void goOn() {
            clock.pass(Duration.ofSeconds(2));
            for (var seat : seats) {
                switch (seat.state) {
                    case Paying paying -> seat.state = paying.captured();
                    case Held held when !isFree(seat) -> seat.state = held.confirm(new OrderId(id()));
                    case Available _, Held _, Released _ ->
                        Broken.unless(place(0, Subject.browser("cho"), seat), "a free seat cannot be had");
                    case Sold _, Offered _, Blocked _ -> {
                        // As it is to be.
                    }
                }
            }
        }

        @Override
        public boolean isAtRest() {
            return seats.stream().allMatch(seat -> seat.state instanceof Sold);
        }
    }

    private static Simulation<Step> simulation(Rule rule) {
        var deck = new Deck<Step>()
                .with(20, random -> new Place(random.nextInt(2), random.nextInt(SHOPPERS), random.nextInt(SEATS)))
                .with(3, random -> new Leave(random.nextInt(2), random.nextInt(SEATS)))
                .with(3, random -> new Pay(random.nextInt(SEATS)))
                .with(3, random -> new Answered(random.nextInt(2), random.nextInt(SEATS), random.nextBoolean()))
                .with(2, random -> new Cancel(random.nextInt(2), random.nextInt(SEATS)))
                .with(1, random -> new Restart(random.nextInt(2)))
                .with(8, random -> new Wait(1 + random.nextInt(random.nextInt(3) == 0 ? 20_000 : 800)));
        return new Simulation<>("hold life", deck, _ -> new House(rule), 80, 10);
    }

    @Test
    void nobody_is_refused_a_free_seat_and_every_seat_is_sold() {
        assertThat(simulation(new Rule() {}).play(Seeds.asked(2000))).isEmpty();
    }

    @Test
    void a_memory_that_outlives_a_hold_is_found() {
        var found = found(new Rule() {
            @Override
            public void seen(TakenSeats taken, String owner, SeatId seat, double seconds) {
                taken.by(owner, HAMLET, seat, TakenSeats.CERTAIN.toSeconds());
            }
        });

        assertThat(found.why()).contains("refused that is free");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void a_memory_that_takes_the_owner_for_a_stranger_is_found() {
        var found = found(new Rule() {
            @Override
            public List<SeatId> known(TakenSeats taken, Subject shopper, SeatId seat) {
                return taken.from(Subject.browser("a stranger"), HAMLET, List.of(seat));
            }
        });

        assertThat(found.why()).contains("the seat they have");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(2);
    }

    private static Failure<Step> found(Rule broken) {
        var failure = simulation(broken).play(new Seeds(1, 2000)).orElseThrow();
        System.out.println(failure);
        return failure;
    }
}
