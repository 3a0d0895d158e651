package io.holdfast.waitlist.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Where somebody stands, against counting the whole line.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class PositionTest {

    private static final String WISH =
            "insert into wish (performance_id, grades, seats, adjacent) values (:performance, array['R'], 1, true)";

    private static final String JOIN = """
        insert into entry (id, performance_id, wish_id, customer_id, state)
        select uuidv7(), performance_id, id, uuidv7(), 'WAITING'
          from wish, generate_series(1, :many)
         where performance_id = :performance
        """;

    /// One in three leaves, one in three is offered something.
    private static final String MOVE_ON = """
        update entry
           set state = case seq % 3 when 1 then 'ENDED' when 2 then 'OFFERED' else state end,
               end_reason = case seq % 3 when 1 then 'LEFT' end, ended_at = case seq % 3 when 1 then now() end,
               offer_id = case seq % 3 when 2 then uuidv7() end, offer_until = case seq % 3 when 2 then now() end
         where performance_id = :performance
        """;

    private static final String SERVE = """
        update entry
           set state = 'SERVED', offer_until = null, ended_at = now()
         where performance_id = :performance
           and state = 'OFFERED'
           and seq % 2 = 0
        """;

    private static final String FORGET = "delete from entry where performance_id = :performance and seq % 5 = 0";

    private static final String COUNTED = """
        select id, row_number() over (order by seq) as position
          from entry
         where performance_id = :performance
           and state in ('WAITING', 'OFFERED')
         order by seq
        """;

    private static final String READ = """
        select coalesce(sum(seq_tup_read), 0)::bigint + coalesce(sum(idx_tup_fetch), 0)::bigint as read
          from pg_stat_xact_user_tables
         where relname in ('entry', 'line_count')
           and schemaname = current_schema()
        """;

    @Inject
    House house;

    @Inject
    Entries entries;

    @Inject
    DataSource database;

    private record Place(EntryId entry, long position) {}

    @Test
    void when_many_have_joined_and_left_at_once_everybody_stands_where_counting_puts_them() throws Exception {
        // Given
        var performance = house.performance();
        var joined = new ConcurrentHashMap<CustomerId, EntryId>();
        Callable<Void> comes = () -> {
            var somebody = CustomerId.next();
            joined.put(somebody, house.joins(somebody, performance));
            return null;
        };
        Callable<Void> comesAndGoes = () -> {
            var somebody = CustomerId.next();
            house.browser(somebody)
                    .delete("/api/waitlist/" + house.joins(somebody, performance))
                    .then()
                    .statusCode(204);
            return null;
        };

        // When
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(IntStream.range(0, 60)
                    .mapToObj(n -> n % 2 == 0 ? comes : comesAndGoes)
                    .toList())) {
                done.get();
            }
        }

        // Then
        var line = counted(performance);
        assertThat(line).extracting(Place::entry).containsExactlyInAnyOrderElementsOf(joined.values());
        joined.forEach((somebody, entry) -> assertThat(line)
                .contains(new Place(
                        entry,
                        house.browser(somebody)
                                .get("/api/waitlist/" + entry)
                                .jsonPath()
                                .getLong("position"))));
    }

    @Test
    void in_a_long_line_in_which_most_have_moved_on_too() {
        // Given
        var performance = line(70_000);
        run(MOVE_ON, performance);
        run(SERVE, performance);
        run(FORGET, performance);

        // When
        var line = counted(performance);

        // Then
        assertThat(line).hasSizeBetween(20_000, 40_000);
        for (var n = 0; n < line.size(); n += 173) {
            assertThat(entries.position(line.get(n).entry()))
                    .isEqualTo(line.get(n).position());
        }
        assertThat(entries.position(line.getLast().entry())).isEqualTo(line.size());
    }

    @Test
    void nobody_stands_before_anybody_in_a_line_that_was_called_off() {
        // Given
        var performance = line(1_000);
        entries.callOff(performance);

        // When
        var entry = house.joins(CustomerId.next(), performance);

        // Then
        assertThat(entries.position(entry)).isEqualTo(1);
    }

    @Test
    void however_many_wait_a_look_reads_a_few_hundred_rows() {
        // Given
        var line = counted(line(70_000));

        // When
        var read = QuarkusTransaction.requiringNew().call(() -> {
            var before = read();
            entries.position(line.getLast().entry());
            return read() - before;
        });

        // Then
        assertThat(read).isBetween(1L, 4L * 256);
    }

    private long read() {
        return Sql.of(READ).one(database, row -> row.large("read"));
    }

    private PerformanceId line(int many) {
        var performance = house.performance();
        run(WISH, performance);
        Sql.of(JOIN).with("performance", performance).with("many", many).run(database);
        // As autovacuum does within a minute.
        Sql.of("analyze entry").run(database);
        Sql.of("analyze line_count").run(database);
        return performance;
    }

    private void run(String statement, PerformanceId performance) {
        Sql.of(statement).with("performance", performance).run(database);
    }

    private List<Place> counted(PerformanceId performance) {
        return Sql.of(COUNTED)
                .with("performance", performance)
                .list(database, row -> new Place(new EntryId(row.uuid("id")), row.large("position")));
    }
}
