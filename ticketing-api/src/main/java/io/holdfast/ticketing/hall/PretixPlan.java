package io.holdfast.ticketing.hall;

import static io.holdfast.ticketing.hall.PlanOutcome.Faulty.MOST_FAULTS;
import static java.lang.Math.abs;
import static java.lang.Math.hypot;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.hall.PlanOutcome.Faulty;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.SeatingPlan.Area;
import io.holdfast.ticketing.hall.SeatingPlan.Ellipse;
import io.holdfast.ticketing.hall.SeatingPlan.Grade;
import io.holdfast.ticketing.hall.SeatingPlan.NoShape;
import io.holdfast.ticketing.hall.SeatingPlan.OpenArea;
import io.holdfast.ticketing.hall.SeatingPlan.Point;
import io.holdfast.ticketing.hall.SeatingPlan.Polygon;
import io.holdfast.ticketing.hall.SeatingPlan.Rectangle;
import io.holdfast.ticketing.hall.SeatingPlan.Row;
import io.holdfast.ticketing.hall.SeatingPlan.Seat;
import io.holdfast.ticketing.hall.SeatingPlan.Section;
import io.holdfast.ticketing.hall.SeatingPlan.Shape;
import io.holdfast.ticketing.hall.SeatingPlan.Size;
import io.holdfast.ticketing.hall.SeatingPlan.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the JSON of the pretix seating-plan editor.
///
/// Both its present form and the older one, whose areas are rectangles with a plain text, are understood. Members
/// this class does not know are passed over, since the format still grows. What the format leaves open is settled
/// here: a zone without a name goes by its `zone_id` or its position, a plan without a size is as large as what is
/// drawn in it, and the focal point is the area that calls itself a stage, or else the middle of the upper edge.
///
/// Everything a person will read or a browser will draw is checked: the plan comes from outside.
public final class PretixPlan {

    private static final int MOST_GRADES = 100;
    private static final int MOST_ZONES = 2_000;
    private static final int MOST_AREAS = 5_000;
    private static final int MOST_OPEN_AREAS = 100;
    private static final int MOST_POINTS = 1_000;
    private static final double FARTHEST = 1_000_000;
    private static final double USUAL_RADIUS = 10;
    private static final double USUAL_TEXT_SIZE = 16;

    /// Seats this much farther apart than usual in their row have an aisle between them.
    private static final double AISLE = 1.6;

    private static final Pattern COLOR =
            Pattern.compile("#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,30}|(rgb|hsl)a?\\([0-9., %/deg]{1,50}\\)");
    private static final Pattern STAGE =
            Pattern.compile("stage|bühne|무대|스테이지", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern AREA_ID = Pattern.compile("[A-Za-z0-9._]{1,30}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]");

    private static final List<String> USUAL_COLORS =
            List.of("#7c3aed", "#0369a1", "#15803d", "#b45309", "#be123c", "#4d7c0f", "#0f766e", "#6b7280");

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxStringLength(10_000)
                            .build())
                    .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<PlanFault> faults = new ArrayList<>();
    private final Map<String, Integer> gradePositions = new HashMap<>();
    private final Map<String, String> firstUses = new HashMap<>();
    private final List<Area> areas = new ArrayList<>();
    private boolean generalAdmission;
    private int seatCount;

    private PretixPlan() {}

