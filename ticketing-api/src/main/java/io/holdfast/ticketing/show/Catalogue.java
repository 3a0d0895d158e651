package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.hall.PlanGeometry;
import io.holdfast.ticketing.hall.PlanOutcome.Faulty;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.PretixPlan;
import io.holdfast.ticketing.hall.SeatingPlan;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// What is on, for everybody who needs to know. Facts that cannot change once a performance exists are remembered.
@ApplicationScoped
public class Catalogue {

    private static final int MOST_REMEMBERED = 2_000;

    private final Map<PerformanceId, Performance> performances = new ConcurrentHashMap<>();
    private final Map<UUID, SeatingPlan> plans = new ConcurrentHashMap<>();
    private final Map<PerformanceId, byte[]> geometries = new ConcurrentHashMap<>();

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    public Performance performance(PerformanceId id) {
        return find(id).orElseThrow(
                        () -> NOT_FOUND.because("There is no such performance.").asException());
    }

    public Optional<Performance> find(PerformanceId id) {
        var known = performances.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        var found = QuarkusTransaction.joiningExisting()
                .call(() -> PerformanceRow.<PerformanceRow>findByIdOptional(id.value())
                        .map(Catalogue::of));
        found.ifPresent(performance -> remember(performances, id, performance));
        return found;
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
        return of(SaleRow.<SaleRow>find("show", show).firstResult());
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

    private static Performance of(PerformanceRow row) {
        ShowRow show = ShowRow.findById(row.show);
        SaleRow sale = SaleRow.findById(row.sale);
        return new Performance(
                new PerformanceId(row.id),
                new ShowId(row.show),
                show.title,
                show.venue,
                row.startsAt,
                ZoneId.of(show.timeZone),
                show.refundRule,
                of(sale));
    }

    private static Sale of(SaleRow row) {
        return new Sale(
                new SaleId(row.id),
                row.lobbyOpensAt,
                row.opensAt,
                row.closesAt,
                row.waitingRoom,
                row.holdSeconds,
                row.maxSeats);
    }

    private static <K, V> V remember(Map<K, V> memory, K key, V value) {
        if (memory.size() >= MOST_REMEMBERED) {
            memory.clear();
        }
        memory.put(key, value);
        return value;
    }
}
