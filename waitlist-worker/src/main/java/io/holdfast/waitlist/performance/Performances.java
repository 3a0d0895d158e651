package io.holdfast.waitlist.performance;

import io.holdfast.contracts.event.SalesEvent.GradePrice;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.holdfast.sql.Together.Answer;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/// The performances we have heard of.
@ApplicationScoped
public class Performances {

    private static final String LEARN = """
        insert into performance (id, show_id, sale_id, title, venue, starts_at, time_zone, grades, amounts, currency,
                                 organiser, said_at)
        values (:id, :show, :sale, :title, :venue, :startsAt, :timeZone, :grades, cast(:amounts as bigint[]), :currency,
                :organiser, cast(:at as timestamptz))
        on conflict (id) do update
           set show_id = excluded.show_id, sale_id = excluded.sale_id, title = excluded.title, venue = excluded.venue,
               starts_at = excluded.starts_at, time_zone = excluded.time_zone, grades = excluded.grades,
               amounts = excluded.amounts, currency = excluded.currency,
               organiser = coalesce(excluded.organiser, performance.organiser), said_at = excluded.said_at
         where coalesce(performance.said_at, '-infinity') <= coalesce(excluded.said_at, '-infinity')
        """;

    private static final String LEARN_SALE = """
        insert into sale (id, opens_at, closes_at, said_at)
        values (:id, :opensAt, :closesAt, cast(:at as timestamptz))
        on conflict (id) do update
           set opens_at = excluded.opens_at, closes_at = excluded.closes_at, said_at = excluded.said_at
         where coalesce(sale.said_at, '-infinity') <= coalesce(excluded.said_at, '-infinity')
        """;

    private static final String FIND = """
        select id, title, venue, starts_at, time_zone, grades,
               coalesce(cast(amounts as text[]), '{}') as amounts, coalesce(currency, '') as currency,
               organiser
          from performance
         where id = :id
        """;

    private static final String FIRST_OF_SALE = """
        select id, title, venue, starts_at, time_zone, grades,
               coalesce(cast(amounts as text[]), '{}') as amounts, coalesce(currency, '') as currency,
               organiser
          from performance
         where sale_id = :sale
         order by starts_at, id
         limit 1
        """;

    /// Whoever has the row changes the line; the others wait. References to the row are still possible.
    private static final String LOCK = FIND + " for no key update";

    private static final String SALE_TIMES = """
        select opens_at, closes_at
          from sale
          join performance on performance.sale_id = sale.id
         where performance.id = :id
        """;

    /// Whoever works with the row at this moment is not waited for.
    private static final String LOCK_IF_FREE = LOCK + " skip locked";

    private static final String CALL_OFF = """
        insert into called_off (performance_id)
        values (:id)
        on conflict do nothing
        """;

    private static final String IS_CALLED_OFF =
            "select exists (select from called_off where performance_id = :id) as so";

    private final DataSource database;

    Performances(DataSource database) {
        this.database = database;
    }

    /// Of two facts the one said later stays, in whichever order they are heard. Those without a time are older than
    /// those with one; among them the last heard stays.
    public void learn(PerformanceScheduled scheduled) {
        Sql.of(LEARN)
                .with("id", scheduled.performance())
                .with("show", scheduled.show())
                .with("sale", scheduled.sale())
                .with("title", scheduled.title())
                .with("venue", scheduled.venue())
                .with("startsAt", scheduled.startsAt())
                .with("timeZone", ZoneId.of(scheduled.timeZone()).getId())
                .with(
                        "grades",
                        scheduled.grades().stream().map(GradePrice::grade).toList())
                .with(
                        "amounts",
                        scheduled.grades().stream()
                                .map(grade -> grade.price().amount())
                                .toList())
                .with(
                        "currency",
                        scheduled.grades().stream()
                                .findFirst()
                                .map(grade -> grade.price().currency().getCurrencyCode())
                                .orElse(null))
                .with("organiser", scheduled.organiser())
                .with("at", scheduled.at())
                .run(database);
    }

    /// Of two facts the one said later stays, as above.
    public void learn(SaleScheduled scheduled) {
        Sql.of(LEARN_SALE)
                .with("id", scheduled.sale())
                .with("opensAt", scheduled.opensAt())
                .with("closesAt", scheduled.closesAt())
                .with("at", scheduled.at())
                .run(database);
    }

    public Optional<Performance> find(PerformanceId id) {
        return Sql.of(FIND).with("id", id).first(database, Performances::read);
    }

    /// The sale's first performance: whoever speaks of a sale speaks of its title and place.
    public Optional<Performance> firstOf(SaleId sale) {
        return Sql.of(FIRST_OF_SALE).with("sale", sale).first(database, Performances::read);
    }

    /// The performance, and the sole right to change its line until the transaction ends.
    public Optional<Performance> lock(PerformanceId id) {
        return Sql.of(LOCK).with("id", id).first(database, Performances::read);
    }

    /// The same with whatever else is sent.
    public Answer<Optional<Performance>> lock(Together together, PerformanceId id) {
        return together.first(Sql.of(LOCK).with("id", id), Performances::read);
    }

    /// Empty also while somebody else has it.
    public Optional<Performance> lockIfFree(PerformanceId id) {
        return Sql.of(LOCK_IF_FREE).with("id", id).first(database, Performances::read);
    }

    /// It will not take place, whether it has been heard of or not.
    public void callOff(PerformanceId id) {
        Sql.of(CALL_OFF).with("id", id).run(database);
    }

    public boolean isCalledOff(PerformanceId id) {
        return Sql.of(IS_CALLED_OFF).with("id", id).one(database, row -> row.flag("so"));
    }

    /// The same with whatever else is sent.
    public Answer<Optional<Boolean>> isCalledOff(Together together, PerformanceId id) {
        return together.first(Sql.of(IS_CALLED_OFF).with("id", id), row -> row.flag("so"));
    }

    /// Absent while the sale has not been heard of.
    public Optional<SaleTimes> saleTimes(PerformanceId id) {
        return Sql.of(SALE_TIMES)
                .with("id", id)
                .first(database, row -> new SaleTimes(row.moment("opens_at"), row.moment("closes_at")));
    }

    private static Performance read(Row row) throws SQLException {
        return new Performance(
                new PerformanceId(row.uuid("id")),
                row.text("title"),
                row.text("venue"),
                row.moment("starts_at"),
                ZoneId.of(row.text("time_zone")),
                row.texts("grades"),
                prices(row.texts("grades"), row.texts("amounts"), row.text("currency")),
                row.maybeText("organiser"));
    }

    private static Map<String, Money> prices(List<String> grades, List<String> amounts, String currency) {
        return IntStream.range(0, Math.min(grades.size(), amounts.size()))
                .boxed()
                .collect(Collectors.toMap(grades::get, n -> Money.of(Long.parseLong(amounts.get(n)), currency)));
    }
}
