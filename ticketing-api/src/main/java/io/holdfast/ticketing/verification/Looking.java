package io.holdfast.ticketing.verification;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/// Whose turn it is to look, where, and what is found there.
@ApplicationScoped
class Looking {

    /// Found by one process each time it is due, by the database's clock.
    private static final String TURN = """
        update verification
           set due_at = now() + make_interval(secs => :every)
         where due_at <= now()
        returning looked_from, ledger_entry, point_entry, now() as now,
                  (select coalesce(max(id), 0) from ledger_entry) as last_ledger_entry,
                  (select coalesce(max(id), 0) from point_entry) as last_point_entry
        """;

    /// What was begun before this look and ended after it is looked at again, so nothing is passed over.
    private static final String LOOKED = """
        update verification
           set looked_from = :from, ended_at = now(),
               ledger_entry = greatest(ledger_entry, :ledgerEntry), point_entry = greatest(point_entry, :pointEntry)
        """;

    private static final String AGE =
            "select greatest(0, extract(epoch from now() - coalesce(ended_at, due_at))) as seconds from verification";

    /// Those that have waited longest; what is long over is looked at no more.
    private static final String NEXT = """
        select performance.id
          from performance
          left join performance_verified as verified on verified.performance_id = performance.id
         where performance.starts_at > now() - interval '7 days'
         order by verified.at nulls first, performance.id
         limit :most
        """;

    private static final String VERIFIED = """
        insert into performance_verified (performance_id, at)
        values (:performance, now())
        on conflict (performance_id) do update set at = excluded.at
        """;

    /// One process's turn.
    ///
    /// @param since when to look from: what was committed before has been looked at
    /// @param ledgerEntry and `pointEntry`: the last entries that were looked at
    /// @param last what to remember for the next turn
    record Turn(Instant since, long ledgerEntry, long pointEntry, Last last) {}

    record Last(Instant from, long ledgerEntry, long pointEntry) {}

    /// @param performance absent when it is about none
    record Finding(Invariant invariant, Optional<PerformanceId> performance, String about, String found) {}

    private final DataSource database;
    private final VerificationConfig config;

    Looking(DataSource database, VerificationConfig config) {
        this.database = database;
        this.config = config;
    }

    /// @return empty when it is not due, or somebody else is at it
    Optional<Turn> turn() {
        return QuarkusTransaction.requiringNew().call(() -> Sql.of(TURN)
                .with("every", config.every().toMillis() / 1000.0)
                .first(database, this::turn));
    }

    private Turn turn(Row row) throws SQLException {
        var now = row.moment("now");
        // The first time there may be much; whole performances take care of what is older.
        var from = row.maybeMoment("looked_from").orElse(now.minus(Duration.ofMinutes(10)));
        return new Turn(
                from.minus(config.longestTransaction()),
                row.large("ledger_entry"),
                row.large("point_entry"),
                new Last(now, row.large("last_ledger_entry"), row.large("last_point_entry")));
    }

    void looked(Turn turn) {
        // Numbers are given before commits, so the last ones are looked at once more.
        Sql.of(LOOKED)
                .with("from", turn.last().from())
                .with("ledgerEntry", Math.max(0, turn.last().ledgerEntry() - 1_000))
                .with("pointEntry", Math.max(0, turn.last().pointEntry() - 1_000))
                .run(database);
    }

    double secondsSinceTheLast() {
        return Sql.of(AGE).one(database, row -> row.real("seconds"));
    }

    List<Finding> lately(Turn turn) {
        var found = new ArrayList<Finding>();
        for (var invariant : Invariant.values()) {
            if (invariant.isAskedLately()) {
                found.addAll(read(
                        invariant,
                        Sql.of(invariant.lately())
                                .with("since", turn.since())
                                .with("sinceId", firstIdOf(turn.since()))
                                .with("ledgerEntry", turn.ledgerEntry())
                                .with("pointEntry", turn.pointEntry())));
            }
        }
        return found;
    }

    List<Finding> of(PerformanceId performance) {
        var found = new ArrayList<Finding>();
        for (var invariant : Invariant.values()) {
            if (invariant.isAskedOfAPerformance()) {
                found.addAll(read(invariant, Sql.of(invariant.ofPerformance()).with("performance", performance)));
            }
        }
        Sql.of(VERIFIED).with("performance", performance).run(database);
        return found;
    }

    List<PerformanceId> next(int most) {
        return Sql.of(NEXT).with("most", most).list(database, row -> new PerformanceId(row.uuid("id")));
    }

    private List<Finding> read(Invariant invariant, Sql statement) {
        return statement.list(
                database,
                row -> new Finding(
                        invariant,
                        row.maybeUuid("performance_id").map(PerformanceId::new),
                        row.text("about"),
                        row.text("found")));
    }

    /// The least version 7 UUID of that moment.
    private static UUID firstIdOf(Instant moment) {
        return new UUID(moment.toEpochMilli() << 16 | 0x7000L, 0x8000_0000_0000_0000L);
    }
}
