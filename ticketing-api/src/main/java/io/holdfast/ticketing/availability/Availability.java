package io.holdfast.ticketing.availability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/// A snapshot of each performance's seats, at most [#FRESH] old: however many people look, PostgreSQL is asked a few
/// times a second.
@ApplicationScoped
public class Availability {

    static final Duration FRESH = Duration.ofMillis(250);
    private static final int MOST_REMEMBERED = 2_000;

    private static final String STATES = """
        select string_agg(case when free then 'A' when state = 'SOLD' then 'S' when state = 'BLOCKED' then 'B' else 'H' end, '' order by ordinal) as states,
               (select json_object_agg(grade, n)::text
                  from (select grade, count(*) filter (where can_be_had) as n
                          from (select grade,
                                       state = 'AVAILABLE' or (state in ('HELD', 'RELEASED') and until <= now()) as can_be_had
                                  from seat where performance_id = :performance) each_seat
                         group by grade) each_grade) as left_over
          from (select ordinal, state,
                       state = 'AVAILABLE' or (state in ('HELD', 'RELEASED') and until <= now()) as free
                  from seat where performance_id = :performance) seats
        """;

    private static final String SEATING = """
        select id
          from seat
         where performance_id = :performance
         order by ordinal
        """;

    /// @param tag a strong ETag: the same for the same states
    /// @param left seats that can be had, by grade
    /// @param json `{version, states, left}`
    public record Snapshot(String tag, Map<String, Integer> left, byte[] json, LiveSeats seats, long takenAt) {}

    private final DataSource database;
    private final ObjectMapper json;
    private final Map<PerformanceId, Snapshot> snapshots = new ConcurrentHashMap<>();
    private final Map<PerformanceId, ReentrantLock> taking = new ConcurrentHashMap<>();

    Availability(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    public Snapshot of(PerformanceId performance) {
        var known = snapshots.get(performance);
        if (known != null && fresh(known)) {
            return known;
        }
        var lock = taking.computeIfAbsent(performance, _ -> new ReentrantLock());
        if (known != null && !lock.tryLock()) {
            return known;
        }
        if (known == null) {
            lock.lock();
        }
        try {
            var meanwhile = snapshots.get(performance);
            if (meanwhile != null && fresh(meanwhile)) {
                return meanwhile;
            }
            if (snapshots.size() >= MOST_REMEMBERED) {
                snapshots.clear();
            }
            var taken = take(performance);
            snapshots.put(performance, taken);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// How the seats stand. Nobody waits for it once it has been asked for.
    public LiveSeats live(PerformanceId performance) {
        return of(performance).seats();
    }

    private static boolean fresh(Snapshot snapshot) {
        return System.nanoTime() - snapshot.takenAt() < FRESH.toNanos();
    }

    private Snapshot take(PerformanceId performance) {
        var takenAt = System.nanoTime();
        return Sql.of(STATES).with("performance", performance).one(database, row -> {
            var states = row.maybeText("states").orElse("");
            Map<String, Integer> left = new LinkedHashMap<>();
            try {
                json.readTree(row.maybeText("left_over").orElse("{}"))
                        .properties()
                        .forEach(grade ->
                                left.put(grade.getKey(), grade.getValue().intValue()));
                var version = hash(states);
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("version", version);
                body.put("states", states.replace('B', 'H'));
                body.put("left", left);
                return new Snapshot(
                        "\"" + version + "\"",
                        left,
                        json.writeValueAsBytes(body),
                        new LiveSeats(seating(performance, states.length()), bytes(states), version),
                        takenAt);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Seating seating(PerformanceId performance, int capacity) {
        var known = snapshots.get(performance);
        if (known != null && known.seats().capacity() == capacity) {
            return known.seats().seating();
        }
        return new Seating(
                Sql.of(SEATING).with("performance", performance).list(database, row -> new SeatId(row.text("id"))));
    }

    private static byte[] bytes(String states) {
        var bytes = new byte[states.length()];
        for (var i = 0; i < bytes.length; i++) {
            bytes[i] = switch (states.charAt(i)) {
                case 'A' -> LiveSeats.FREE;
                case 'S' -> LiveSeats.SOLD;
                case 'B' -> LiveSeats.BLOCKED;
                default -> LiveSeats.HELD;
            };
        }
        return bytes;
    }

    private static String hash(String states) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(states.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
