package io.holdfast.waitlist.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.waitlist.performance.Performance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Counts who waits for what.
@ApplicationScoped
class Waiters {

    private static final String LINE = """
        select count(*) filter (where state = 'WAITING') as waiting,
               count(*) filter (where state = 'OFFERED') as offered,
               coalesce(sum(wish.seats) filter (where state = 'WAITING'), 0)::bigint as seats
          from entry
          join wish on wish.id = entry.wish_id
         where entry.performance_id = :performance
           and state in ('WAITING', 'OFFERED')
        """;

    private static final String GRADES = """
        select grade, count(*) as entries, sum(wish.seats)::bigint as seats
          from entry
          join wish on wish.id = entry.wish_id
         cross join lateral unnest(wish.grades) as grade
         where entry.performance_id = :performance
           and state = 'WAITING'
         group by grade
         order by grade
        """;

    private static final String SIZES = """
        select seats, adjacent, count(*) as entries
          from entry
          join wish on wish.id = entry.wish_id
         where entry.performance_id = :performance
           and state = 'WAITING'
         group by seats, adjacent
         order by seats, adjacent
        """;

    private static final String CEILINGS = """
        select coalesce(highest_price, 0) as amount, coalesce(currency, '') as currency, count(*) as entries
          from entry
          join wish on wish.id = entry.wish_id
         where entry.performance_id = :performance
           and state = 'WAITING'
         group by highest_price, currency
         order by highest_price nulls last
         limit 200
        """;

    private static final String JOINS = """
        select cast(joined_at at time zone :zone as date)::text as day, count(*) as entries
          from entry
         where performance_id = :performance
         group by day
         order by day desc
         limit 366
        """;

    private static final String OFFERS = """
        select count(*) as made,
               count(*) filter (where state = 'OPEN') as open,
               count(*) filter (where state = 'TAKEN') as taken,
               count(*) filter (where failure = 'LAPSED') as lapsed,
               count(*) filter (where failure = 'DECLINED') as declined,
               count(*) filter (where failure = 'SEATS_GONE') as seats_gone
          from offer
         where performance_id = :performance
        """;

    private static final String RETURNED = """
        select grade, seats
          from returned
         where performance_id = :performance
         order by grade
        """;

    private final DataSource database;

    Waiters(DataSource database) {
        this.database = database;
    }

    /// @param waiting and `offered`: entries
    /// @param seatsWished by those who wait
    /// @param grades an entry that names two is counted with both
    /// @param joins by day on the venue's calendar, the newest first
    @RegisterForReflection
    public record Overview(
            PerformanceId performance,
            long waiting,
            long offered,
            long seatsWished,
            List<OfGrade> grades,
            List<OfSize> sizes,
            List<Ceiling> ceilings,
            List<Joins> joins,
            Offered offers,
            List<Back> returned) {}

    @RegisterForReflection
    public record OfGrade(String grade, long entries, long seats) {}

    @RegisterForReflection
    public record OfSize(int seats, boolean adjacent, long entries) {}

    /// @param highestPrice for each seat; absent: whatever it costs
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Ceiling(@Nullable Money highestPrice, long entries) {}

    @RegisterForReflection
    public record Joins(String day, long entries) {}

    @RegisterForReflection
    public record Offered(long made, long open, long taken, long lapsed, long declined, long seatsGone) {}

    @RegisterForReflection
    public record Back(String grade, long seats) {}

    private record Counts(long waiting, long offered, long seats) {}

    Overview of(Performance performance) {
        var id = performance.id();
        var together = new Together();
        var line = together.first(
                Sql.of(LINE).with("performance", id),
                row -> new Counts(row.large("waiting"), row.large("offered"), row.large("seats")));
        var grades = together.list(
                Sql.of(GRADES).with("performance", id),
                row -> new OfGrade(row.text("grade"), row.large("entries"), row.large("seats")),
                all -> all);
        var sizes = together.list(
                Sql.of(SIZES).with("performance", id),
                row -> new OfSize(row.number("seats"), row.flag("adjacent"), row.large("entries")),
                all -> all);
        var ceilings = together.list(
                Sql.of(CEILINGS).with("performance", id),
                row -> new Ceiling(row.text("currency").isEmpty() ? null : row.money(), row.large("entries")),
                all -> all);
        var joins = together.list(
                Sql.of(JOINS)
                        .with("performance", id)
                        .with("zone", performance.timeZone().getId()),
                row -> new Joins(row.text("day"), row.large("entries")),
                all -> all);
        var offers = together.first(
                Sql.of(OFFERS).with("performance", id),
                row -> new Offered(
                        row.large("made"),
                        row.large("open"),
                        row.large("taken"),
                        row.large("lapsed"),
                        row.large("declined"),
                        row.large("seats_gone")));
        var returned = together.list(
                Sql.of(RETURNED).with("performance", id),
                row -> new Back(row.text("grade"), row.large("seats")),
                all -> all);
        together.send(database);
        var counts = line.get().orElseThrow();
        return new Overview(
                id,
                counts.waiting(),
                counts.offered(),
                counts.seats(),
                grades.get(),
                sizes.get(),
                ceilings.get(),
                joins.get(),
                offers.get().orElseThrow(),
                returned.get());
    }
}
