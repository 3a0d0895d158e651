package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.HallId;
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
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// What is on, for everybody who needs to know. A sale, which staff may change while it runs, is remembered for
/// [#FRESH] only; a performance until its sale says that one of its performances has changed, and a plan for as long
/// as there is room, since an edited plan is another one. What must hold at once is decided by the statements that
/// read the rows themselves.
@ApplicationScoped
public class Catalogue {

    private static final int MOST_REMEMBERED = 2_000;

    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final String SALE = """
        select lobby_opens_at, opens_at, closes_at, waiting_room, hold_seconds, max_seats, accounts_only,
               bookings_per_second, performances_changed
          from sale
         where id = :sale
        """;

    private static final String PERFORMANCE = """
        select performance.show_id, performance.sale_id, performance.hall_id, performance.starts_at,
               performance.orphan_rule, performance.cancelled_at, performance.cancel_reason,
               show.title, show.venue, show.time_zone, show.refund_rule,
               sale.performances_changed
          from performance
          join show on show.id = performance.show_id
          join sale on sale.id = performance.sale_id
         where performance.id = :performance
        """;

    /// Room for plans: about 100 MB.
    private static final int MOST_SEATS_REMEMBERED = 1_000_000;

    /// @param changes how often its performances have been changed
    private record Known(Sale sale, int changes, long readAt, AtomicBoolean beingReadAgain) {}

    /// The grades' prices are the show's.
    private record Drawn(ShowId show, HallId plan) {}

    /// @param changes how often its sale's performances had been changed when it was read
    private record KnownPerformance(Performance performance, int changes) {}

    private final Map<PerformanceId, KnownPerformance> performances = new ConcurrentHashMap<>();
    private final Map<SaleId, Known> sales = new ConcurrentHashMap<>();
    private final Map<HallId, SeatingPlan> plans = new ConcurrentHashMap<>();
    private final Map<Drawn, byte[]> geometries = new ConcurrentHashMap<>();
    private final Map<Drawn, byte[]> overviews = new ConcurrentHashMap<>();
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
            var sale = known(known.performance().sale().id());
            if (sale.changes() <= known.changes()) {
                return Optional.of(known.performance().with(sale.sale()));
            }
        }
        // The sale is asked for when this connection has been given back: whoever holds one and waits for another may
        // wait for somebody who does the same.
        var found = Sql.of(PERFORMANCE)
                .with("performance", id)
                .first(database, row -> read(id, row))
                .map(read -> read.apply(sale(read.sale())));
        found.ifPresent(performance -> remember(performances, id, performance));
        return found.map(KnownPerformance::performance);
    }

    /// What this process knows of a performance without asking anybody; empty when somebody has to.
    public Optional<Performance> remembered(PerformanceId id) {
        var known = performances.get(id);
        var sale = known == null ? null : sales.get(known.performance().sale().id());
        return known == null || sale == null || sale.changes() > known.changes() || mustBeReadAgain(sale)
                ? Optional.empty()
                : Optional.of(known.performance().with(sale.sale()));
    }

    /// One who asks reads it again; until then the others go on with what is known.
    private static boolean mustBeReadAgain(Known sale) {
        return System.nanoTime() - sale.readAt() >= FRESH.toNanos()
                && !sale.beingReadAgain().get();
    }

    /// The sale as it stood about [#FRESH] ago. However many people ask, one of them asks PostgreSQL, and nobody
    /// waits.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    public Sale sale(SaleId id) {
        return known(id).sale();
    }

    private Known known(SaleId id) {
        var known = sales.get(id);
        if (known == null) {
            return read(id);
        }
        var fresh = System.nanoTime() - known.readAt() < FRESH.toNanos();
        if (fresh || !known.beingReadAgain().compareAndSet(false, true)) {
            return known;
        }
        try {
            return read(id);
        } finally {
            known.beingReadAgain().set(false);
        }
    }

    private Known read(SaleId id) {
        var readAt = System.nanoTime();
        var known = Sql.of(SALE)
                .with("sale", id)
                .first(
                        database,
                        row -> new Known(
                                sale(id, row), row.number("performances_changed"), readAt, new AtomicBoolean()))
                .orElseThrow(() -> NOT_FOUND.because("There is no such sale.").asException());
        return remember(sales, id, known);
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

    /// The seating plan a performance has now.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    public SeatingPlan plan(PerformanceId id) {
        return plan(performance(id).plan());
    }

    public SeatingPlan plan(HallId hall) {
        var known = plans.get(hall);
        if (known != null) {
            return known;
        }
        var stored = Sql.of("select plan from hall where id = :hall")
                .with("hall", hall)
                .one(database, row -> row.text("plan"));
        return switch (PretixPlan.read(stored.getBytes(StandardCharsets.UTF_8))) {
            case Read(var plan) -> {
                if (plans.values().stream().mapToInt(SeatingPlan::capacity).sum() + plan.capacity()
                        > MOST_SEATS_REMEMBERED) {
                    plans.clear();
                }
                yield remember(plans, hall, plan);
            }
            case Faulty faulty ->
                throw new IllegalStateException(
                        "a stored plan cannot be read: " + faulty.faults().getFirst());
        };
    }

    /// The plan of a performance as a browser draws it; an edit makes another one.
    byte[] geometry(Performance performance) {
        return drawn(geometries, performance, PlanGeometry::json);
    }

    /// The same, of a large hall without its seats.
    byte[] overview(Performance performance) {
        return drawn(overviews, performance, PlanGeometry::overview);
    }

    /// The seats of some of its sections.
    byte[] sections(Performance performance, int from, int count) {
        return PlanGeometry.sections(plan(performance.plan()), from, count);
    }

    private byte[] drawn(
            Map<Drawn, byte[]> memory,
            Performance performance,
            BiFunction<SeatingPlan, Map<String, Money>, byte[]> drawing) {
        var drawn = new Drawn(performance.show(), performance.plan());
        var known = memory.get(drawn);
        if (known != null) {
            return known;
        }
        var prices = grades(performance.show()).stream().collect(Collectors.toMap(Grade::grade, Grade::price));
        return remember(memory, drawn, drawing.apply(plan(performance.plan()), prices));
    }

    private record Found(SaleId sale, Function<Sale, KnownPerformance> complete) {
        KnownPerformance apply(Sale found) {
            return complete.apply(found);
        }
    }

    private static Found read(PerformanceId id, Row row) throws SQLException {
        var show = new ShowId(row.uuid("show_id"));
        var title = row.text("title");
        var venue = row.text("venue");
        var startsAt = row.moment("starts_at");
        var zone = ZoneId.of(row.text("time_zone"));
        var refundRule = row.text("refund_rule");
        var plan = new HallId(row.uuid("hall_id"));
        var orphanRule = row.flag("orphan_rule");
        var reason = row.maybeText("cancel_reason");
        var calledOff = row.maybeMoment("cancelled_at").map(at -> new CalledOff(at, reason.orElseThrow()));
        var changes = row.number("performances_changed");
        return new Found(
                new SaleId(row.uuid("sale_id")),
                sale -> new KnownPerformance(
                        new Performance(
                                id, show, title, venue, startsAt, zone, refundRule, plan, orphanRule, calledOff, sale),
                        changes));
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
