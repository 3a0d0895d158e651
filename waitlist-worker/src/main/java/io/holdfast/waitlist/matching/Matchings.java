package io.holdfast.waitlist.matching;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What was matched when: one row for each time, whoever waited.
@ApplicationScoped
class Matchings {

    private static final String NEXT = "select nextval(pg_get_serial_sequence('matching', 'id')) as id";

    private static final String ADD = """
        insert into matching (id, performance_id, release_id, more_releases, at, last_place, pool, too_late, gatherer,
                              gathered, unwanted)
        values (:id, :performance, cast(:release as uuid), cast(:moreReleases as uuid[]), :at, :lastPlace,
                cast(:pool as jsonb), :tooLate, cast(:gatherer as uuid), cast(:gathered as text[]), cast(:unwanted as text[]))
        """;

    private final ObjectMapper json;

    Matchings(ObjectMapper json) {
        this.json = json;
    }

    /// @param id as given by [#next]
    /// @param releases none: only what was kept
    /// @param lastPlace whoever has a later one had not joined
    record Matched(
            long id,
            PerformanceId performance,
            List<ReleaseId> releases,
            Instant at,
            long lastPlace,
            Collection<ReleasedSeat> pool,
            boolean tooLate,
            Optional<EntryId> gatherer,
            Collection<SeatId> gathered,
            Collection<SeatId> unwanted) {}

    Answer<Optional<Long>> next(Together together) {
        return together.first(Sql.of(NEXT), row -> row.large("id"));
    }

    void add(Together together, Matched matched) {
        together.run(Sql.of(ADD)
                .with("id", matched.id())
                .with("performance", matched.performance())
                .with("release", matched.releases().stream().findFirst().orElse(null))
                .with("moreReleases", matched.releases().stream().skip(1).toList())
                .with("at", matched.at())
                .with("lastPlace", matched.lastPlace())
                .with("pool", json.valueToTree(matched.pool()).toString())
                .with("tooLate", matched.tooLate())
                .with("gatherer", matched.gatherer().orElse(null))
                .with("gathered", matched.gathered())
                .with("unwanted", matched.unwanted()));
    }
}
