package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.SEATING_PLAN_INVALID;
import static io.holdfast.contracts.problem.ProblemType.SEATS_IN_USE;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hall.PlanOutcome.Faulty;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.PretixPlan;
import io.holdfast.ticketing.hall.SeatingPlan;
import io.holdfast.ticketing.seat.Adjustments;
import io.holdfast.ticketing.seat.Adjustments.What;
import io.holdfast.ticketing.seat.SeatWatch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Where the plan of a performance is exchanged for an edited one, also while it is on sale: in one transaction, in
/// which every seat that somebody has stays what it is. Seats that nobody has come, go and change freely.
@ApplicationScoped
class PlanEdits {

    private static final int MOST_CONFLICTS = 100;

    /// One edit at a time; nobody's hold waits for it.
    private static final String LOCK = """
        select show_id, sale_id, cancel_reason
          from performance
         where id = :performance
           for no key update
        """;

    /// As it is once the lock is ours.
    private static final String HALL = """
        select hall.name
          from performance
          join hall on hall.id = performance.hall_id
         where performance.id = :performance
        """;

    /// In the order in which everybody locks seats. Whoever asks for one meanwhile is told that it is taken.
    private static final String SEATS = """
        select id, ordinal, section, row_label, number, label, grade,
               not (state in ('AVAILABLE', 'BLOCKED') or (state in ('HELD', 'RELEASED') and until <= now())) as in_use
          from seat
         where performance_id = :performance
         order by id
           for update
        """;

    private static final String DROP = "delete from seat where performance_id = :performance and id = any (:seats)";

    private static final String NEW = """
          from unnest(:ids, :ordinals, :sections, :rows, :numbers, :labels, :grades)
               as s(id, ordinal, section, row_label, number, label, grade)
          join grade on grade.show_id = :show and grade.name = s.grade
        """;

    /// What a seat costs changes with its grade only.
    private static final String CHANGE = """
        update seat
           set ordinal = s.ordinal::int, section = s.section, row_label = s.row_label, number = s.number::int,
               label = s.label, grade = s.grade,
               amount = case when seat.grade = s.grade then seat.amount else grade.amount end,
               currency = case when seat.grade = s.grade then seat.currency else grade.currency end
        """ + NEW + """
         where seat.performance_id = :performance
           and seat.id = s.id
        """;

    private static final String ADD = """
        insert into seat (performance_id, id, ordinal, section, row_label, number, label, grade, amount, currency)
        select :performance, s.id, s.ordinal::int, s.section, s.row_label, s.number::int, s.label, s.grade,
               grade.amount, grade.currency
        """ + NEW;

    /// Whoever has edited it, it belongs to who sells.
    private static final String KEEP_PLAN = """
        insert into hall (id, name, plan, seats, organiser, organisation_id)
        select :hall, :name, :plan, :seats, organiser, organisation_id
          from show
         where id = :show
        """;

    private static final String EXCHANGE = "update performance set hall_id = :hall where id = :performance";

    static final String PERFORMANCES_CHANGED =
            "update sale set performances_changed = performances_changed + 1 where id = :sale";

    private static final String ADD_GRADE = """
        insert into grade (show_id, name, ordinal, color, amount, currency)
        select :show, :name, max(ordinal) + 1, :color, :amount, :currency from grade where show_id = :show
        """;

    /// @param hall the plan as it is now
    record Edited(HallId hall, int seats, int added, int dropped, int changed) {}

    private record Place(
            String id, int ordinal, String section, String row, int number, String label, String grade, boolean inUse) {

        boolean sameAs(Place other) {
            return ordinal == other.ordinal
                    && number == other.number
                    && section.equals(other.section)
                    && row.equals(other.row)
                    && label.equals(other.label)
                    && grade.equals(other.grade);
        }

        /// Whether the ticket of somebody who has this seat still says the truth.
        boolean keptBy(Place other) {
            return label.equals(other.label) && grade.equals(other.grade);
        }
    }

    private record Sold(ShowId show, SaleId sale, Optional<String> calledOff) {}

    private final Programme programme;
    private final Catalogue catalogue;
    private final Adjustments adjustments;
    private final SeatWatch watch;
    private final DataSource database;

    PlanEdits(Programme programme, Catalogue catalogue, Adjustments adjustments, SeatWatch watch, DataSource database) {
        this.programme = programme;
        this.catalogue = catalogue;
        this.adjustments = adjustments;
        this.watch = watch;
        this.database = database;
    }

