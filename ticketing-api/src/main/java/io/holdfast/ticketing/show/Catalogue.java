package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hall.PlanGeometry;
import io.holdfast.ticketing.hall.PlanOutcome.Faulty;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.PretixPlan;
import io.holdfast.ticketing.hall.SeatingPlan;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// What is on, for everybody who needs to know. Facts that cannot change once a performance exists are remembered; a
/// sale, which staff may change while it runs, for [#FRESH] only. What must hold at once is decided by the statements
/// that read the sale's row.
@ApplicationScoped
public class Catalogue {

    private static final int MOST_REMEMBERED = 2_000;

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final String SALE = """
        select lobby_opens_at, opens_at, closes_at, waiting_room, hold_seconds, max_seats, accounts_only,
               bookings_per_second
          from sale
         where id = :sale
        """;

    private record Known(Sale sale, long readAt, AtomicBoolean beingReadAgain) {}

    private final Map<PerformanceId, Performance> performances = new ConcurrentHashMap<>();
    private final Map<SaleId, Known> sales = new ConcurrentHashMap<>();
    private final Map<UUID, SeatingPlan> plans = new ConcurrentHashMap<>();
    private final Map<PerformanceId, byte[]> geometries = new ConcurrentHashMap<>();
    private final DataSource database;

    Catalogue(DataSource database) {
        this.database = database;
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    public Performance performance(PerformanceId id) {
        return find(id).orElseThrow(
                        () -> NOT_FOUND.because("There is no such performance.").asException());
    }

    public Optional<Performance> find(PerformanceId id) {
        var known = performances.get(id);
        if (known != null) {
            return Optional.of(known.with(sale(known.sale().id())));
        }
        var found = QuarkusTransaction.joiningExisting()
                .call(() -> PerformanceRow.<PerformanceRow>findByIdOptional(id.value())
                        .map(this::of));
        found.ifPresent(performance -> remember(performances, id, performance));
        return found;
    }

    /// The sale as it stood about [#FRESH] ago. However many people ask, one of them asks PostgreSQL, and nobody waits.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    public Sale sale(SaleId id) {
        var known = sales.get(id);
        if (known == null) {
            return read(id);
        }
        var fresh = System.nanoTime() - known.readAt() < FRESH.toNanos();
        if (fresh || !known.beingReadAgain().compareAndSet(false, true)) {
            return known.sale();
        }
        try {
            return read(id);
        } finally {
            known.beingReadAgain().set(false);
        }
    }

    private Sale read(SaleId id) {
        var readAt = System.nanoTime();
        var sale = Sql.of(SALE)
                .with("sale", id)
                .first(database, row -> sale(id, row))
                .orElseThrow(() -> NOT_FOUND.because("There is no such sale.").asException());
        remember(sales, id, new Known(sale, readAt, new AtomicBoolean()));
        return sale;
    }

    /// Somebody knows better: the sale is read again when it is next asked for.
    public void forget(SaleId id) {
        sales.remove(id);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    ShowRow show(ShowId id) {
        return ShowRow.<ShowRow>findByIdOptional(id.value())
                .orElseThrow(() -> NOT_FOUND.because("There is no such show.").asException());
    }

    List<PerformanceRow> performancesOf(UUID show) {
        return PerformanceRow.list("show = ?1 order by startsAt", show);
    }

    Sale saleOf(UUID show) {
        SaleRow row = SaleRow.<SaleRow>find("show", show).firstResult();
        return sale(new SaleId(row.id));
    }

    /// Dearest first, as the plan lists them.
    public List<Grade> grades(ShowId show) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> GradeRow.<GradeRow>list("show = ?1 order by ordinal", show.value()).stream()
                        .map(row -> new Grade(row.name, Money.of(row.amount, row.currency), row.color))
                        .toList());
    }

    SeatingPlan plan(UUID hall) {
        var known = plans.get(hall);
        if (known != null) {
            return known;
        }
        HallRow row = HallRow.findById(hall);
        return switch (PretixPlan.read(row.plan.getBytes(StandardCharsets.UTF_8))) {
            case Read(var plan) -> remember(plans, hall, plan);
            case Faulty faulty ->
                throw new IllegalStateException(
                        "a stored plan cannot be read: " + faulty.faults().getFirst());
        };
    }

    /// The plan of a performance as a browser draws it; never changes.
    byte[] geometry(PerformanceId id) {
        var known = geometries.get(id);
        if (known != null) {
            return known;
        }
        var performance = performance(id);
        return QuarkusTransaction.joiningExisting().call(() -> {
            PerformanceRow row = PerformanceRow.findById(id.value());
            var prices = grades(performance.show()).stream().collect(Collectors.toMap(Grade::grade, Grade::price));
            return remember(geometries, id, PlanGeometry.json(plan(row.hall), prices));
        });
    }

    private Performance of(PerformanceRow row) {
        ShowRow show = ShowRow.findById(row.show);
        return new Performance(
                new PerformanceId(row.id),
                new ShowId(row.show),
                show.title,
                show.venue,
                row.startsAt,
                ZoneId.of(show.timeZone),
                show.refundRule,
                sale(new SaleId(row.sale)));
    }

    private static Sale sale(SaleId id, Row row) throws SQLException {
        return new Sale(
                id,
                row.moment("lobby_opens_at"),
                row.moment("opens_at"),
                row.moment("closes_at"),
                row.flag("waiting_room"),
                row.number("hold_seconds"),
                row.number("max_seats"),
                row.flag("accounts_only"),
                row.maybeReal("bookings_per_second"));
    }

    private static <K, V> V remember(Map<K, V> memory, K key, V value) {
        if (memory.size() >= MOST_REMEMBERED) {
            memory.clear();
        }
        memory.put(key, value);
        return value;
    }
}
