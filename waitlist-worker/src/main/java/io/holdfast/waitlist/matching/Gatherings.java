package io.holdfast.waitlist.matching;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.UUID;
import javax.sql.DataSource;

/// Seats kept for groups: for one group of a performance at a time, so that never more than three seats of a
/// performance are kept. Changed only by whoever has the performance.
@ApplicationScoped
class Gatherings {

    private static final String OPEN = """
        select gathering.id, gathering.entry_id, entry.seq, entry.wish_id, gathering.until,
               entry.state = 'WAITING'
                   and (entry.wanted_until is null or entry.wanted_until > clock_timestamp()) as is_waited_for,
               gathering.until <= clock_timestamp() as is_over
          from gathering
          join entry on entry.id = gathering.entry_id
         where gathering.performance_id = :performance
           and gathering.state = 'OPEN'
        """;

    private static final String DUE = """
        select gathering.performance_id
          from gathering
          join entry on entry.id = gathering.entry_id
         where gathering.state = 'OPEN'
           and (gathering.until <= now() or entry.state <> 'WAITING' or entry.wanted_until <= now())
         order by gathering.until
         limit 100
        """;

    private static final String BEGIN = """
        insert into gathering (id, performance_id, entry_id, until)
        values (:id, :performance, :entry, :until)
        """;

    private static final String END = """
        update gathering
           set state = :state, ended_at = clock_timestamp()
         where id = :id
           and state = 'OPEN'
        """;

    private static final String KEPT = """
        select release_id, seat, kept_until, kept_until > clock_timestamp() as is_ours
          from gathered_seat
         where performance_id = :performance
         order by seat_id
        """;

    private static final String FORGET = "delete from gathered_seat where performance_id = :performance";

    private static final String KEEP = """
        insert into gathered_seat (performance_id, seat_id, gathering_id, release_id, seat, kept_until)
        select :performance, kept.seat ->> 'seat', :gathering, kept.release, kept.seat, kept.until
          from jsonb_to_recordset(cast(:kept as jsonb)) as kept (release uuid, seat jsonb, until timestamptz)
        """;

    private final DataSource database;
    private final ObjectMapper json;

    Gatherings(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    enum End {
        /// The group has been offered what it waited for.
        MET,
        /// Its time was over.
        OVER,
        /// The group left.
        LEFT,
        /// Those before it in the line took what was there.
        OVERTAKEN
    }

    /// @param place the group's, and its wish
    /// @param isWaitedFor whether the group still waits
    /// @param isOver whether its time is over
    record Open(UUID id, EntryId entry, long place, long wish, Instant until, boolean isWaitedFor, boolean isOver) {}

    /// @param until exclusive; what ticketing-api was told
    /// @param isOurs whether that is still to come
    record Kept(ReleasedSeat seat, ReleaseId release, Instant until, boolean isOurs) {}

    Answer<Optional<Open>> open(Together together, PerformanceId performance) {
        return together.first(
                Sql.of(OPEN).with("performance", performance),
                row -> new Open(
                        row.uuid("id"),
                        new EntryId(row.uuid("entry_id")),
                        row.large("seq"),
                        row.large("wish_id"),
                        row.moment("until"),
                        row.flag("is_waited_for"),
                        row.flag("is_over")));
    }

    Answer<List<Kept>> kept(Together together, PerformanceId performance) {
        return together.list(
                Sql.of(KEPT).with("performance", performance),
                row -> new Kept(
                        seat(row.text("seat")),
                        new ReleaseId(row.uuid("release_id")),
                        row.moment("kept_until"),
                        row.flag("is_ours")),
                kept -> kept);
    }

    /// Performances with a gathering whose time has come to its end, or whose group does not wait any more.
    List<PerformanceId> due() {
        return Sql.of(DUE).list(database, row -> new PerformanceId(row.uuid("performance_id")));
    }

    UUID begin(PerformanceId performance, EntryId entry, Instant until) {
        var id = UUID.randomUUID();
        Sql.of(BEGIN)
                .with("id", id)
                .with("performance", performance)
                .with("entry", entry)
                .with("until", until)
                .run(database);
        return id;
    }

    void end(UUID id, End how) {
        Sql.of(END).with("id", id).with("state", how).run(database);
    }

    /// From now on these are kept, and nothing else in this performance.
    void keep(PerformanceId performance, UUID gathering, Collection<Kept> kept) {
        var rows = json.createArrayNode();
        for (var one : kept) {
            rows.addObject()
                    .put("release", one.release().toString())
                    .put("until", one.until().toString())
                    .set("seat", json.valueToTree(one.seat()));
        }
        var together = new Together();
        together.run(Sql.of(FORGET).with("performance", performance));
        together.run(Sql.of(KEEP)
                .with("performance", performance)
                .with("gathering", gathering)
                .with("kept", rows.toString()));
        together.send(database);
    }

    void keepNothing(PerformanceId performance) {
        Sql.of(FORGET).with("performance", performance).run(database);
    }

    static List<SeatId> ids(Collection<ReleasedSeat> seats) {
        return seats.stream().map(ReleasedSeat::seat).toList();
    }

    private ReleasedSeat seat(String written) {
        try {
            return json.readValue(written, ReleasedSeat.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a kept seat cannot be read", e);
        }
    }
}