    /// @param prices of grades that the show does not have yet
    /// @throws io.holdfast.contracts.problem.ProblemException `SEATING_PLAN_INVALID` with every fault,
    ///     `INVALID_REQUEST` when grades and prices do not fit, `SEATS_IN_USE` with the seats that somebody has and
    ///     that would go, or get another name or price
    @Transactional
    Edited edit(PerformanceId performance, JsonNode json, Map<String, Money> prices, String who, String reason) {
        var plan = read(json);
        var sold = Sql.of(LOCK)
                .with("performance", performance)
                .one(
                        database,
                        row -> new Sold(
                                new ShowId(row.uuid("show_id")),
                                new SaleId(row.uuid("sale_id")),
                                row.maybeText("cancel_reason")));
        sold.calledOff().ifPresent(calledOff -> {
            throw CalledOff.problem(calledOff);
        });
        var newGrades = newGrades(plan, catalogue.grades(sold.show()), prices);
        var now = Sql.of(SEATS).with("performance", performance).list(database, PlanEdits::place).stream()
                .collect(Collectors.toMap(Place::id, Function.identity(), (one, _) -> one, LinkedHashMap::new));
        var wanted = wanted(plan, now);
        requireKept(now.values(), wanted);

        newGrades.forEach(grade -> Sql.of(ADD_GRADE)
                .with("show", sold.show())
                .with("name", grade.grade())
                .with("color", grade.color())
                .with("amount", grade.price().amount())
                .with("currency", grade.price().currency().getCurrencyCode())
                .run(database));
        var dropped =
                now.keySet().stream().filter(id -> !wanted.containsKey(id)).toList();
        var changed = wanted.values().stream()
                .filter(place -> now.containsKey(place.id()) && !place.sameAs(now.get(place.id())))
                .toList();
        var added = wanted.values().stream()
                .filter(place -> !now.containsKey(place.id()))
                .toList();
        Sql.of(DROP).with("performance", performance).with("seats", dropped).run(database);
        write(CHANGE, performance, sold.show(), changed);
        write(ADD, performance, sold.show(), added);

        var hall = HallId.next();
        Sql.of(KEEP_PLAN)
                .with("hall", hall)
                .with("name", Sql.of(HALL).with("performance", performance).one(database, row -> row.text("name")))
                .with("plan", json.toString())
                .with("seats", plan.capacity())
                .with("show", sold.show())
                .run(database);
        Sql.of(EXCHANGE).with("hall", hall).with("performance", performance).run(database);
        Sql.of(PERFORMANCES_CHANGED).with("sale", sold.sale()).run(database);
        var all = new HashSet<SeatId>();
        dropped.forEach(id -> all.add(new SeatId(id)));
        changed.forEach(place -> all.add(new SeatId(place.id())));
        added.forEach(place -> all.add(new SeatId(place.id())));
        adjustments.note(
                performance, What.PLAN_EDITED, dropped.stream().map(SeatId::new).toList(), who, reason);
        if (!newGrades.isEmpty()) {
            programme.tellAgain(performance);
        }
        watch.changed(performance, all);
        return new Edited(hall, wanted.size(), added.size(), dropped.size(), changed.size());
    }

    private static SeatingPlan read(JsonNode json) {
        return switch (PretixPlan.read(json)) {
            case Faulty(var faults) ->
                throw SEATING_PLAN_INVALID
                        .because("The seating plan has faults; nothing was changed.")
                        .with("faults", faults)
                        .asException();
            case Read(var plan) -> plan;
        };
    }

