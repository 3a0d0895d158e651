package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.SalesEvent.GradePrice;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.endtoend.bench.stage.Ground;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Performances that are sold out, and the lines before them. A hundred thousand cannot join over HTTP within
/// minutes, so their wishes and entries are written into waitlist-worker's tables as it writes them itself.
final class Fans {

    static final String SCHEMA = "waitlist";

    private static final int PRICE = 140_000;

    /// Everybody wants the same: one seat.
    static final String ALIKE = """
        insert into wish (performance_id, grades, sections, seats, adjacent, highest_price, currency)
        values (?, array['R'], null, 1, true, null, null)
        """;

    /// A hundred and twelve kinds: grades, numbers, together or not, a section, a highest price.
    static final String MIXED = """
        insert into wish (performance_id, grades, sections, seats, adjacent, highest_price, currency)
        select ?, grades, sections, seats, adjacent or seats = 1, price, case when price > 0 then 'KRW' end
          from (values (array['R']), (array['S']), (array['S', 'R']), (array['VIP', 'R'])) as g (grades),
               (values (null), (array['2F'])) as s (sections),
               (values (null), (cast(120000 as bigint))) as p (price),
               generate_series(1, 4) as seats,
               (values (true), (false)) as a (adjacent)
        on conflict do nothing
        """;

    /// Five thousand kinds, which differ in the number of seats and the highest price; a quarter wants one
    /// seat and would pay for any.
    static final String ALL_DIFFERENT = """
        insert into wish (performance_id, grades, sections, seats, adjacent, highest_price, currency)
        select ?, array['R'], null, 1 + n % 4, true, 140000 + 10 * (n / 4), 'KRW'
          from generate_series(0, 4999) as n
        """;

    /// One of each kind in turn, in an order that has nothing to do with the kind.
    private static final String LINE = """
        with kind as (
            select id, row_number() over (order by hashtextextended(id::text, 0)) - 1 as n, count(*) over () as kinds
              from wish
             where performance_id = ?)
        insert into entry (id, performance_id, wish_id, customer_id, state)
        select uuidv7(), ?, kind.id, uuidv7(), 'WAITING'
          from generate_series(1, ?) as number
          join kind on kind.n = number % kind.kinds
         order by number
        """;

    private static final String READ = """
        select entry.id, grades, coalesce(sections, '{}') as sections, seats, adjacent,
               coalesce(highest_price, 9223372036854775807) as highest
          from entry
          join wish on wish.id = entry.wish_id
         where entry.performance_id = ?
           and entry.state = 'WAITING'
         order by seq
        """;

    /// Some of those who may still be served, evenly along the line, and where counting puts them.
    private static final String SPREAD = """
        select id, customer_id, position
          from (select id, customer_id, row_number() over (order by seq) as position, count(*) over () as living
                  from entry
                 where performance_id = ?
                   and state in ('WAITING', 'OFFERED')) as line
         where position % greatest(living / ?, 1) = 0
         order by position
        """;

    /// Which seats would do.
    ///
    /// @param sections empty: all
    /// @param highest for each, won
    record Wish(Set<String> grades, Set<String> sections, int seats, boolean adjacent, long highest) {
        boolean accepts(ReleasedSeat seat) {
            return grades.contains(seat.grade())
                    && (sections.isEmpty() || sections.contains(seat.section()))
                    && seat.price().amount() <= highest;
        }
    }

    /// Somebody who looks where they stand.
    record Looker(EntryId entry, CustomerId customer, long position) {}

    /// Somebody who waits.
    record Fan(EntryId entry, Wish wish) {}

    private final Stage stage;
    private final Sales sales;

    Fans(Stage stage, Sales sales) {
        this.stage = stage;
        this.sales = sales;
    }

    /// A performance in a month, and so many who wait for a seat of it.
    ///
    /// @param wishes what there is to wish for, one after the other
    PerformanceId waiting(int count, String wishes) {
        var performance = PerformanceId.next();
        sales.tell(new PerformanceScheduled(
                performance,
                ShowId.next(),
                SaleId.next(),
                "Hamlet",
                "Hall",
                Instant.now().plus(Duration.ofDays(30)),
                "Asia/Seoul",
                Stream.of("VIP", "R", "S")
                        .map(grade -> new GradePrice(grade, Money.won(PRICE)))
                        .toList()));
        Ground.await(
                "waitlist-worker to hear of a performance",
                () -> stage.count(SCHEMA, "select count(*) from performance where id = ?", performance.value()) == 1);
        stage.run(SCHEMA, wishes, performance.value());
        stage.run(SCHEMA, LINE, performance.value(), performance.value(), count);
        stage.run(SCHEMA, "analyze wish");
        stage.run(SCHEMA, "analyze entry");
        return performance;
    }

    /// Who waits now, in the order of the line.
    List<Fan> line(PerformanceId performance) {
        try (var connection = stage.connection(SCHEMA);
                var statement = connection.prepareStatement(READ)) {
            statement.setObject(1, performance.value());
            var fans = new ArrayList<Fan>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    fans.add(new Fan(
                            EntryId.fromString(rows.getString("id")),
                            new Wish(
                                    texts(rows.getArray("grades")),
                                    texts(rows.getArray("sections")),
                                    rows.getInt("seats"),
                                    rows.getBoolean("adjacent"),
                                    rows.getLong("highest"))));
                }
            }
            return fans;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param count about so many
    List<Looker> lookers(PerformanceId performance, int count) {
        try (var connection = stage.connection(SCHEMA);
                var statement = connection.prepareStatement(SPREAD)) {
            statement.setObject(1, performance.value());
            statement.setInt(2, count);
            var lookers = new ArrayList<Looker>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    lookers.add(new Looker(
                            EntryId.fromString(rows.getString("id")),
                            CustomerId.fromString(rows.getString("customer_id")),
                            rows.getLong("position")));
                }
            }
            return lookers;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> texts(Array array) throws SQLException {
        return Set.of((String[]) array.getArray());
    }

    /// One seat that has come back, wherever it lies.
    static ReleasedSeat seat(int number) {
        return seat("1F", number / 20, number % 20, "R", PRICE);
    }

    /// So many that have come back, in rows of twenty with gaps: two floors, two grades, two prices.
    static List<ReleasedSeat> seats(int count) {
        var places = IntStream.range(0, count * 7 / 5).boxed().collect(Collectors.toList());
        Collections.shuffle(places, new Random(5));
        return places.stream()
                .limit(count)
                .sorted()
                .map(n -> seat(
                        n % 2 == 0 ? "1F" : "2F",
                        n / 40,
                        n % 40 / 2,
                        n < count * 7 / 10 ? "R" : "S",
                        n % 3 == 0 ? 120_000 : PRICE))
                .toList();
    }

    private static ReleasedSeat seat(String section, int row, int number, String grade, long price) {
        var name = "%s-%02d-%d".formatted(section, row, number);
        return new ReleasedSeat(
                new SeatId(name),
                name.replace('-', ' '),
                section,
                "%02d".formatted(row),
                number,
                grade,
                Money.won(price));
    }
}
