package io.holdfast.waitlist.matching;

import static io.holdfast.waitlist.House.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.holdfast.waitlist.entry.Wish;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class LongLineTest {

    /// One of each kind of wish in turn: grades, numbers, together or not, a section, a highest price.
    private static final String WISHES = """
        insert into wish (performance_id, grades, sections, seats, adjacent, highest_price, currency)
        select :performance, grades, sections, seats, adjacent or seats = 1, price, case when price > 0 then 'KRW' end
          from (values (array['R']), (array['S']), (array['S', 'R']), (array['VIP', 'R'])) as g (grades),
               (values (null), (array['2F'])) as s (sections),
               (values (null), (cast(120000 as bigint))) as p (price),
               generate_series(1, 4) as seats,
               (values (true), (false)) as a (adjacent)
        on conflict do nothing
        """;

    private static final String LINE = """
        with kind as (
            select id, row_number() over (order by hashtextextended(id::text, 0)) - 1 as n, count(*) over () as kinds
              from wish
             where performance_id = :performance)
        insert into entry (id, performance_id, wish_id, customer_id, state)
        select uuidv7(), :performance, kind.id, uuidv7(), 'WAITING'
          from generate_series(1, :waiting) as number
          join kind on kind.n = number % kind.kinds
         order by number
        """;

    /// Everybody but those whose turn it is wants a grade that does not come back.
    private static final String LINE_PASSED_OVER = """
        insert into entry (id, performance_id, wish_id, customer_id, state)
        select uuidv7(), :performance, id, uuidv7(), 'WAITING'
          from generate_series(1, :waiting) as number
          join wish on performance_id = :performance and grades = array['VIP']
         order by number
        """;

    private static final String READ = """
        select seq_tup_read + idx_tup_fetch as read
          from pg_stat_xact_user_tables
         where relname = 'entry'
           and schemaname = current_schema()
        """;

    /// Each would do with an R, and no two are alike.
    private static final String DIFFERENT_WISHES = """
        insert into wish (performance_id, grades, seats, adjacent, highest_price, currency)
        select :performance, array['R'], 1, true, 200000 + number, 'KRW'
          from generate_series(1, :waiting) as number
        """;

    private static final String READ_OF = """
        select coalesce(sum(seq_tup_read), 0)::bigint + coalesce(sum(idx_tup_fetch), 0)::bigint as read
          from pg_stat_xact_user_tables
         where relname = :table
           and schemaname = current_schema()
        """;

    private record Waiter(EntryId entry, Wish wish) {}

    @Inject
    House house;

    @Inject
    Matching matching;

    @Inject
    DataSource database;

    @Test
    void a_thousand_seats_go_once_and_in_order_to_a_line_of_twenty_thousand() {
        // Given
        var performance = house.performance();
        run(WISHES, performance, 0);
        run(LINE, performance, 20_000);
        var seats = aThousandSeats();
        var line = line(performance);
        var expected = oneAfterTheOther(line, seats);

        // When
        var began = Instant.now();
        house.facts()
                .tell(new SeatsReleased(
                        performance, ReleaseId.next(), seats, Instant.now().plusSeconds(60)));
        await().pollInterval(Duration.ofMillis(50))
                .until(() -> house.offered(performance).size() == expected.size());

        // Then
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(20));
        assertThat(house.offered(performance)).extracting(SeatsOffered::entry).isEqualTo(expected);
        var gone = house.offered(performance).stream()
                .flatMap(offer -> offer.seats().stream())
                .toList();
        assertThat(gone).doesNotHaveDuplicates();
        var unwanted = house.unwanted(performance).stream()
                .flatMap(event -> event.seats().stream())
                .toList();
        var kept = house.gathered(performance).stream()
                .flatMap(event -> event.seats().stream())
                .toList();
        assertThat(gone.size() + unwanted.size() + kept.size()).isEqualTo(seats.size());
    }

    @Test
    void nobody_is_read_whose_wish_does_not_fit_however_many_wait() {
        // Given
        var shortLine = passedOver(1_000);
        var longLine = passedOver(100_000);
        house.joins(CustomerId.next(), shortLine);
        house.joins(CustomerId.next(), longLine);

        // When
        var readOfShort = entriesReadWhileMatching(shortLine);
        var readOfLong = entriesReadWhileMatching(longLine);

        // Then
        // A hundred times as many wait. How PostgreSQL comes to the same few rows is its own affair: it may read one
        // twice.
        assertThat(List.of(readOfShort, readOfLong)).allMatch(read -> read < 10);
        await().until(() ->
                house.offered(longLine).size() == 1 && house.offered(shortLine).size() == 1);
    }

    @Test
    void one_seat_of_a_mixed_line_costs_a_look_at_each_wish() {
        // Given
        var performance = house.performance();
        run(WISHES, performance, 0);
        run(LINE, performance, 20_000);
        var wishes = wishes(performance);

        // When
        var read = entriesReadWhileMatching(performance);

        // Then
        assertThat(read).isLessThan(wishes + 10);
        // The line is mixed at random, and the first who can do with it may be a group.
        await().until(() ->
                house.offered(performance).size() + house.gathered(performance).size() == 1);
    }

    @Test
    void one_seat_costs_as_much_however_many_different_wishes_there_are() {
        // Given
        var few = house.performance();
        run(DIFFERENT_WISHES, few, 500);
        run(LINE, few, 1_000);
        var many = house.performance();
        run(DIFFERENT_WISHES, many, 5_000);
        run(LINE, many, 20_000);
        QuarkusTransaction.requiringNew().run(() -> {
            Sql.of("analyze wish").run(database);
            Sql.of("analyze entry").run(database);
        });
        entriesReadWhileMatching(few);
        entriesReadWhileMatching(many);

        // When
        var readOfFew = read("wish", () -> entriesReadWhileMatching(few));
        var readOfMany = read("wish", () -> entriesReadWhileMatching(many));

        // Then
        assertThat(readOfMany).isLessThanOrEqualTo(readOfFew + 60).isLessThan(200);
        await().until(() -> house.offered(many).size() == 2);
    }

    private long read(String table, Runnable matching) {
        return QuarkusTransaction.requiringNew().call(() -> {
            var before = readOf(table);
            matching.run();
            return readOf(table) - before;
        });
    }

    private long readOf(String table) {
        return Sql.of(READ_OF)
                .with("table", table)
                .first(database, row -> row.large("read"))
                .orElse(0L);
    }

    private PerformanceId passedOver(int waiting) {
        var performance = house.performance();
        house.joins(CustomerId.next(), performance, "{\"grades\":[\"VIP\"],\"seats\":2}");
        run(LINE_PASSED_OVER, performance, waiting);
        return performance;
    }

    private long entriesReadWhileMatching(PerformanceId performance) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            var before = entriesRead();
            matching.match(new SeatsReleased(
                    performance,
                    ReleaseId.next(),
                    List.of(seat("A", 1, "R")),
                    Instant.now().plusSeconds(60)));
            return entriesRead() - before;
        });
    }

    private long entriesRead() {
        return Sql.of(READ).first(database, row -> row.large("read")).orElse(0L);
    }

    /// In rows of twenty with gaps, two grades, two floors, two prices.
    private static List<ReleasedSeat> aThousandSeats() {
        var random = new Random(5);
        var places = IntStream.range(0, 1_400).boxed().collect(Collectors.toList());
        Collections.shuffle(places, random);
        return places.stream()
                .limit(1_000)
                .sorted()
                .map(n -> {
                    var section = n % 2 == 0 ? "1F" : "2F";
                    var row = "%02d".formatted(n / 40);
                    return new ReleasedSeat(
                            new SeatId(section + "-" + row + "-" + n % 40 / 2),
                            section + " " + row + " " + n % 40 / 2,
                            section,
                            row,
                            n % 40 / 2,
                            n < 700 ? "R" : "S",
                            Money.won(n % 3 == 0 ? 120_000 : 140_000));
                })
                .toList();
    }

    /// The rule itself: from the longest wait to the shortest, whoever fits what is left is served, and for the first
    /// group that does not fit is kept what would do.
    private static List<EntryId> oneAfterTheOther(List<Waiter> line, List<ReleasedSeat> seats) {
        var seating = new Seating(seats);
        var nothingFits = new HashSet<Wish>();
        var served = new ArrayList<EntryId>();
        var isKept = false;
        for (var waiter : line) {
            if (nothingFits.contains(waiter.wish())) {
                continue;
            }
            var chosen = seating.fit(waiter.wish(), Set.of());
            if (chosen.isPresent()) {
                seating.take(chosen.get());
                served.add(waiter.entry());
                continue;
            }
            nothingFits.add(waiter.wish());
            var part = seating.part(waiter.wish(), Set.of());
            if (!isKept && waiter.wish().seats() > 1 && !part.isEmpty()) {
                seating.take(part);
                isKept = true;
            }
        }
        return served;
    }

    private List<Waiter> line(PerformanceId performance) {
        return Sql.of("""
            select entry.id, grades, coalesce(sections, '{}') as sections, seats, adjacent,
                   coalesce(highest_price, 0) as highest
              from entry
              join wish on wish.id = entry.wish_id
             where entry.performance_id = :performance
             order by seq
            """)
                .with("performance", performance)
                .list(
                        database,
                        row -> new Waiter(
                                new EntryId(row.uuid("id")),
                                new Wish(
                                        row.texts("grades"),
                                        row.texts("sections"),
                                        row.number("seats"),
                                        row.flag("adjacent"),
                                        row.large("highest") == 0
                                                ? Optional.empty()
                                                : Optional.of(Money.won(row.large("highest"))),
                                        Optional.empty())));
    }

    private long wishes(PerformanceId performance) {
        return Sql.of("select count(*) as n from wish where performance_id = :performance")
                .with("performance", performance)
                .one(database, row -> row.large("n"));
    }

    private void run(String statement, PerformanceId performance, int waiting) {
        QuarkusTransaction.requiringNew().run(() -> {
            var sql = Sql.of(statement).with("performance", performance);
            (statement.contains(":waiting") ? sql.with("waiting", waiting) : sql).run(database);
        });
    }
}