    /// @param json a whole file, UTF-8
    public static PlanOutcome read(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            var root = JSON.readTree(parser);
            return root == null ? faulty("", "The file is empty.") : read((JsonNode) root);
        } catch (IOException e) {
            return faulty("", "This is not JSON, or it names something twice.");
        }
    }

    public static PlanOutcome read(JsonNode plan) {
        return plan.isObject() ? new PretixPlan().readPlan(plan) : faulty("", "A seating plan is a JSON object.");
    }

    private static PlanOutcome faulty(String at, String message) {
        return new Faulty(List.of(new PlanFault(at, message)));
    }

    private PlanOutcome readPlan(JsonNode plan) {
        var name = text(plan, "name", "", 1, 120);
        generalAdmission = plan.path("general_admission").size() > 0;
        var grades = grades(plan.path("categories"));
        var sections = sections(plan.path("zones"));
        var openAreas = openAreas(plan.path("general_admission"));
        openAreas.stream()
                .filter(area ->
                        sections.stream().anyMatch(section -> section.name().equals(area.name())))
                .forEach(area -> fault("general_admission", "“%s” is the name of a zone, too.".formatted(area.name())));
        if (faults.isEmpty() && seatCount == 0) {
            fault("zones", "The plan has no seats.");
        }
        if (seatCount > SeatingPlan.MOST_SEATS) {
            fault("zones", "A plan has at most %,d seats, this one has more.".formatted(SeatingPlan.MOST_SEATS));
        }
        var size = size(plan.path("size"), sections);
        return faults.isEmpty()
                ? new Read(new SeatingPlan(name, size, focalPoint(size), grades, areas, sections, openAreas))
                : new Faulty(faults);
    }

    private List<Grade> grades(JsonNode categories) {
        var grades = new ArrayList<Grade>();
        if (!categories.isArray() || categories.isEmpty()) {
            fault("categories", "The plan has no categories, so its seats have no price.");
            return grades;
        }
        if (categories.size() > MOST_GRADES) {
            fault("categories", "A plan has at most %d categories.".formatted(MOST_GRADES));
            return grades;
        }
        for (var i = 0; i < categories.size(); i++) {
            var at = "categories[%d]".formatted(i);
            var category = categories.path(i);
            var name = text(category, "name", at, 1, 40);
            var color = color(category, "color", at);
            if (!name.isEmpty() && gradePositions.putIfAbsent(name, i) != null) {
                fault(at, "There is another category called “%s”.".formatted(name));
            }
            grades.add(new Grade(name, color == null ? USUAL_COLORS.get(i % USUAL_COLORS.size()) : color));
        }
        return grades;
    }

    /// Our own addition to the format, which others pass over.
    private List<OpenArea> openAreas(JsonNode list) {
        var read = new ArrayList<OpenArea>();
        if (list.isMissingNode() || list.isNull()) {
            return read;
        }
        if (!list.isArray() || list.size() > MOST_OPEN_AREAS) {
            fault("general_admission", "General admission is a list of at most %d areas.".formatted(MOST_OPEN_AREAS));
            return read;
        }
        var names = new HashSet<String>();
        var ids = new HashSet<String>();
        for (var i = 0; i < list.size(); i++) {
            var at = "general_admission[%d]".formatted(i);
            var area = list.path(i);
            var name = text(area, "name", at, 1, 60);
            var id = area.path("area_guid").asText("GA" + (i + 1));
            var grade = gradePositions.get(area.path("category").asText());
            var capacity = area.path("capacity");
            if (!names.add(name)) {
                fault(at, "There is another area called “%s”.".formatted(name));
            }
            if (!AREA_ID.matcher(id).matches() || !ids.add(id.toLowerCase(Locale.ROOT))) {
                fault(at, "area_guid is not made of 1 to 30 letters, digits, dots or underscores, or is used twice.");
            }
            if (grade == null && !gradePositions.isEmpty()) {
                fault(
                        at,
                        "There is no category “%s”."
                                .formatted(shortened(area.path("category").asText())));
            }
            if (!capacity.isInt() || capacity.asInt() < 1 || capacity.asInt() > SeatingPlan.MOST_SEATS) {
                fault(at, "“capacity” is not a whole number from 1 to %,d.".formatted(SeatingPlan.MOST_SEATS));
                continue;
            }
            seatCount = Math.min(seatCount + capacity.asInt(), SeatingPlan.MOST_SEATS + 1);
            read.add(new OpenArea(name, id, grade == null ? 0 : grade, capacity.asInt()));
        }
        firstUses.forEach((guid, where) -> {
            var dash = guid.lastIndexOf('-');
            if (dash > 0 && ids.contains(guid.substring(0, dash).toLowerCase(Locale.ROOT))) {
                fault(where, "seat_guid “%s” could be a place of general admission.".formatted(shortened(guid)));
            }
        });
        return read;
    }

    private List<Section> sections(JsonNode zones) {
        var sections = new ArrayList<Section>();
        if (zones.isMissingNode() && generalAdmission) {
            return sections;
        }
        if (!zones.isArray()) {
            fault("zones", "The plan has no zones.");
        }
        if (zones.size() > MOST_ZONES) {
            fault("zones", "A plan has at most %,d zones.".formatted(MOST_ZONES));
            return sections;
        }
        for (var i = 0; i < zones.size(); i++) {
            var at = "zones[%d]".formatted(i);
            var zone = zones.path(i);
            var origin = point(zone.path("position"), at);
            readAreas(zone.path("areas"), origin, at);
            var name = sectionName(zone, at, i);
            var section = section(zone.path("rows"), name, origin, at);
            if (!section.rows().isEmpty()) {
                sections.add(section);
            }
        }
        return sections;
    }

    private String sectionName(JsonNode zone, String at, int position) {
        for (var member : List.of("name", "zone_id")) {
            if (!zone.path(member).asText().isBlank()) {
                return text(zone, member, at, 1, 60);
            }
        }
        return String.valueOf(position + 1);
    }

    private Section section(JsonNode rows, String name, Point origin, String zoneAt) {
        if (!rows.isArray()) {
            fault(zoneAt, "The zone has no list of rows.");
        }
        var radii = new HashMap<Double, Integer>();
        var nextPlaces = new HashMap<String, Integer>();
        var read = new ArrayList<Row>();
        for (var r = 0; r < rows.size(); r++) {
            var at = "%s.rows[%d]".formatted(zoneAt, r);
            var row = rows.path(r);
            var label = text(row, "row_number", at, 0, 20);
            var from = row.has("position") ? moved(origin, point(row.path("position"), at)) : origin;
            var seats = new ArrayList<Seat>();
            for (var s = 0; s < row.path("seats").size(); s++) {
                if (++seatCount > SeatingPlan.MOST_SEATS) {
                    return new Section(name, USUAL_RADIUS, read);
                }
                var seatAt = "%s.seats[%d]".formatted(at, s);
                var node = row.path("seats").path(s);
                var seat = seat(node, name, label, from, seatAt);
                if (seat != null) {
                    seats.add(seat);
                    radii.merge(node.path("radius").asDouble(USUAL_RADIUS), 1, Integer::sum);
                }
            }
            if (!seats.isEmpty()) {
                read.add(new Row(label, placed(seats, nextPlaces.getOrDefault(label, 1))));
                nextPlaces.put(label, read.getLast().seats().getLast().place() + 2);
            }
        }
        var usual = radii.entrySet().stream().max(Map.Entry.comparingByValue());
        var radius = usual.map(Map.Entry::getKey).orElse(USUAL_RADIUS);
        if (!(radius > 0 && radius <= 1_000)) {
            fault(zoneAt, "The seats' radius is not between 0 and 1,000.");
        }
        return new Section(name, radius, read);
    }

    private @Nullable Seat seat(JsonNode seat, String section, String row, Point from, String at) {
        var before = faults.size();
        var guid = seat.path("seat_guid").asText();
        var id = seatId(guid, at);
        var first = firstUses.putIfAbsent(guid, at);
        if (id != null && first != null) {
            fault(at, "seat_guid “%s” is used by %s already.".formatted(guid, first));
        }
        var number = text(seat, "seat_number", at, 1, 20);
        var category = seat.path("category").asText();
        var grade = gradePositions.get(category);
        if (grade == null && !gradePositions.isEmpty()) {
            fault(at, "There is no category “%s”.".formatted(shortened(category)));
        }
        var position = moved(from, point(seat.path("position"), at));
        return id == null || grade == null || faults.size() > before
                ? null
                : new Seat(id, section, row, number, 0, grade, position.x(), position.y());
    }

    private @Nullable SeatId seatId(String guid, String at) {
        try {
            return SeatId.fromString(guid);
        } catch (IllegalArgumentException e) {
            fault(
                    at,
                    "seat_guid “%s” is not made of 1 to 40 letters, digits, dots, hyphens or underscores."
                            .formatted(shortened(guid)));
            return null;
        }
    }

    /// Seats of one row with their places: one after the other, leaving one out at each aisle.
    private static List<Seat> placed(List<Seat> seats, int first) {
        var steps = new double[seats.size()];
        for (var i = 1; i < steps.length; i++) {
            steps[i] = hypot(
                    seats.get(i).x() - seats.get(i - 1).x(),
                    seats.get(i).y() - seats.get(i - 1).y());
        }
        var sorted = java.util.Arrays.stream(steps).skip(1).sorted().toArray();
        var usual = sorted.length == 0 ? 0 : sorted[sorted.length / 2];
        var placed = new ArrayList<Seat>(seats.size());
        var place = first;
        for (var i = 0; i < steps.length; i++) {
            if (i > 0) {
                place += steps[i] > usual * AISLE ? 2 : 1;
            }
            var seat = seats.get(i);
            placed.add(new Seat(
                    seat.id(), seat.section(), seat.row(), seat.number(), place, seat.grade(), seat.x(), seat.y()));
        }
        return placed;
    }

    private void readAreas(JsonNode list, Point origin, String zoneAt) {
        if (areas.size() + list.size() > MOST_AREAS) {
            fault(zoneAt, "A plan has at most %,d areas.".formatted(MOST_AREAS));
            return;
        }
        for (var i = 0; i < list.size(); i++) {
            var at = "%s.areas[%d]".formatted(zoneAt, i);
            var area = list.path(i);
            areas.add(new Area(
                    moved(origin, point(area.path("position"), at)),
                    number(area, "rotation", 0, at),
                    color(area, "color", at),
                    color(area, "border_color", at),
                    shape(area, at),
                    words(area, at)));
        }
    }

    private Shape shape(JsonNode area, String at) {
        return switch (area.path("shape").asText("rectangle")) {
            case "rectangle" -> {
                var sides = area.has("rectangle") ? area.path("rectangle") : area;
                yield new Rectangle(length(sides, "width", at), length(sides, "height", at));
            }
            case "circle" -> {
                var radius = length(area.path("circle"), "radius", at);
                yield new Ellipse(radius, radius);
            }
            case "ellipse" -> {
                var radius = area.path("ellipse").path("radius");
                yield new Ellipse(length(radius, "x", at), length(radius, "y", at));
            }
            case "polygon" -> {
                var points = area.path("polygon").path("points");
                if (points.size() < 3 || points.size() > MOST_POINTS) {
                    fault(at, "A polygon has 3 to %,d points.".formatted(MOST_POINTS));
                    yield new NoShape();
                }
                var read = new ArrayList<Point>();
                points.forEach(p -> read.add(point(p, at)));
                yield new Polygon(read);
            }
            case "text" -> new NoShape();
            default -> {
                fault(at, "A shape is a polygon, rectangle, ellipse, circle or text.");
                yield new NoShape();
            }
        };
    }

    private @Nullable Text words(JsonNode area, String at) {
        var text = area.path("text");
        if (text.isTextual() && !text.asText().isBlank()) { // the older form: in the middle of its rectangle
            var words = text(area, "text", at, 1, 100);
            var middle = new Point(number(area, "width", 0, at) / 2, number(area, "height", 0, at) / 2);
            return new Text(words, middle, USUAL_TEXT_SIZE, null);
        }
        if (!text.isObject() || text.path("text").asText().isBlank()) {
            return null;
        }
        return new Text(
                text(text, "text", at, 1, 100),
                point(text.path("position"), at),
                number(text, "size", USUAL_TEXT_SIZE, at),
                color(text, "color", at));
    }

    private Size size(JsonNode size, List<Section> sections) {
        if (size.isObject()) {
            return new Size(length(size, "width", "size"), length(size, "height", "size"));
        }
        var width = 1.0;
        var height = 1.0;
        for (var section : sections) {
            for (var row : section.rows()) {
                for (var seat : row.seats()) {
                    width = Math.max(width, seat.x() + 2 * section.radius());
                    height = Math.max(height, seat.y() + 2 * section.radius());
                }
            }
        }
        return new Size(width, height);
    }

    private Point focalPoint(Size size) {
        for (var area : areas) {
            var text = area.text();
            if (text != null && STAGE.matcher(text.words()).find()) {
                return switch (area.shape()) {
                    case Rectangle(var w, var h) -> moved(area.at(), new Point(w / 2, h / 2));
                    case Ellipse _ -> area.at();
                    case Polygon _, NoShape _ -> moved(area.at(), text.at());
                };
            }
        }
        return new Point(size.width() / 2, 0);
    }

    private Point point(JsonNode position, String at) {
        var x = position.path("x");
        var y = position.path("y");
        if (!x.isNumber() || !y.isNumber()) {
            fault(at, "The position is missing: x and y, both numbers.");
            return new Point(0, 0);
        }
        if (!(abs(x.asDouble()) <= FARTHEST) || !(abs(y.asDouble()) <= FARTHEST)) {
            fault(at, "The position is farther away than %,.0f.".formatted(FARTHEST));
            return new Point(0, 0);
        }
        return new Point(x.asDouble(), y.asDouble());
    }

    private static Point moved(Point from, Point by) {
        return new Point(from.x() + by.x(), from.y() + by.y());
    }

    private double length(JsonNode of, String member, String at) {
        var value = number(of, member, -1, at);
        if (value < 0) {
            fault(at, "“%s” is missing or below zero.".formatted(member));
        }
        return value;
    }

    private double number(JsonNode of, String member, double otherwise, String at) {
        var value = of.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber() || !(abs(value.asDouble()) <= FARTHEST)) {
            fault(at, "“%s” is not a number in range.".formatted(member));
            return otherwise;
        }
        return value.asDouble();
    }

    private String text(JsonNode of, String member, String at, int shortest, int longest) {
        var value = of.path(member);
        if (!value.isTextual()) {
            fault(at, "“%s” is missing or not text.".formatted(member));
            return "";
        }
        var text = value.asText().strip();
        if (text.codePointCount(0, text.length()) < shortest) {
            fault(at, "“%s” is empty.".formatted(member));
        }
        if (text.codePointCount(0, text.length()) > longest) {
            fault(at, "“%s” is longer than %d characters.".formatted(member, longest));
        }
        if (UNPRINTABLE.matcher(text).find()) {
            fault(at, "“%s” has characters nobody can see.".formatted(member));
        }
        return text;
    }

    private @Nullable String color(JsonNode of, String member, String at) {
        var value = of.path(member);
        if (value instanceof MissingNode || value.isNull() || value.asText().isBlank()) {
            return null;
        }
        var color = value.asText().strip().toLowerCase(Locale.ROOT);
        if (!COLOR.matcher(color).matches()) {
            fault(at, "“%s” is not a colour.".formatted(member));
            return null;
        }
        return color;
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private void fault(String at, String message) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(new PlanFault(at, message));
        }
    }
}
