package io.holdfast.ticketing.ranking;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.database.ReadReplica;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// The shows that sell best: the current minute and the [#MINUTES] − 1 before it.
@ApplicationScoped
public class Ranking {

    private static final Logger LOG = Logger.getLogger(Ranking.class);

    /// How far back counts, in minutes.
    public static final int MINUTES = 30;

    /// How many there are in the list, at most.
    public static final int MOST = 10;

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final String SOLD = """
        select cast(extract(epoch from ticket.at) as bigint) / 60 as minute, performance.show_id, count(*) as tickets
          from ticket
          join performance on performance.id = ticket.performance_id
         where ticket.at >= cast(:since as timestamptz)
           and ticket.state = 'VALID'
         group by 1, 2
        """;

    private static final String SHOW = "select show_id from performance where id = :performance";

    /// Tickets of one show sold in one minute.
    ///
    /// @param minute since 1970
    record Sold(long minute, ShowId show, long tickets) {}

    private record Known(List<ShowId> top, long readAt) {}

    private final Counts counts;
    private final ReadReplica database;
    private final Clock clock;
    private final Map<PerformanceId, ShowId> shows = new ConcurrentHashMap<>();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Known known = new Known(List.of(), System.nanoTime() - FRESH.toNanos());

    Ranking(Counts counts, ReadReplica database, Clock clock) {
        this.counts = counts;
        this.database = database;
        this.clock = clock;
    }

    /// Best first, as of at most a second ago; one who asks reads it again while the others go on with what is known.
    public List<ShowId> top() {
        if (System.nanoTime() - known.readAt() >= FRESH.toNanos() && reading.tryLock()) {
            try {
                known = new Known(read(), System.nanoTime());
            } finally {
                reading.unlock();
            }
        }
        return known.top();
    }

    private List<ShowId> read() {
        var last = minuteOf(clock.instant());
        var first = last - MINUTES + 1;
        try {
            if (!counts.areFresh()) {
                counts.replace(first, last, soldSince(first));
            }
            return counts.top(first, last, MOST);
        } catch (RuntimeException away) {
            LOG.warnf("the ranking is counted in the database, because Redis does not answer: %s", away.getMessage());
            return soldSince(first).stream()
                    .collect(Collectors.groupingBy(Sold::show, Collectors.summingLong(Sold::tickets)))
                    .entrySet()
                    .stream()
                    .sorted(Map.Entry.<ShowId, Long>comparingByValue()
                            .reversed()
                            .thenComparing(sold -> sold.getKey().toString()))
                    .limit(MOST)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private List<Sold> soldSince(long minute) {
        return database.look(source -> Sql.of(SOLD)
                .with("since", Instant.ofEpochSecond(60 * minute))
                .list(
                        source,
                        row -> new Sold(row.large("minute"), new ShowId(row.uuid("show_id")), row.large("tickets"))));
    }

    /// What a booking counts for; empty when it is too long ago to count.
    Optional<Sold> sold(PerformanceId performance, int tickets, Instant at) {
        var minute = minuteOf(at);
        return minute <= minuteOf(clock.instant()) - MINUTES
                ? Optional.empty()
                : showOf(performance).map(show -> new Sold(minute, show, tickets));
    }

    private Optional<ShowId> showOf(PerformanceId performance) {
        var remembered = shows.get(performance);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<ShowId> found = database.look(source ->
                Sql.of(SHOW).with("performance", performance).first(source, row -> new ShowId(row.uuid("show_id"))));
        found.ifPresent(show -> shows.put(performance, show));
        return found;
    }

    private static long minuteOf(Instant at) {
        return at.getEpochSecond() / 60;
    }
}
