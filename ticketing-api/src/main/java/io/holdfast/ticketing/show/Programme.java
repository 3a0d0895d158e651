package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.SEATING_PLAN_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.account.OrganiserMark;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.GradePrice;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hall.PlanOutcome.Faulty;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.PretixPlan;
import io.holdfast.ticketing.hall.SeatingPlan;
import io.holdfast.ticketing.organisation.Organiser;
import io.holdfast.ticketing.show.FactSheets.NewFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where organisers put shows on the programme.
@ApplicationScoped
class Programme {

    /// One row per seat, from parallel arrays: a hall of 45,000 seats is one statement.
    private static final String LAY_OUT_SEATS = """
        insert into seat (performance_id, id, ordinal, section, row_label, number, label, grade, amount, currency)
        select :performance, s.id, (s.position - 1)::int, s.section, s.row_label, s.number::int, s.label, s.grade,
               grade.amount, grade.currency
          from unnest(:ids, :sections, :rows, :numbers, :labels, :grades)
               with ordinality as s(id, section, row_label, number, label, grade, position)
          join grade on grade.show_id = :show and grade.name = s.grade
        """;

    /// Whoever has waited for another change to be said says theirs later.
    private static final String NOW = "select clock_timestamp() as now";

    private final Catalogue catalogue;
    private final FactSheets factSheets;
    private final Outbox outbox;
    private final DataSource database;
    private final Clock clock;

    Programme(Catalogue catalogue, FactSheets factSheets, Outbox outbox, DataSource database, Clock clock) {
        this.catalogue = catalogue;
        this.factSheets = factSheets;
        this.outbox = outbox;
        this.database = database;
        this.clock = clock;
    }

    record NewShow(
            Organiser organiser,
            String title,
            String category,
            String region,
            String venue,
            String timeZone,
            HallId hall,
            NewFacts facts,
            Map<String, Money> prices,
            String refundRule,
            List<NewPerformance> performances,
            NewSale sale) {}

    /// @param hall null: the show's
    record NewPerformance(
            Instant startsAt, boolean orphanRule, @Nullable HallId hall) {}

    record NewSale(
            Instant opensAt,
            Instant lobbyOpensAt,
            Instant closesAt,
            boolean waitingRoom,
            double ratePerSecond,
            int burst,
            int activeCap,
            int calledSeconds,
            int activeSeconds,
            int holdSeconds,
            int maxSeats,
            boolean accountsOnly,
            @Nullable Double invitedShare) {}

    record Scheduled(ShowId show, SaleId sale, List<PerformanceId> performances) {}

    /// Keeps a seating plan, if it is one.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `SEATING_PLAN_INVALID` with every fault
    @Transactional
    HallRow addHall(Organiser organiser, String name, JsonNode plan) {
        return switch (PretixPlan.read(plan)) {
            case Faulty(var faults) ->
                throw SEATING_PLAN_INVALID
                        .because("The seating plan has faults; nothing was kept.")
                        .with("faults", faults)
                        .asException();
            case Read(var seats) -> {
                var row = new HallRow();
                row.id = HallId.next().value();
                row.organiser = organiser.name();
                row.organisation = organiser.organisation().value();
                row.name = name;
                row.plan = plan.toString();
                row.seats = seats.capacity();
                row.persist();
                yield row;
            }
        };
    }

    /// Puts a show with its performances on sale: all of it or nothing.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND` for a hall, `INVALID_REQUEST`
    ///     when grades and plans do not fit
    @Transactional
    Scheduled schedule(NewShow wish) {
        var plans = Stream.concat(
                        Stream.of(wish.hall()), wish.performances().stream().map(wanted -> hallOf(wanted, wish)))
                .distinct()
                .map(this::planIn)
                .toList();
        var grades = plans.stream()
                .flatMap(plan -> plan.grades().stream())
                .collect(Collectors.toMap(
                        SeatingPlan.Grade::name, Function.identity(), (first, _) -> first, LinkedHashMap::new));
        requirePrices(plans, grades.keySet(), wish.prices());

        var show = new ShowRow();
        show.id = ShowId.next().value();
        show.organiser = wish.organiser().name();
        show.organisation = wish.organiser().organisation().value();
        show.hall = wish.hall().value();
        show.title = wish.title();
        show.category = wish.category();
        show.region = wish.region();
        show.description = wish.facts().description();
        show.venue = wish.venue();
        show.timeZone = wish.timeZone();
        show.refundRule = wish.refundRule();
        show.persist();

        var ordinal = 0;
        for (var grade : grades.values()) {
            var price = wish.prices().get(grade.name());
            if (price != null) {
                var row = new GradeRow();
                row.show = show.id;
                row.name = grade.name();
                row.ordinal = ordinal++;
                row.color = grade.color();
                row.amount = price.amount();
                row.currency = price.currency().getCurrencyCode();
                row.persist();
            }
        }

        var sale = saleRow(show, wish.sale());
        var rows = wish.performances().stream()
                .map(wanted -> performanceRow(
                        PerformanceId.next(), show, sale, wanted.startsAt(), hallOf(wanted, wish), wanted.orphanRule()))
                .toList();
        PerformanceRow.flush();
        factSheets.set(new ShowId(show.id), wish.facts());
        rows.forEach(row -> layOutAndTell(row, show));
        tell(sale, show);
        outbox.append(new ShowPublished(
                new ShowId(show.id),
                new SaleId(sale.id),
                show.title,
                show.venue,
                show.category,
                show.region,
                sale.opensAt,
                show.timeZone,
                clock.instant()));
        return new Scheduled(
                new ShowId(show.id),
                new SaleId(sale.id),
                rows.stream().map(row -> new PerformanceId(row.id)).toList());
    }

