package io.holdfast.waitlist.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.simulation.Broken;
import io.holdfast.simulation.Deck;
import io.holdfast.simulation.Failure;
import io.holdfast.simulation.Seeds;
import io.holdfast.simulation.Simulation;
import io.holdfast.simulation.VirtualClock;
import io.holdfast.simulation.Wire;
import io.holdfast.simulation.World;
import io.holdfast.waitlist.entry.EndReason;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.Entries.Common;
import io.holdfast.waitlist.entry.Entries.Next;
import io.holdfast.waitlist.entry.Entries.Raised;
import io.holdfast.waitlist.entry.EntryState;
import io.holdfast.waitlist.entry.Wish;
import io.holdfast.waitlist.matching.InOrder.Gathering;
import io.holdfast.waitlist.matching.InOrder.Lines;
import io.holdfast.waitlist.offer.Offers.Meant;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A line, seats that come back, and everything told late, twice and in any order: each seat goes to whom a
/// plain walk down the line gives it, and everybody's offer ends. [InOrder], [Seating], [OfferTimes] and
/// [EntryState] are those of production; the tables they read are a few lists here.
class MatchingSimulationTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final OfferTimes TIMES = new OfferTimes(new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(MatchingConfig.class)
            .build()
            .getConfigMapping(MatchingConfig.class));

    private static final Duration PUBLIC_AFTER = Duration.ofHours(1);

    private static final List<ReleasedSeat> HALL = Stream.of("A", "B")
            .flatMap(row -> Stream.of(1, 2, 3, 4, 5).map(number -> seat(row, number)))
            .toList();

    private static ReleasedSeat seat(String row, int number) {
        return new ReleasedSeat(
                new SeatId(row + "-" + number),
                row + number,
                "1F",
                row,
                number,
                row.equals("A") ? "R" : "S",
                Money.won(row.equals("A") ? 140_000 : 90_000));
    }

    /// What is tried out.
    private interface Rule {
        default InOrder order(Seating seating, Gathering gathering, Lines lines) {
            return new InOrder(seating, gathering, 2, 2, lines);
        }

        default List<Raised> raised(InOrder order) {
            return order.raised();
        }

        default Optional<Instant> offerEnds(Instant now, Instant startsAt) {
            return TIMES.offerEnds(now, startsAt, SEOUL);
        }
    }

    private sealed interface Step {}

    private record Join(Wish wish) implements Step {}

    private record Cancel(int from, int seats) implements Step {}

    private record Leave(int which) implements Step {}

    private record Answer(int which, boolean yes) implements Step {}

    private record SoldToPublic(int which) implements Step {}

    private record Hears(int which) implements Step {}

    private record HearsAndWillAgain(int which) implements Step {}

    private record Wait(int minutes) implements Step {}

    private sealed interface Message {}

    private record Released(int release, List<ReleasedSeat> seats) implements Message {}

    private record Offered(OfferId offer, int entry, List<ReleasedSeat> seats, Instant until) implements Message {}

    private record Unwanted(List<ReleasedSeat> seats) implements Message {}

    private record Issued(OfferId offer, int entry) implements Message {}

    private record Failed(OfferId offer, int entry, OfferFailure failure) implements Message {}

    private static final class Waiter {
        private final EntryId id;
        private final long place;
        private final long wish;
        private final Set<SeatId> letPass = new HashSet<>();
        private EntryState state = new EntryState.Waiting(false);

        Waiter(EntryId id, long place, long wish) {
            this.id = id;
            this.place = place;
            this.wish = wish;
        }

        boolean waits() {
            return state instanceof EntryState.Waiting;
        }
    }

    private static final class WishRow {
        private final long id;
        private final Wish wish;
        private Long firstPlace;

        WishRow(long id, Wish wish) {
            this.id = id;
            this.wish = wish;
        }
    }

    /// An offer as ticketing-api has it.
    private record Live(OfferId offer, int entry, List<ReleasedSeat> seats, Instant until) {}

    private static final class House implements World<Step>, Lines {

        private final Rule rule;
        private final RandomGenerator random;
        private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-20T11:00:00Z"));
        private final Instant startsAt = clock.instant().plus(Duration.ofHours(100));
        private final Wire<Message> wire = new Wire<>();

        // ticketing-api
        /// Each until its public time.
        private final Map<SeatId, Instant> back = new TreeMap<>(Comparator.comparing(SeatId::value));

        private final Set<SeatId> sold = new HashSet<>();
        private final Map<OfferId, Live> live = new TreeMap<>(Comparator.comparing(OfferId::toString));
        private final Set<OfferId> known = new HashSet<>();
        private int releases;

        // waitlist-worker
        private final List<Waiter> line = new ArrayList<>();
        private final List<WishRow> wishes = new ArrayList<>();
        private final Set<Integer> heard = new HashSet<>();
        private final Map<OfferId, List<ReleasedSeat>> offered = new HashMap<>();
        private List<ReleasedSeat> kept = List.of();
        private Optional<Waiter> group = Optional.empty();
        private Instant groupUntil = Instant.MIN;

        House(Rule rule, RandomGenerator random) {
            this.rule = rule;
            this.random = random;
            HALL.forEach(seat -> sold.add(seat.seat()));
        }

        @Override
        public void take(Step step) {
            switch (step) {
                case Join(var wish) -> join(wish);
                case Cancel(var from, var seats) ->
                    release(HALL.stream()
                            .skip(Math.floorMod(from, HALL.size()))
                            .limit(seats)
                            .filter(seat -> sold.remove(seat.seat()))
                            .toList());
                case Leave(var which) -> leave(which);
                case Answer(var which, var yes) -> answer(which, yes);
                case SoldToPublic(var which) -> {
                    if (!back.isEmpty()) {
                        sell(List.copyOf(back.keySet()).get(Math.floorMod(which, back.size())));
                    }
                }
                case Hears(var which) -> wire.comes(which).ifPresent(this::hear);
                case HearsAndWillAgain(var which) -> wire.comesTwice(which).ifPresent(this::hear);
                case Wait(var minutes) -> pass(Duration.ofMinutes(minutes));
            }
        }

        private void join(Wish wish) {
            var row = wishes.stream()
                    .filter(one -> one.wish.equals(wish))
                    .findFirst()
                    .orElseGet(() -> {
                        wishes.add(new WishRow(wishes.size() + 1L, wish));
                        return wishes.getLast();
                    });
            line.add(new Waiter(new EntryId(uuid()), line.size() + 1L, row.id));
            begins(row, line.size());
        }

        /// As the table's trigger does.
        private static void begins(WishRow row, long place) {
            row.firstPlace = row.firstPlace == null ? place : Math.min(row.firstPlace, place);
        }

        private void leave(int which) {
            if (!line.isEmpty()) {
                var one = line.get(Math.floorMod(which, line.size()));
                if (one.waits()) {
                    one.state = new EntryState.Ended(EndReason.LEFT);
                }
            }
        }

        private void release(List<ReleasedSeat> seats) {
            if (!seats.isEmpty()) {
                seats.forEach(seat -> back.put(seat.seat(), clock.instant().plus(PUBLIC_AFTER)));
                wire.send(new Released(++releases, seats));
            }
        }

        private void sell(SeatId seat) {
            back.remove(seat);
            sold.add(seat);
        }

        private void answer(int which, boolean yes) {
            if (live.isEmpty()) {
                return;
            }
            var offer = List.copyOf(live.values()).get(Math.floorMod(which, live.size()));
            live.remove(offer.offer());
            if (yes) {
                offer.seats().forEach(seat -> sold.add(seat.seat()));
                wire.send(new Issued(offer.offer(), offer.entry()));
            } else {
                end(offer, OfferFailure.DECLINED);
            }
        }

        private void end(Live offer, OfferFailure failure) {
            wire.send(new Failed(offer.offer(), offer.entry(), failure));
            release(offer.seats());
        }

        private void pass(Duration time) {
            clock.pass(time);
            for (var offer : List.copyOf(live.values())) {
                if (!clock.instant().isBefore(offer.until())) {
                    live.remove(offer.offer());
                    end(offer, OfferFailure.LAPSED);
                }
            }
            List.copyOf(back.entrySet()).stream()
                    .filter(one -> !clock.instant().isBefore(one.getValue()))
                    .forEach(one -> sell(one.getKey()));
            if (group.isPresent() && !clock.instant().isBefore(groupUntil)) {
                match(List.of());
            }
        }

        private void hear(Message message) {
            switch (message) {
                case Released(var release, var seats) -> {
                    if (heard.add(release)) {
                        match(seats);
                    }
                }
                case Offered(var offer, var entry, var seats, var until) -> {
                    if (known.add(offer)) {
                        var there = seats.stream().allMatch(seat -> back.containsKey(seat.seat()));
                        if (there && clock.instant().isBefore(until)) {
                            seats.forEach(seat -> back.remove(seat.seat()));
                            live.put(offer, new Live(offer, entry, seats, until));
                        } else {
                            wire.send(new Failed(offer, entry, OfferFailure.SEATS_GONE));
                        }
                    }
                }
                case Unwanted(var seats) ->
                    seats.stream()
                            .map(ReleasedSeat::seat)
                            .filter(back::containsKey)
                            .toList()
                            .forEach(this::sell);
                case Issued(var offer, var entry) -> {
                    if (line.get(entry).state instanceof EntryState.Offered state
                            && state.offer().equals(offer)) {
                        line.get(entry).state = state.ticket();
                    }
                }
                case Failed(var offer, var entry, var failure) -> fail(offer, line.get(entry), failure);
            }
        }

        private void fail(OfferId offer, Waiter one, OfferFailure failure) {
            if (one.state instanceof EntryState.Offered state && state.offer().equals(offer)) {
                one.state = state.fail(failure);
                if (failure == OfferFailure.LAPSED) {
                    one.letPass.addAll(offered.getOrDefault(offer, List.of()).stream()
                            .map(ReleasedSeat::seat)
                            .toList());
                }
                if (one.waits()) {
                    begins(row(one.wish), one.place);
                    match(List.of());
                }
            }
        }

        /// As [Matching] does it.
        private void match(List<ReleasedSeat> fresh) {
            if (fresh.isEmpty() && kept.isEmpty() && group.isEmpty()) {
                return;
            }
            var now = clock.instant();
            var pool = Stream.concat(fresh.stream(), kept.stream()).distinct().toList();
            var until = rule.offerEnds(now, startsAt);
            until.ifPresent(end ->
                    Broken.unless(end.isAfter(now) && !end.isAfter(startsAt), "an offer of %s ends at %s", now, end));
            var gathering = gathering(now, !fresh.isEmpty());
            var expected = plainly(pool, gathering);
            var seating = new Seating(pool);
            var meant = List.<Meant>of();
            Optional<InOrder.Kept> keeps = Optional.empty();
            if (until.isPresent() && !pool.isEmpty()) {
                var order = rule.order(seating, gathering, this);
                meant = order.meant();
                keeps = order.kept();
                isAs(expected, meant, keeps);
                for (var one : meant) {
                    offer(one, until.get());
                }
                raise(rule.raised(order));
            }
            var before = group;
            group = keeps.map(one -> line.get((int) one.candidate().place() - 1));
            kept = keeps.map(InOrder.Kept::seats).orElse(List.of());
            if (!group.equals(before)) {
                groupUntil = TIMES.gatheringEnds(now, startsAt).orElse(now);
            }
            if (!seating.isEmpty()) {
                wire.send(new Unwanted(seating.left()));
            }
        }

        private Gathering gathering(Instant now, boolean mayBegin) {
            if (group.isPresent()) {
                var one = group.get();
                return one.waits() && now.isBefore(groupUntil)
                        ? new Gathering.For(one.id, one.wish, one.place)
                        : new Gathering.ForNobody();
            }
            return mayBegin && TIMES.gatheringEnds(now, startsAt).isPresent()
                    ? new Gathering.ForFirstGroup()
                    : new Gathering.ForNobody();
        }

        private void offer(Meant meant, Instant until) {
            var index = (int) meant.candidate().place() - 1;
            var offer = new OfferId(uuid());
            line.get(index).state = meant.candidate().state().offer(offer, until);
            offered.put(offer, meant.seats());
            wire.send(new Offered(offer, index, meant.seats(), until));
        }

        private void raise(List<Raised> raised) {
            for (var one : raised) {
                var row = row(one.wish());
                if (Objects.equals(row.firstPlace, one.was())) {
                    row.firstPlace = one.firstPlace().orElse(null);
                }
            }
        }

        private record Plainly(Map<Long, List<ReleasedSeat>> meant, Optional<Long> keptFor, List<ReleasedSeat> kept) {}

        /// One after the other, everybody asked.
        private Plainly plainly(List<ReleasedSeat> pool, Gathering gathering) {
            var seating = new Seating(pool);
            var meant = new TreeMap<Long, List<ReleasedSeat>>();
            Optional<Long> keptFor = Optional.empty();
            var kept = List.<ReleasedSeat>of();
            for (var one : line) {
                if (!one.waits() || seating.isEmpty()) {
                    continue;
                }
                var wish = row(one.wish).wish;
                var fit = seating.fit(wish, one.letPass);
                if (fit.isPresent()) {
                    seating.take(fit.get());
                    meant.put(one.place, fit.get());
                } else if (keptFor.isEmpty() && wish.seats() > 1 && isFor(gathering, one)) {
                    var part = seating.part(wish, one.letPass);
                    if (!part.isEmpty()) {
                        seating.take(part);
                        keptFor = Optional.of(one.place);
                        kept = part;
                    }
                }
            }
            return new Plainly(meant, keptFor, kept);
        }

        private static boolean isFor(Gathering gathering, Waiter one) {
            return switch (gathering) {
                case Gathering.ForNobody _ -> false;
                case Gathering.ForFirstGroup _ -> true;
                case Gathering.For of -> of.entry().equals(one.id);
            };
        }

        private void isAs(Plainly expected, List<Meant> meant, Optional<InOrder.Kept> keeps) {
            var got = new TreeMap<Long, List<ReleasedSeat>>();
            meant.forEach(one -> got.put(one.candidate().place(), one.seats()));
            Broken.unless(
                    got.equals(expected.meant()),
                    "places %s are served, and it was the turn of %s",
                    shortly(got),
                    shortly(expected.meant()));
            Broken.unless(
                    keeps.map(one -> one.candidate().place()).equals(expected.keptFor())
                            && keeps.map(InOrder.Kept::seats).orElse(List.of()).equals(expected.kept()),
                    "seats are kept for %s, and it was the turn of %s",
                    keeps.map(one -> one.candidate().place()),
                    expected.keptFor());
            for (var one : meant) {
                Broken.unless(
                        isWhatWasWished(row(one.candidate().wish()).wish, one.seats()),
                        "place %d has not wished for %s",
                        one.candidate().place(),
                        one.seats());
            }
        }

        private static boolean isWhatWasWished(Wish wish, List<ReleasedSeat> seats) {
            var numbers = seats.stream().map(ReleasedSeat::number).sorted().toList();
            return seats.size() == wish.seats()
                    && seats.stream().allMatch(wish::accepts)
                    && (!wish.adjacent()
                            || seats.stream().map(ReleasedSeat::row).distinct().count() == 1
                                    && numbers.getLast() - numbers.getFirst() == seats.size() - 1);
        }

        private static Map<Long, List<String>> shortly(Map<Long, List<ReleasedSeat>> meant) {
            var told = new TreeMap<Long, List<String>>();
            meant.forEach((place, seats) ->
                    told.put(place, seats.stream().map(ReleasedSeat::label).toList()));
            return told;
        }

        private WishRow row(long id) {
            return wishes.get((int) id - 1);
        }

        private UUID uuid() {
            return new UUID(random.nextLong(), random.nextLong());
        }

        @Override
        public List<Common> wishes(Optional<Common> after, int count, Collection<ReleasedSeat> seats, int most) {
            var order = Comparator.comparingLong(Common::firstPlace).thenComparingLong(Common::id);
            return wishes.stream()
                    .filter(row -> row.firstPlace != null)
                    .filter(row -> row.wish.seats() <= count
                            && seats.stream().anyMatch(seat -> row.wish.grades().contains(seat.grade())))
                    .map(row -> new Common(row.id, row.firstPlace, row.wish))
                    .filter(common -> after.isEmpty() || order.compare(common, after.get()) > 0)
                    .sorted(order)
                    .limit(most)
                    .toList();
        }

        @Override
        public List<Candidate> next(Collection<Next> asked) {
            return asked.stream()
                    .flatMap(next -> line.stream()
                            .filter(one -> one.wish == next.wish() && one.waits() && one.place > next.after())
                            .limit(next.most()))
                    .sorted(Comparator.comparingLong(one -> one.place))
                    .map(one -> new Candidate(
                            one.id,
                            new CustomerId(one.id.value()),
                            one.wish,
                            one.place,
                            (EntryState.Waiting) one.state,
                            one.letPass,
                            Optional.empty()))
                    .toList();
        }

        @Override
        public void check() {
            for (var one : line) {
                var first = row(one.wish).firstPlace;
                Broken.unless(
                        !one.waits() || first != null && first <= one.place,
                        "place %d waits, and its wish is read from place %s on",
                        one.place,
                        first);
            }
            var seen = new HashSet<SeatId>();
            live.values().forEach(offer -> offer.seats()
                    .forEach(seat -> Broken.unless(
                            seen.add(seat.seat()) && !sold.contains(seat.seat()) && !back.containsKey(seat.seat()),
                            "%s is somebody else's too",
                            seat.label())));
        }

        @Override
        public void goOn() {
            wire.allCome().forEach(this::hear);
            pass(Duration.ofMinutes(10));
        }

        @Override
        public boolean isAtRest() {
            return wire.isEmpty()
                    && live.isEmpty()
                    && kept.isEmpty()
                    && back.isEmpty()
                    && line.stream().noneMatch(one -> one.state instanceof EntryState.Offered);
        }
    }

    private static Wish wish(RandomGenerator random) {
        var grades = List.of(List.of("R"), List.of("S"), List.of("R", "S"), List.of("S", "R"));
        var seats = 1 + random.nextInt(3);
        return new Wish(
                grades.get(random.nextInt(grades.size())),
                List.of(),
                seats,
                seats == 1 || random.nextBoolean(),
                random.nextInt(4) == 0 ? Optional.of(Money.won(100_000)) : Optional.empty(),
                Optional.empty());
    }

    private static Simulation<Step> simulation(Rule rule) {
        var deck = new Deck<Step>()
                .with(10, random -> new Join(wish(random)))
                .with(6, random -> new Cancel(random.nextInt(100), 1 + random.nextInt(4)))
                .with(2, random -> new Leave(random.nextInt(100)))
                .with(6, random -> new Answer(random.nextInt(100), random.nextInt(3) > 0))
                .with(1, random -> new SoldToPublic(random.nextInt(100)))
                .with(12, random -> new Hears(random.nextInt(100)))
                .with(3, random -> new HearsAndWillAgain(random.nextInt(100)))
                .with(4, random -> new Wait(1 + random.nextInt(45)));
        return new Simulation<>("waitlist matching", deck, random -> new House(rule, random), 60, 400);
    }

    @Test
    void seats_go_down_the_line_and_every_offer_ends() {
        assertThat(simulation(new Rule() {}).play(Seeds.asked(1000))).isEmpty();
    }

    @Test
    void a_line_that_is_not_read_to_its_end_is_found() {
        var found = found(new Rule() {
            @Override
            public InOrder order(Seating seating, Gathering gathering, Lines lines) {
                return Rule.super.order(seating, gathering, new Lines() {
                    @Override
                    public List<Common> wishes(
                            Optional<Common> after, int count, Collection<ReleasedSeat> seats, int most) {
                        return after.isPresent() ? List.of() : lines.wishes(after, count, seats, most);
                    }

                    @Override
                    public List<Candidate> next(Collection<Next> asked) {
                        return lines.next(asked);
                    }
                });
            }
        });

        assertThat(found.why()).contains("it was the turn of");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void a_place_forgotten_in_what_is_remembered_of_a_line_is_found() {
        var found = found(new Rule() {
            @Override
            public List<Raised> raised(InOrder order) {
                return order.raised().stream()
                        .map(one -> new Raised(
                                one.wish(), one.was(), one.firstPlace().map(place -> place + 1)))
                        .toList();
            }
        });

        assertThat(found.why()).contains("its wish is read from place");
        assertThat(found.story()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void an_offer_beyond_the_start_is_found() {
        var found = found(new Rule() {
            @Override
            public Optional<Instant> offerEnds(Instant now, Instant startsAt) {
                return now.isBefore(startsAt) ? Optional.of(now.plus(Duration.ofDays(10))) : Optional.empty();
            }
        });

        assertThat(found.story()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void an_offer_that_lasts_for_ever_is_found() {
        var found = found(new Rule() {
            @Override
            public Optional<Instant> offerEnds(Instant now, Instant startsAt) {
                return Optional.of(startsAt).filter(now::isBefore);
            }
        });

        assertThat(found.mode()).isEqualTo(Failure.Mode.LIVENESS);
    }

    private static Failure<Step> found(Rule broken) {
        var failure = simulation(broken).play(new Seeds(1, 40)).orElseThrow();
        System.out.println(failure);
        return failure;
    }
}
