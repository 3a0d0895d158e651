package io.holdfast.ticketing.seat;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;

/// What staff did to seats by hand, who and why. Nothing is ever taken back here; PostgreSQL refuses to.
@ApplicationScoped
public class Adjustments {

    private static final String NOTE = """
        insert into seat_adjustment (performance_id, what, seats, who, reason)
        values (:performance, :what, :seats, :who, :reason)
        """;

    private static final String OF_PERFORMANCE = """
        select what, seats, who, reason, at
          from seat_adjustment
         where performance_id = :performance
         order by id desc
         limit 500
        """;

    public enum What {
        BLOCKED,
        UNBLOCKED,
        SEAT_CHANGED,
        PLAN_EDITED,
        ORPHAN_RULE
    }

    /// @param who the one signed in
    public record Adjustment(What what, List<String> seats, String who, String reason, Instant at) {}

    private final DataSource database;

    Adjustments(DataSource database) {
        this.database = database;
    }

    /// In the running transaction.
    public void note(PerformanceId performance, What what, Collection<SeatId> seats, String who, String reason) {
        Sql.of(NOTE)
                .with("performance", performance)
                .with("what", what)
                .with("seats", seats)
                .with("who", who)
                .with("reason", reason)
                .run(database);
    }

    /// Newest first, at most 500.
    public List<Adjustment> of(PerformanceId performance) {
        return Sql.of(OF_PERFORMANCE)
                .with("performance", performance)
                .list(
                        database,
                        row -> new Adjustment(
                                What.valueOf(row.text("what")),
                                row.texts("seats"),
                                row.text("who"),
                                row.text("reason"),
                                row.moment("at")));
    }
}
