package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.database.ReadReplica;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.sql.DataSource;

/// Reads how seats stand. At most [#AT_ONCE] readings are under way, so that however many performances change, buyers
/// find a connection.
@ApplicationScoped
class Readings {

    private static final int AT_ONCE = 3;

    private static final String[] NONE = {};

    /// One letter for each seat: `f`ree, `s`old, `b`locked, `l`apsing by itself, `k`ept until somebody says otherwise.
    private static final String STAND = """
        select (extract(epoch from statement_timestamp()) * 1000000)::bigint as at,
               coalesce(bit_xor(hashtextextended(id || ' ' || grade, ordinal)), 0) as mark,
               string_agg(case state when 'AVAILABLE' then 'f'
                                     when 'SOLD' then 's'
                                     when 'BLOCKED' then 'b'
                                     when 'HELD' then 'l'
                                     when 'RELEASED' then 'l'
                                     else 'k' end, '' order by ordinal) as states,
               string_agg(((extract(epoch from until) * 1000000)::bigint)::text, ' ' order by ordinal)
                   filter (where state in ('HELD', 'RELEASED')) as untils
        """;

    private static final String OF_PERFORMANCE = " from seat where performance_id = :performance";

    private static final String ALL = STAND + OF_PERFORMANCE;

    /// In one row: fifteen thousand take longer to send than to find. No id has a blank in it.
    private static final String ALL_WITH_SEATING = STAND + """
             , string_agg(id, ' ' order by ordinal) as ids,
               string_agg(grade, chr(31) order by ordinal) as grades
        """ + OF_PERFORMANCE;

    private static final String SOME = """
        select (extract(epoch from statement_timestamp()) * 1000000)::bigint as at, id, grade,
               case state when 'AVAILABLE' then 'f'
                          when 'SOLD' then 's'
                          when 'BLOCKED' then 'b'
                          when 'HELD' then 'l'
                          when 'RELEASED' then 'l'
                          else 'k' end as state,
               (extract(epoch from until) * 1000000)::bigint as until
          from seat
         where performance_id = :performance
           and id = any (:seats)
        """;

    private static final String LEFT = """
        select grade,
               count(*) filter (where state = 'AVAILABLE'
                                   or (state in ('HELD', 'RELEASED') and until <= now()))::int as seats
          from seat
         where performance_id = :performance
         group by grade
        """;

    /// @param mark the database's digest of which seats there are, in which order and of which grade
    /// @param untils for each seat, [Seen#NEVER] unless it lapses by itself
    record Reading(long at, long mark, byte[] states, long[] untils) {
        int capacity() {
            return states.length;
        }
    }

    record ReadingWithSeating(Reading reading, Seating seating) {}

    /// @param grades of the seats that were found
    record SomeSeats(List<Seen> seen, Map<SeatId, String> grades) {}

    private final DataSource database;
    private final ReadReplica replica;
    private final DatabaseClock clock = new DatabaseClock();
    private final Timer taken;
    private final Semaphore underWay = new Semaphore(AT_ONCE, true);

    Readings(DataSource database, ReadReplica replica, MeterRegistry metrics) {
        this.database = database;
        this.replica = replica;
        this.taken = metrics.timer("holdfast.live.reading");
    }

    DatabaseClock clock() {
        return clock;
    }

    /// All seats of a performance; none if there is no such performance.
    Reading all(PerformanceId performance) {
        return alone(() -> Sql.of(ALL).with("performance", performance).one(database, this::reading));
    }

    /// The same, and which seats they are.
    ReadingWithSeating allWithSeating(PerformanceId performance) {
        return alone(
                () -> Sql.of(ALL_WITH_SEATING).with("performance", performance).one(database, row -> {
                    var reading = reading(row);
                    var ids = row.maybeText("ids").map(text -> text.split(" ")).orElse(NONE);
                    var grades = row.maybeText("grades")
                            .map(text -> text.split("\u001f", -1))
                            .orElse(NONE);
                    var seats = new ArrayList<Seating.Seat>(ids.length);
                    for (var i = 0; i < ids.length; i++) {
                        seats.add(new Seating.Seat(new SeatId(ids[i]), grades[i]));
                    }
                    return new ReadingWithSeating(reading, new Seating(reading.mark(), seats));
                }));
    }

    private Reading reading(Row row) throws SQLException {
        var letters = row.maybeText("states").orElse("");
        var reading = new Reading(
                row.large("at"), row.large("mark"), states(letters), untils(letters, row.maybeText("untils")));
        clock.heard(reading.at());
        return reading;
    }

    SomeSeats some(PerformanceId performance, Collection<SeatId> seats) {
        return alone(() -> {
            Map<SeatId, String> grades = new LinkedHashMap<>();
            var seen = Sql.of(SOME)
                    .with("performance", performance)
                    .with("seats", seats)
                    .list(database, row -> {
                        var seat = new SeatId(row.text("id"));
                        grades.put(seat, row.text("grade"));
                        var letter = row.text("state").charAt(0);
                        var until = letter == 'l' ? row.large("until") : Seen.NEVER;
                        return new Seen(seat, state(letter), until, row.large("at"));
                    });
            seen.stream().findFirst().ifPresent(first -> clock.heard(first.at()));
            return new SomeSeats(seen, grades);
        });
    }

    /// How many seats of each grade can be had, for who does not need to know which.
    Map<String, Integer> left(PerformanceId performance) {
        record Left(String grade, int seats) {}
        Map<String, Integer> left = new LinkedHashMap<>();
        alone(() -> replica.look(somewhere -> Sql.of(LEFT)
                        .with("performance", performance)
                        .list(somewhere, row -> new Left(row.text("grade"), row.number("seats")))))
                .forEach(grade -> left.put(grade.grade(), grade.seats()));
        return left;
    }

    private <T> T alone(Supplier<T> reading) {
        underWay.acquireUninterruptibly();
        try {
            return taken.record(reading);
        } finally {
            underWay.release();
        }
    }

    private static byte[] states(String letters) {
        var states = new byte[letters.length()];
        for (var i = 0; i < states.length; i++) {
            states[i] = state(letters.charAt(i));
        }
        return states;
    }

    private static byte state(char letter) {
        return switch (letter) {
            case 'f' -> LiveSeats.FREE;
            case 's' -> LiveSeats.SOLD;
            case 'b' -> LiveSeats.BLOCKED;
            default -> LiveSeats.HELD;
        };
    }

    private static long[] untils(String letters, Optional<String> told) {
        var untils = new long[letters.length()];
        var text = told.orElse("");
        var from = 0;
        for (var i = 0; i < untils.length; i++) {
            if (letters.charAt(i) == 'l') {
                var to = text.indexOf(' ', from);
                untils[i] = Long.parseLong(text, from, to < 0 ? text.length() : to, 10);
                from = to + 1;
            } else {
                untils[i] = Seen.NEVER;
            }
        }
        return untils;
    }
}
