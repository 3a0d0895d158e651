package io.holdfast.waitlist.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.holdfast.waitlist.entry.Wish;
import io.holdfast.waitlist.offer.Offers;
import io.holdfast.waitlist.performance.Performances;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random lives of whole lines, told alongside by the rule itself: everybody in turn, one after the other.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class FairnessTest {

    private static final String WISH = """
        insert into wish (performance_id, grades, sections, seats, adjacent, highest_price, currency)
        values (:performance, :grades, cast(:sections as text[]), :seats, :adjacent, cast(:highest as bigint), :currency)
        on conflict do nothing
        """;

    private static final String ENTRY = """
        insert into entry (id, performance_id, wish_id, customer_id, state)
        select :id, :performance, id, uuidv7(), 'WAITING'
          from wish
         where performance_id = :performance
           and grades = :grades
           and sections is not distinct from cast(:sections as text[])
           and seats = :seats
           and adjacent = :adjacent
           and highest_price is not distinct from cast(:highest as bigint)
        """;

    private static final String LEAVE = """
        update entry
           set state = 'ENDED', end_reason = 'LEFT', ended_at = clock_timestamp(), offer_id = null, offer_until = null
         where id = :id
        """;

    private static final String POSITIONS = """
        select id, row_number() over (order by seq) as position
          from entry
         where performance_id = :performance
           and state in ('WAITING', 'OFFERED')
        """;

    private static final String OPEN = """
        select offer.id, entry_id, seats
          from offer
         where performance_id = :performance
           and state = 'OPEN'
        """;

    @Inject
    House house;

    @Inject
    Matching matching;

    @Inject
    Offers offers;

    @Inject
    Performances performances;

    @Inject
    Fairness fairness;

    @Inject
    DataSource database;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_line_is_served_as_if_everybody_were_asked_in_turn(long seed) {
        // Given
        var life = new Life(new Random(seed), house.performance());

        // When
        for (var n = 0; n < 400; n++) {
            life.goesOn();
        }

        // Then
        assertThat(life.matched).isGreaterThan(100);
        var rounds = new ArrayList<FairnessReport.Round>();
        for (var report = fairness.report(life.performance, 0, 50); ; ) {
            rounds.addAll(report.rounds());
            assertThat(report.rounds())
                    .allSatisfy(round -> assertThat(round.violations()).isEmpty());
            assertThat(report.isFair()).isTrue();
            if (report.next() == null) {
                break;
            }
            report = fairness.report(life.performance, report.next(), 50);
        }
        assertThat(rounds).hasSizeGreaterThanOrEqualTo(life.matched);
    }

    @Test
    void a_line_that_was_not_served_in_order_is_found() {
        // Given
        var life = new Life(new Random(5), house.performance());
        var first = life.joins(new Wish(List.of("R"), List.of(), 1, true, Optional.empty(), Optional.empty()));
        var second = life.joins(new Wish(List.of("R", "S"), List.of(), 1, true, Optional.empty(), Optional.empty()));
        life.releases(List.of(seat(1, 1, "R")));
        QuarkusTransaction.requiringNew().run(() -> {
            Sql.of("update offer set entry_id = :to where entry_id = :from")
                    .with("from", first.id)
                    .with("to", second.id)
                    .run(database);
            Sql.of("update entry set state = 'WAITING', offer_id = null, offer_until = null where id = :id")
                    .with("id", first.id)
                    .run(database);
        });

        // When
        var report = fairness.report(life.performance, 0, 10);

        // Then
        assertThat(report.isFair()).isFalse();
        assertThat(report.rounds()
                        .getFirst()
                        .taken()
                        .getFirst()
                        .passed()
                        .getFirst()
                        .why())
                .isEqualTo(FairnessReport.Reason.NONE);
    }

    @Test
    void two_who_match_while_people_leave_keep_the_order() throws Exception {
        // Given
        var performance = house.performance();
        var people = IntStream.range(0, 30).mapToObj(_ -> CustomerId.next()).toList();
        var entries = people.stream().map(one -> house.joins(one, performance)).toList();

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(IntStream.range(0, 45)
                    .mapToObj(n -> Executors.callable(() -> {
                        if (n % 3 == 0) {
                            house.browser(people.get(n / 3 * 2))
                                    .delete("/api/waitlist/" + entries.get(n / 3 * 2))
                                    .then()
                                    .statusCode(204);
                        } else {
                            var released = new SeatsReleased(
                                    performance,
                                    ReleaseId.next(),
                                    List.of(seat(n, 1, "R")),
                                    Instant.now().plusSeconds(600));
                            QuarkusTransaction.requiringNew().run(() -> matching.match(released));
                        }
                    }))
                    .toList());
        }

        // Then
        var report = fairness.report(performance, 0, 100);
        assertThat(report.isFair()).isTrue();
        assertThat(report.rounds()).hasSize(30);
        var served = report.rounds().stream()
                .flatMap(round -> round.taken().stream())
                .toList();
        assertThat(served).extracting(FairnessReport.Taken::entry).doesNotHaveDuplicates();
        assertThat(served).extracting(FairnessReport.Taken::place).isSorted();
        assertThat(served).hasSizeGreaterThanOrEqualTo(15);
    }

    private static final class Waiter {
        final EntryId id;
        final Wish wish;
        final Set<SeatId> letPass = new HashSet<>();
        boolean hasMissed;
        boolean waits = true;
        Optional<List<SeatId>> offered = Optional.empty();

        Waiter(EntryId id, Wish wish) {
            this.id = id;
            this.wish = wish;
        }
    }

    private final class Life {

        private final Random random;
        private final PerformanceId performance;
        private final List<Waiter> line = new ArrayList<>();
        private final Map<SeatId, ReleasedSeat> seats = new HashMap<>();
        private final Map<EntryId, Long> positions = new HashMap<>();
        private List<ReleasedSeat> kept = List.of();
        private Optional<Waiter> gatherer = Optional.empty();
        private int matched;

        Life(Random random, PerformanceId performance) {
            this.random = random;
            this.performance = performance;
        }

        void goesOn() {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> joins(wish());
                case 4, 5, 6 -> releases(back());
                case 7 -> anOfferEnds();
                case 8 -> somebodyLeaves();
                default -> timeGoesBy();
            }
            agrees();
        }

        Waiter joins(Wish wish) {
            var waiter = new Waiter(EntryId.next(), wish);
            QuarkusTransaction.requiringNew().run(() -> {
                performances.lock(performance);
                wished(Sql.of(WISH), wish).run(database);
                wished(Sql.of(ENTRY), wish).with("id", waiter.id).run(database);
            });
            line.add(waiter);
            return waiter;
        }

        private Sql wished(Sql sql, Wish wish) {
            return sql.with("performance", performance)
                    .with("grades", wish.grades())
                    .with("sections", wish.sections().isEmpty() ? null : wish.sections())
                    .with("seats", wish.seats())
                    .with("adjacent", wish.adjacent())
                    .with("highest", wish.highestPrice().map(Money::amount).orElse(null))
                    .with("currency", wish.highestPrice().map(_ -> "KRW").orElse(null));
        }

        void releases(List<ReleasedSeat> back) {
            back.forEach(seat -> seats.put(seat.seat(), seat));
            var released = new SeatsReleased(
                    performance, ReleaseId.next(), back, Instant.now().plusSeconds(600));
            QuarkusTransaction.requiringNew().run(() -> matching.match(released));
            matched++;
            gives(back, true);
        }

        /// Missed, declined, gone or bought.
        private void anOfferEnds() {
            var open = line.stream().filter(one -> one.offered.isPresent()).toList();
            if (open.isEmpty()) {
                return;
            }
            var waiter = open.get(random.nextInt(open.size()));
            var had = waiter.offered.orElseThrow();
            waiter.offered = Optional.empty();
            var offer = offer(waiter.id);
            var how = random.nextInt(5);
            if (how == 0) {
                QuarkusTransaction.requiringNew().run(() -> offers.taken(performance, offer));
                return;
            }
            var reason = how < 3 ? OfferFailure.LAPSED : how == 3 ? OfferFailure.DECLINED : OfferFailure.SEATS_GONE;
            QuarkusTransaction.requiringNew().run(() -> {
                offers.failed(performance, offer, reason);
                matching.matchKept(performance);
            });
            switch (reason) {
                case LAPSED -> {
                    waiter.waits = !waiter.hasMissed;
                    waiter.hasMissed = true;
                    waiter.letPass.addAll(had);
                }
                case SEATS_GONE -> waiter.waits = true;
                case DECLINED -> {
                    // Ended.
                }
            }
            if (gatherer.isPresent()) {
                gives(List.of(), false);
            }
            if (reason != OfferFailure.SEATS_GONE) {
                releases(had.stream().map(seats::get).toList());
            }
        }

        private void somebodyLeaves() {
            var waiting = line.stream().filter(one -> one.waits).toList();
            if (waiting.isEmpty()) {
                return;
            }
            var waiter = waiting.get(random.nextInt(waiting.size()));
            QuarkusTransaction.requiringNew().run(() -> {
                performances.lock(performance);
                Sql.of(LEAVE).with("id", waiter.id).run(database);
            });
            waiter.waits = false;
            if (gatherer.filter(waiter::equals).isPresent()) {
                ends();
            }
        }

        private void timeGoesBy() {
            if (gatherer.isPresent() && random.nextBoolean()) {
                QuarkusTransaction.requiringNew()
                        .run(() -> Sql.of("""
                    update gathering
                       set until = now()
                     where performance_id = :performance
                       and state = 'OPEN'
                    """).with("performance", performance).run(database));
                ends();
            }
        }

        /// The worker sees it by itself.
        private void ends() {
            await().until(() -> {
                matching.endGatherings();
                return Sql.of(
                                        "select count(*) as n from gathering where performance_id = :performance and state = 'OPEN'")
                                .with("performance", performance)
                                .one(database, row -> row.large("n"))
                        == 0;
            });
            gatherer = Optional.empty();
            var pool = kept;
            kept = List.of();
            givesTo(pool, false);
        }

        private void gives(List<ReleasedSeat> back, boolean mayBegin) {
            var ids = back.stream().map(ReleasedSeat::seat).collect(Collectors.toSet());
            var pool = new ArrayList<>(back);
            kept.stream().filter(seat -> !ids.contains(seat.seat())).forEach(pool::add);
            givesTo(pool, mayBegin);
        }

        private void givesTo(Collection<ReleasedSeat> pool, boolean mayBegin) {
            var seating = new Seating(pool);
            var was = gatherer;
            gatherer = Optional.empty();
            kept = List.of();
            for (var waiter : line) {
                if (!waiter.waits) {
                    continue;
                }
                var found = seating.fit(waiter.wish, waiter.letPass);
                if (found.isPresent()) {
                    seating.take(found.get());
                    waiter.waits = false;
                    waiter.offered = Optional.of(
                            found.get().stream().map(ReleasedSeat::seat).toList());
                    continue;
                }
                var mayGather = was.map(waiter::equals).orElse(mayBegin);
                if (mayGather && gatherer.isEmpty() && waiter.wish.seats() > 1) {
                    var part = seating.part(waiter.wish, waiter.letPass);
                    if (!part.isEmpty()) {
                        seating.take(part);
                        kept = part;
                        gatherer = Optional.of(waiter);
                    }
                }
            }
        }

        private void agrees() {
            var open = Sql.of(OPEN)
                    .with("performance", performance)
                    .list(
                            database,
                            row -> Map.entry(
                                    new EntryId(row.uuid("entry_id")),
                                    row.texts("seats").stream().map(SeatId::new).collect(Collectors.toSet())))
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
            assertThat(open)
                    .isEqualTo(line.stream()
                            .filter(one -> one.offered.isPresent())
                            .collect(Collectors.toMap(one -> one.id, one -> Set.copyOf(one.offered.orElseThrow()))));
            var nowKept = Sql.of("select seat_id from gathered_seat where performance_id = :performance")
                    .with("performance", performance)
                    .list(database, row -> new SeatId(row.text("seat_id")));
            assertThat(nowKept)
                    .containsExactlyInAnyOrderElementsOf(
                            kept.stream().map(ReleasedSeat::seat).toList());
            Sql.of(POSITIONS)
                    .with("performance", performance)
                    .list(database, row -> Map.entry(new EntryId(row.uuid("id")), row.large("position")))
                    .forEach(one -> {
                        var before = positions.put(one.getKey(), one.getValue());
                        assertThat(one.getValue()).isLessThanOrEqualTo(before == null ? Long.MAX_VALUE : before);
                    });
        }

        private OfferId offer(EntryId entry) {
            return Sql.of("select id from offer where entry_id = :entry and state = 'OPEN'")
                    .with("entry", entry)
                    .one(database, row -> new OfferId(row.uuid("id")));
        }

        private Wish wish() {
            var count = 1 + random.nextInt(random.nextBoolean() ? 1 : 4);
            List<List<String>> grades =
                    List.of(List.of("R"), List.of("S"), List.of("S", "R"), List.of("VIP", "R"), List.of("VIP"));
            return new Wish(
                    grades.get(random.nextInt(grades.size())),
                    random.nextInt(4) == 0 ? List.of("2F") : List.of(),
                    count,
                    count == 1 || random.nextBoolean(),
                    random.nextInt(3) == 0
                            ? Optional.of(Money.won(100_000 + 20_000 * random.nextInt(4)))
                            : Optional.empty(),
                    Optional.empty());
        }

        /// Seats nobody has at the moment.
        private List<ReleasedSeat> back() {
            var taken = line.stream()
                    .flatMap(one -> one.offered.stream().flatMap(List::stream))
                    .collect(Collectors.toSet());
            kept.forEach(seat -> taken.add(seat.seat()));
            return IntStream.range(0, 1 + random.nextInt(random.nextBoolean() ? 1 : 5))
                    .mapToObj(_ -> seat(
                            random.nextInt(6),
                            random.nextInt(8),
                            List.of("VIP", "R", "S").get(random.nextInt(3))))
                    .filter(seat -> taken.add(seat.seat()))
                    .collect(Collectors.collectingAndThen(
                            Collectors.toList(), found -> found.isEmpty() ? List.of(another()) : found));
        }

        private ReleasedSeat another() {
            return seat(100 + random.nextInt(1_000_000), 1, "R");
        }
    }

    private static ReleasedSeat seat(int row, int number, String grade) {
        var section = row % 3 == 2 ? "2F" : "1F";
        return new ReleasedSeat(
                new SeatId(section + "-" + row + "-" + number),
                section + " " + row + " " + number,
                section,
                "%02d".formatted(row),
                number,
                grade,
                Money.won(100_000 + 20_000L * (row % 4)));
    }
}
