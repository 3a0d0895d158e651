package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.SALE_CLOSED;

import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where staff change a sale while it runs. What is changed holds from the commit on: the statements that decide read
/// the sale's row, and the waiting room is told in the same transaction. Who changed what is written down with it.
@ApplicationScoped
class RunningSales {

    /// One change at a time, so that they are told in the order they were made. Nobody's hold waits for it.
    private static final String LOCK = "select id from sale where id = :sale for no key update";

    private static final String NOTE = """
        insert into sale_change (sale_id, who, what, became)
        values (:sale, :who, :what, :became)
        """;

    private static final String CHANGES = """
        select who, what, became, at
          from sale_change
         where sale_id = :sale
         order by id desc
         limit 100
        """;

    /// What staff may change.
    enum What {
        WAITING_ROOM,
        BOOKINGS_PER_SECOND,
        NOTICE,
        EXTRA_PERFORMANCE
    }

    /// @param who the one signed in
    /// @param became what it is since then
    record Change(String who, What what, @Nullable String became, Instant at) {}

    private final Programme programme;
    private final Catalogue catalogue;
    private final DataSource database;
    private final Clock clock;

    RunningSales(Programme programme, Catalogue catalogue, DataSource database, Clock clock) {
        this.programme = programme;
        this.catalogue = catalogue;
        this.database = database;
        this.clock = clock;
    }

    void waitingRoom(SaleId sale, boolean on, String who) {
        change(sale, who, What.WAITING_ROOM, (row, _) -> {
            row.waitingRoom = on;
            return on ? "on" : "off";
        });
    }

    /// @param most orders in one second; null: as many as may be
    void bookingsPerSecond(SaleId sale, @Nullable Double most, String who) {
        change(sale, who, What.BOOKINGS_PER_SECOND, (row, _) -> {
            row.bookingsPerSecond = most;
            return most == null ? null : most.toString();
        });
    }

    /// @param text what those who wait are to be told; null: nothing (any more)
    void notice(SaleId sale, @Nullable String text, String who) {
        change(sale, who, What.NOTICE, (row, _) -> {
            row.notice = text;
            return text;
        });
    }

    /// One more performance of the same show, at the same prices, on sale at once.
    ///
    /// @param closesAt when the sale closes from now on; null: as before
    /// @param hall null: the show's
    /// @param notice what those who wait are to be told of it; null: what they are told already
    /// @throws io.holdfast.contracts.problem.ProblemException `SALE_CLOSED`, `NOT_FOUND` for the hall, or
    ///     `INVALID_REQUEST` for a time that is over, a sale that would close earlier or a plan with grades
    ///     that have no price
    PerformanceId extraPerformance(
            SaleId sale,
            Instant startsAt,
            @Nullable Instant closesAt,
            @Nullable HallId hall,
            @Nullable String notice,
            String who) {
        var added = PerformanceId.next();
        change(sale, who, What.EXTRA_PERFORMANCE, (row, show) -> {
            var now = clock.instant();
            if (!now.isBefore(row.closesAt)) {
                throw SALE_CLOSED.because("This sale is over.").asException();
            }
            if (!startsAt.isAfter(now)) {
                throw INVALID_REQUEST
                        .because("A performance starts in the future.")
                        .asException();
            }
            if (closesAt != null && closesAt.isBefore(row.closesAt)) {
                throw INVALID_REQUEST
                        .because("With an extra performance a sale closes later, not earlier.")
                        .asException();
            }
            row.closesAt = Objects.requireNonNullElse(closesAt, row.closesAt);
            row.notice = notice == null ? row.notice : notice;
            programme.extra(added, row, show, startsAt, Objects.requireNonNullElse(hall, new HallId(show.hall)));
            return added.toString();
        });
        return added;
    }

    /// Newest first, at most 100.
    List<Change> changes(SaleId sale) {
        return Sql.of(CHANGES)
                .with("sale", sale)
                .list(
                        database,
                        row -> new Change(
                                row.text("who"),
                                What.valueOf(row.text("what")),
                                row.maybeText("became").orElse(null),
                                row.moment("at")));
    }

    private void change(SaleId sale, String who, What what, BiFunction<SaleRow, ShowRow, @Nullable String> how) {
        QuarkusTransaction.joiningExisting().run(() -> {
            Sql.of(LOCK).with("sale", sale).list(database, row -> row.uuid("id"));
            var row = row(sale);
            var show = showOf(row);
            var became = how.apply(row, show);
            SaleRow.flush();
            programme.tell(row, show);
            Sql.of(NOTE)
                    .with("sale", sale)
                    .with("who", who)
                    .with("what", what)
                    .with("became", became)
                    .run(database);
        });
        catalogue.forget(sale);
    }

    private static SaleRow row(SaleId sale) {
        return SaleRow.<SaleRow>findByIdOptional(sale.value())
                .orElseThrow(() -> NOT_FOUND.because("There is no such sale.").asException());
    }

    private static ShowRow showOf(SaleRow sale) {
        return ShowRow.findById(sale.show);
    }
}
