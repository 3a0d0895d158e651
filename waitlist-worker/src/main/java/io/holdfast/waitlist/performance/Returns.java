package io.holdfast.waitlist.performance;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// How many seats have come back. A seat nobody took at its first offer comes back again, and counts again: so often
/// was there something to offer.
@ApplicationScoped
public class Returns {

    private static final String ADD = """
        insert into returned (performance_id, grade, seats)
        select :performance, grade, seats
          from unnest(cast(:grades as text[]), cast(:counts as bigint[])) as more (grade, seats)
         order by grade
        on conflict (performance_id, grade) do update
           set seats = returned.seats + excluded.seats
        """;

    /// Seats can come back from the opening of the sale on.
    private static final String SEEN = """
        select coalesce(sum(returned.seats) filter (where grade = any (:grades)), 0)::bigint as seats, now() as now,
               coalesce((select least(opens_at, now())
                           from sale
                           join performance on performance.sale_id = sale.id
                          where performance.id = :performance),
                        min(first_at), now()) as since
          from returned
         where performance_id = :performance
        """;

    private final DataSource database;

    Returns(DataSource database) {
        this.database = database;
    }

    /// @param seats that came back
    /// @param watched how long we have been looking
    public record Seen(long seats, Duration watched, Instant now) {}

    public void add(Together together, PerformanceId performance, Collection<ReleasedSeat> seats) {
        var more = List.copyOf(seats.stream()
                .map(ReleasedSeat::grade)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet());
        together.run(Sql.of(ADD)
                .with("performance", performance)
                .with("grades", more.stream().map(one -> one.getKey()).toList())
                .with("counts", more.stream().map(one -> one.getValue()).toList()));
    }

    /// What has come back of these grades together.
    public Seen seen(PerformanceId performance, Collection<String> grades) {
        return Sql.of(SEEN)
                .with("performance", performance)
                .with("grades", grades)
                .one(
                        database,
                        row -> new Seen(
                                row.large("seats"),
                                Duration.between(row.moment("since"), row.moment("now")),
                                row.moment("now")));
    }
}