    private static List<Grade> newGrades(SeatingPlan plan, List<Grade> known, Map<String, Money> prices) {
        Map<String, String> faults = new LinkedHashMap<>();
        var used = plan.seatsPerGrade();
        var added = new ArrayList<Grade>();
        for (var grade : plan.grades()) {
            var former = known.stream()
                    .filter(one -> one.grade().equals(grade.name()))
                    .findFirst();
            var price = prices.get(grade.name());
            if (former.isPresent()) {
                if (price != null && !price.equals(former.get().price())) {
                    faults.put(grade.name(), "has another price already");
                }
            } else if (price != null) {
                added.add(new Grade(grade.name(), price, grade.color()));
            } else if (used.getOrDefault(grade.name(), 0) > 0) {
                faults.put(grade.name(), "has no price");
            }
        }
        prices.keySet().stream()
                .filter(grade -> !used.containsKey(grade))
                .forEach(grade -> faults.put(grade, "is not in the seating plan"));
        if (added.stream()
                .anyMatch(grade -> grade.price().amount() < 0
                        || !grade.price()
                                .currency()
                                .equals(known.getFirst().price().currency()))) {
            faults.put("price", "is negative or in another currency");
        }
        if (!faults.isEmpty()) {
            throw INVALID_REQUEST
                    .because("The grades do not fit the seating plan.")
                    .with("faults", faults)
                    .asException();
        }
        return added;
    }

    /// The seats as they are to be. Of an area of general admission it does not matter which places there are: those
    /// that somebody has stay, then those with the lowest numbers.
    private static Map<String, Place> wanted(SeatingPlan plan, Map<String, Place> now) {
        var wanted = new LinkedHashMap<String, Place>();
        plan.seats()
                .forEach(seat -> wanted.put(
                        seat.id().value(),
                        new Place(
                                seat.id().value(),
                                wanted.size(),
                                seat.section(),
                                seat.row(),
                                seat.place(),
                                seat.label(),
                                plan.gradeOf(seat).name(),
                                false)));
        for (var area : plan.openAreas()) {
            var grade = plan.grades().get(area.grade()).name();
            for (var number : numbers(area, now)) {
                var id = area.place(number).value();
                wanted.put(id, new Place(id, wanted.size(), area.name(), "", number, area.name(), grade, false));
            }
        }
        return wanted;
    }

    private static List<Integer> numbers(SeatingPlan.OpenArea area, Map<String, Place> now) {
        var form = Pattern.compile(Pattern.quote(area.id()) + "-([1-9][0-9]{0,5})");
        var inUse = now.values().stream()
                .filter(Place::inUse)
                .map(place -> form.matcher(place.id()))
                .filter(java.util.regex.Matcher::matches)
                .map(match -> Integer.valueOf(match.group(1)))
                .collect(Collectors.toCollection(HashSet::new));
        if (inUse.size() > area.capacity()) {
            throw inUse(inUse.stream().sorted().map(area::place).toList());
        }
        var numbers = new ArrayList<>(inUse);
        for (var number = 1; numbers.size() < area.capacity(); number++) {
            if (!inUse.contains(number)) {
                numbers.add(number);
            }
        }
        numbers.sort(Comparator.naturalOrder());
        return numbers;
    }

    private static void requireKept(Collection<Place> now, Map<String, Place> wanted) {
        var lost = now.stream()
                .filter(Place::inUse)
                .filter(place -> {
                    var then = wanted.get(place.id());
                    return then == null || !place.keptBy(then);
                })
                .map(place -> new SeatId(place.id()))
                .toList();
        if (!lost.isEmpty()) {
            throw inUse(lost);
        }
    }

    private static RuntimeException inUse(List<SeatId> seats) {
        return SEATS_IN_USE
                .because("Somebody has seats that would go or get another name or price; nothing was changed.")
                .with("seats", seats.stream().limit(MOST_CONFLICTS).toList())
                .with("count", seats.size())
                .asException();
    }

    private void write(String statement, PerformanceId performance, ShowId show, List<Place> places) {
        if (places.isEmpty()) {
            return;
        }
        Sql.of(statement)
                .with("performance", performance)
                .with("show", show)
                .with("ids", places.stream().map(Place::id).toList())
                .with(
                        "ordinals",
                        places.stream()
                                .map(place -> Integer.toString(place.ordinal()))
                                .toList())
                .with("sections", places.stream().map(Place::section).toList())
                .with("rows", places.stream().map(Place::row).toList())
                .with(
                        "numbers",
                        places.stream()
                                .map(place -> Integer.toString(place.number()))
                                .toList())
                .with("labels", places.stream().map(Place::label).toList())
                .with("grades", places.stream().map(Place::grade).toList())
                .run(database);
    }

    private static Place place(Row row) throws SQLException {
        return new Place(
                row.text("id"),
                row.number("ordinal"),
                row.text("section"),
                row.text("row_label"),
                row.number("number"),
                row.text("label"),
                row.text("grade"),
                row.flag("in_use"));
    }
}
