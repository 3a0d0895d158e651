package io.holdfast.ticketing.hall;

import io.holdfast.contracts.id.SeatId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the seats of a hall are, and what grade each belongs to.
///
/// The order of [#seats()] is the order of the file and never changes for one plan: position 17 of a
/// performance's state string is seat 17 of its plan.
///
/// @param size of the drawing, in the plan's own unit
/// @param focalPoint what people came to look at, usually the stage
/// @param grades in the order of the file; a seat names its grade by position here
/// @param areas stages, doors and other things that are drawn but not sold
/// @param sections where the seats are
/// @param openAreas where people go without a numbered seat; their places are counted after the seats
public record SeatingPlan(
        String name,
        Size size,
        Point focalPoint,
        List<Grade> grades,
        List<Area> areas,
        List<Section> sections,
        List<OpenArea> openAreas) {

    /// Two of the biggest stadiums there are. Beyond this a file is more likely a mistake than a hall.
    public static final int MOST_SEATS = 100_000;

    public SeatingPlan {
        grades = List.copyOf(grades);
        areas = List.copyOf(areas);
        sections = List.copyOf(sections);
        openAreas = List.copyOf(openAreas);
    }

    public record Size(double width, double height) {}

    public record Point(double x, double y) {}

    /// @param color a CSS colour
    public record Grade(String name, String color) {}

    /// @param radius how large most of its seats are drawn
    public record Section(String name, double radius, List<Row> rows) {
        public Section {
            rows = List.copyOf(rows);
        }
    }

    /// @param label as the sign at the end of the row says; may be empty
    public record Row(String label, List<Seat> seats) {
        public Row {
            seats = List.copyOf(seats);
        }
    }

    /// @param section and row: the names of the section and row it stands in
    /// @param number as printed on the chair; usually but not always digits
    /// @param place counts along the row: seats of one section and row are neighbours exactly when their places
    ///     follow each other; an aisle leaves a place out
    /// @param grade position in [SeatingPlan#grades()]
    /// @param x and y: the middle of the seat in the drawing
    public record Seat(SeatId id, String section, String row, String number, int place, int grade, double x, double y) {

        /// How a person finds the seat, e.g. `1F Centre A 12`.
        public String label() {
            return row.isEmpty() ? section + " " + number : section + " " + row + " " + number;
        }
    }

    /// General admission: so many may go in, and no place has a number.
    ///
    /// @param name as on the ticket, e.g. `Standing`
    /// @param id what the ids of its places begin with
    /// @param grade position in [SeatingPlan#grades()]
    public record OpenArea(String name, String id, int grade, int capacity) {

        /// @param number from 1
        public SeatId place(int number) {
            return new SeatId(id + "-" + number);
        }
    }

    /// Something in the drawing that nobody can sit on.
    ///
    /// @param at what the shape's own coordinates start from
    /// @param rotation in degrees, clockwise around `at`
    /// @param color and border: CSS colours
    public record Area(
            Point at,
            double rotation,
            @Nullable String color,
            @Nullable String border,
            Shape shape,
            @Nullable Text text) {}

    public sealed interface Shape {}

    /// Its upper left corner is the area's `at`.
    public record Rectangle(double width, double height) implements Shape {}

    /// Its middle is the area's `at`.
    public record Ellipse(double radiusX, double radiusY) implements Shape {}

    /// @param points seen from the area's `at`
    public record Polygon(List<Point> points) implements Shape {
        public Polygon {
            points = List.copyOf(points);
        }
    }

    /// Only words.
    public record NoShape() implements Shape {}

    /// @param at the middle of the words, seen from the area's `at`
    public record Text(
            String words, Point at, double size, @Nullable String color) {}

    /// All seats with a number, in plan order.
    public Stream<Seat> seats() {
        return sections.stream().flatMap(section -> section.rows().stream()).flatMap(row -> row.seats().stream());
    }

    /// Seats and places of general admission together.
    public int capacity() {
        return (int) seats().count()
                + openAreas.stream().mapToInt(OpenArea::capacity).sum();
    }

    public Grade gradeOf(Seat seat) {
        return grades.get(seat.grade());
    }

    /// How many seats and places each grade has; a grade without any has 0.
    public Map<String, Integer> seatsPerGrade() {
        var count = new HashMap<String, Integer>();
        grades.forEach(grade -> count.put(grade.name(), 0));
        seats().forEach(seat -> count.merge(gradeOf(seat).name(), 1, Integer::sum));
        openAreas.forEach(area -> count.merge(grades.get(area.grade()).name(), area.capacity(), Integer::sum));
        return Map.copyOf(count);
    }
}
