package io.holdfast.ticketing.choice;

import io.holdfast.ticketing.hall.SeatingPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A seating plan prepared for choosing: which seats are neighbours, how far each is from what people came to look
/// at, what grade and section it belongs to. Seats go by their position in the plan, so that a hall of 15,000 is a
/// few arrays.
///
/// Neighbours stand in one *block*: a piece of a row between two aisles or ends. Places of general admission come
/// after the seats; they have no neighbours and nobody chooses among them.
public final class Geometry {

    private final float[] x;
    private final float[] y;
    private final float[] toFocus;
    private final byte[] grade;
    private final int[] section;
    private final int[] blockStart;
    private final int[] blockOf;
    private final int places;
    private final List<String> gradeNames;
    private final List<String> sectionNames;
    private final Map<String, Area> areasByName = new HashMap<>();

    /// Where the places of an area of general admission are.
    ///
    /// @param from the first position
    /// @param to exclusive
    /// @param grade position in the plan's grades
    public record Area(String name, int from, int to, int grade) {}

    private Geometry(SeatingPlan plan) {
        var seats = plan.seats().toList();
        var n = seats.size();
        x = new float[n];
        y = new float[n];
        toFocus = new float[n];
        grade = new byte[n];
        section = new int[n];
        blockOf = new int[n];
        gradeNames = plan.grades().stream().map(SeatingPlan.Grade::name).toList();
        sectionNames = plan.sections().stream()
                .map(SeatingPlan.Section::name)
                .distinct()
                .toList();
        var starts = new ArrayList<Integer>();
        var position = 0;
        for (var part : plan.sections()) {
            var inSection = sectionNames.indexOf(part.name());
            for (var row : part.rows()) {
                var lastPlace = Integer.MIN_VALUE;
                for (var seat : row.seats()) {
                    if (seat.place() != lastPlace + 1) {
                        starts.add(position);
                    }
                    lastPlace = seat.place();
                    x[position] = (float) seat.x();
                    y[position] = (float) seat.y();
                    toFocus[position] = (float) Math.hypot(
                            seat.x() - plan.focalPoint().x(),
                            seat.y() - plan.focalPoint().y());
                    grade[position] = (byte) seat.grade();
                    section[position] = inSection;
                    blockOf[position] = starts.size() - 1;
                    position++;
                }
            }
        }
        starts.add(n);
        blockStart = starts.stream().mapToInt(Integer::intValue).toArray();

        for (var area : plan.openAreas()) {
            areasByName.put(area.name(), new Area(area.name(), position, position + area.capacity(), area.grade()));
            position += area.capacity();
        }
        places = position;
    }

    public static Geometry of(SeatingPlan plan) {
        return new Geometry(plan);
    }

    /// Seats and places of general admission together.
    public int places() {
        return places;
    }

    /// Positions below this are seats.
    public int seats() {
        return x.length;
    }

    public Optional<Area> areaNamed(String name) {
        return Optional.ofNullable(areasByName.get(name));
    }

    /// In the order of the plan.
    public List<Area> areas() {
        return areasByName.values().stream()
                .sorted(Comparator.comparingInt(Area::from))
                .toList();
    }

    /// Whether there are seats of this grade; of any, when no grade is named.
    public boolean hasSeats(OptionalInt wanted) {
        return wanted.isEmpty()
                ? seats() > 0
                : IntStream.range(0, seats()).anyMatch(seat -> grade(seat) == wanted.getAsInt());
    }

    public OptionalInt gradeNamed(String name) {
        var position = gradeNames.indexOf(name);
        return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }

    public String gradeName(int position) {
        return gradeNames.get(position);
    }

    public OptionalInt sectionNamed(String name) {
        var position = sectionNames.indexOf(name);
        return position < 0 ? OptionalInt.empty() : OptionalInt.of(position);
    }

    int blocks() {
        return blockStart.length - 1;
    }

    int blockStart(int block) {
        return blockStart[block];
    }

    int blockEnd(int block) {
        return blockStart[block + 1];
    }

    int blockOf(int seat) {
        return blockOf[seat];
    }

    /// Whether two seats that follow each other in the plan are neighbours.
    boolean neighbours(int seat, int next) {
        return next == seat + 1 && blockOf[seat] == blockOf[next];
    }

    int grade(int seat) {
        return grade[seat];
    }

    int section(int seat) {
        return section[seat];
    }

    float x(int seat) {
        return x[seat];
    }

    float y(int seat) {
        return y[seat];
    }

    float toFocus(int seat) {
        return toFocus[seat];
    }
}
