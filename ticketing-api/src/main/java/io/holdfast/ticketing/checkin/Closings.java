package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/// Closes performances: when no gate can tell anything of one any more, its tickets are counted for good and
/// nobody's phone shows them.
@ApplicationScoped
class Closings {

    /// After gates are heard, with room for what is on its way.
    private static final Duration AFTER = Gates.AFTERWARDS.plusHours(1);

    private static final String COUNT = """
        select count(*) as issued,
               count(*) filter (where state = 'VALID' and entered_at is not null) as used,
               count(*) filter (where state = 'VALID' and entered_at is null) as unused,
               count(*) filter (where state = 'CANCELLED') as given_back,
               (select count(*) from scan
                 where scan.performance_id = %1$s and verdict = 'ENTERED' and exception is not null) as exceptions,
               (select count(*) from scan
                 where scan.performance_id = %1$s and let_in and verdict <> 'ENTERED') as conflicts
          from ticket
         where ticket.performance_id = %1$s
        """;

    /// Once for each performance, however many processes are at it: whoever locks it counts, the others pass it
    /// over. Whoever comes later finds the row.
    private static final String CLOSE = """
        with over as (
            select performance.id
              from performance
             where starts_at <= now() - :after * interval '1 second'
               and cancelled_at is null
               and not exists (select from closing where closing.performance_id = performance.id)
             order by starts_at, performance.id
             limit 1
               for no key update skip locked),
        tidied as (
            update ticket
               set device_key = null, device_at = null
              from over
             where ticket.performance_id = over.id
               and ticket.device_key is not null)
        insert into closing (performance_id, issued, used, unused, given_back, exceptions, conflicts)
        select over.id, counted.*
          from over
         cross join lateral (
        """ + COUNT.formatted("over.id") + """
               ) as counted
        on conflict (performance_id) do nothing
        """;

    private static final String KEPT = """
        select issued, used, unused, given_back, exceptions, conflicts, at from closing where performance_id = :performance
        """;

    /// @param at when it was closed; empty while gates may still tell something
    record Closing(
            int issued, int used, int unused, int givenBack, int exceptions, int conflicts, Optional<Instant> at) {}

    private final DataSource database;

    Closings(DataSource database) {
        this.database = database;
    }

    /// As it was closed, else as it stands.
    Closing of(PerformanceId performance) {
        return Sql.of(KEPT)
                .with("performance", performance)
                .first(database, row -> read(row, Optional.of(row.moment("at"))))
                .orElseGet(() -> Sql.of(COUNT.formatted(":performance"))
                        .with("performance", performance)
                        .one(database, row -> read(row, Optional.empty())));
    }

    @Scheduled(every = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void closeAll() {
        while (close() == 1) {
            // There may be another.
        }
    }

    /// @return 1 when a performance was closed, 0 when there is none to close
    int close() {
        return Sql.of(CLOSE).with("after", AFTER.toSeconds()).run(database);
    }

    private static Closing read(Row row, Optional<Instant> at) throws SQLException {
        return new Closing(
                row.number("issued"),
                row.number("used"),
                row.number("unused"),
                row.number("given_back"),
                row.number("exceptions"),
                row.number("conflicts"),
                at);
    }
}