    private static HallId hallOf(NewPerformance wanted, NewShow wish) {
        return Objects.requireNonNullElse(wanted.hall(), wish.hall());
    }

    /// Puts one more performance into a sale, at the prices of the others; the sale is to be told afterwards.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND` for the hall, `INVALID_REQUEST` when
    ///     its plan has grades that the show has no price for
    void extra(PerformanceId id, SaleRow sale, ShowRow show, Instant startsAt, HallId hall) {
        var prices =
                catalogue.grades(new ShowId(show.id)).stream().collect(Collectors.toMap(Grade::grade, Grade::price));
        requirePrices(List.of(planIn(hall)), prices.keySet(), prices);
        var row = performanceRow(id, show, sale, startsAt, hall, true);
        PerformanceRow.flush();
        layOutAndTell(row, show);
    }

    private SeatingPlan planIn(HallId hall) {
        if (HallRow.findByIdOptional(hall.value()).isEmpty()) {
            throw NOT_FOUND.because("There is no such hall.").asException();
        }
        return catalogue.plan(hall);
    }

    /// Says how the sale stands, once it has been scheduled and whenever something has changed.
    void tell(SaleRow sale, ShowRow show) {
        outbox.append(new SaleScheduled(
                new SaleId(sale.id),
                show.title,
                PerformanceRow.<PerformanceRow>list("sale = ?1 order by startsAt, id", sale.id).stream()
                        .map(row -> new PerformanceId(row.id))
                        .toList(),
                sale.lobbyOpensAt,
                sale.opensAt,
                sale.closesAt,
                new AdmissionSettings(
                        sale.ratePerSecond,
                        sale.burst,
                        sale.activeCap,
                        Duration.ofSeconds(sale.calledSeconds),
                        Duration.ofSeconds(sale.activeSeconds),
                        sale.accountsOnly,
                        sale.invitedShare),
                sale.waitingRoom,
                sale.notice,
                OrganiserMark.of(show.organiser),
                now()));
    }

    private Instant now() {
        return Sql.of(NOW).one(database, row -> row.moment("now"));
    }

    private static PerformanceRow performanceRow(
            PerformanceId id, ShowRow show, SaleRow sale, Instant startsAt, HallId hall, boolean orphanRule) {
        var performance = new PerformanceRow();
        performance.id = id.value();
        performance.show = show.id;
        performance.sale = sale.id;
        performance.hall = hall.value();
        performance.startsAt = startsAt;
        performance.orphanRule = orphanRule;
        performance.persist();
        return performance;
    }

    private void layOutAndTell(PerformanceRow row, ShowRow show) {
        layOutSeats(new PerformanceId(row.id), new ShowId(show.id), catalogue.plan(new HallId(row.hall)));
        tell(row, show);
    }

    /// Something about a performance has changed.
    void tellAgain(PerformanceId performance) {
        PerformanceRow row = PerformanceRow.findById(performance.value());
        tell(row, ShowRow.findById(row.show));
    }

    private void tell(PerformanceRow row, ShowRow show) {
        outbox.append(new PerformanceScheduled(
                new PerformanceId(row.id),
                new ShowId(show.id),
                new SaleId(row.sale),
                show.title,
                show.venue,
                row.startsAt,
                show.timeZone,
                catalogue.grades(new ShowId(show.id)).stream()
                        .map(grade -> new GradePrice(grade.grade(), grade.price()))
                        .toList(),
                OrganiserMark.of(show.organiser),
                now()));
    }

    private static SaleRow saleRow(ShowRow show, NewSale wish) {
        var sale = new SaleRow();
        sale.id = SaleId.next().value();
        sale.show = show.id;
        sale.lobbyOpensAt = wish.lobbyOpensAt();
        sale.opensAt = wish.opensAt();
        sale.closesAt = wish.closesAt();
        sale.waitingRoom = wish.waitingRoom();
        sale.ratePerSecond = wish.ratePerSecond();
        sale.burst = wish.burst();
        sale.activeCap = wish.activeCap();
        sale.calledSeconds = wish.calledSeconds();
        sale.activeSeconds = wish.activeSeconds();
        sale.holdSeconds = wish.holdSeconds();
        sale.maxSeats = wish.maxSeats();
        sale.accountsOnly = wish.accountsOnly();
        sale.invitedShare = wish.invitedShare();
        sale.persist();
        return sale;
    }

    /// @param grades those that any of the plans has
    private static void requirePrices(List<SeatingPlan> plans, Set<String> grades, Map<String, Money> prices) {
        var used = plans.stream()
                .flatMap(plan -> plan.seatsPerGrade().entrySet().stream())
                .filter(grade -> grade.getValue() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Map<String, String> faults = new LinkedHashMap<>();
        used.stream().filter(grade -> !prices.containsKey(grade)).forEach(grade -> faults.put(grade, "has no price"));
        prices.keySet().stream()
                .filter(grade -> !grades.contains(grade))
                .forEach(grade -> faults.put(grade, "is not in the seating plan"));
        if (prices.values().stream().map(Money::currency).distinct().count() > 1) {
            faults.put("currency", "is not the same for all grades");
        }
        if (!faults.isEmpty()) {
            Problem problem = INVALID_REQUEST
                    .because("The grades do not fit the seating plan.")
                    .with("faults", faults);
            throw problem.asException();
        }
    }

    private void layOutSeats(PerformanceId performance, ShowId show, SeatingPlan plan) {
        var seats = Places.of(plan);
        Sql.of(LAY_OUT_SEATS)
                .with("performance", performance)
                .with("show", show)
                .with("ids", seats.ids())
                .with("sections", seats.sections())
                .with("rows", seats.rows())
                .with("numbers", seats.numbers())
                .with("labels", seats.labels())
                .with("grades", seats.grades())
                .run(database);
    }
}
