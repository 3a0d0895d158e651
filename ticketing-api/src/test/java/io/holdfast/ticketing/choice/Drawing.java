package io.holdfast.ticketing.choice;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.hall.SeatingPlan;
import io.holdfast.ticketing.hall.SeatingPlan.Grade;
import io.holdfast.ticketing.hall.SeatingPlan.OpenArea;
import io.holdfast.ticketing.hall.SeatingPlan.Point;
import io.holdfast.ticketing.hall.SeatingPlan.Row;
import io.holdfast.ticketing.hall.SeatingPlan.Seat;
import io.holdfast.ticketing.hall.SeatingPlan.Section;
import io.holdfast.ticketing.hall.SeatingPlan.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A small hall as letters: one line for each row, the stage above the middle of the first. `.` is a free seat of
/// grade R, `,` one of grade S, `x` a taken one of grade R, `y` a taken one of grade S, a blank an aisle.
final class Drawing {

    private final List<String> lines;
    private final List<Character> seats = new ArrayList<>();
    private final Geometry hall;

    Drawing(String... lines) {
        this.lines = List.of(lines);
        var rows = new ArrayList<Row>();
        for (var r = 0; r < lines.length; r++) {
            var label = String.valueOf((char) ('A' + r));
            var row = new ArrayList<Seat>();
            for (var c = 0; c < lines[r].length(); c++) {
                var letter = lines[r].charAt(c);
                if (letter != ' ') {
                    seats.add(letter);
                    var grade = letter == ',' || letter == 'y' ? 1 : 0;
                    row.add(new Seat(
                            new SeatId(label + "-" + (c + 1)),
                            "1F",
                            label,
                            String.valueOf(c + 1),
                            c + 1,
                            grade,
                            c * 10,
                            r * 10));
                }
            }
            rows.add(new Row(label, row));
        }
        hall = Geometry.of(new SeatingPlan(
                "Small hall",
                new Size(100, 100),
                new Point((lines[0].length() - 1) * 5, -10),
                List.of(new Grade("R", "red"), new Grade("S", "blue")),
                List.of(),
                List.of(new Section("1F", 5, rows)),
                List.of(new OpenArea("Standing", "GA1", 1, 5))));
    }

    Geometry hall() {
        return hall;
    }

    IntPredicate free() {
        return seat -> seat < seats.size() && (seats.get(seat) == '.' || seats.get(seat) == ',');
    }

    Choices choices() {
        return new Choices(hall, free(), true);
    }

    Choices choicesWithoutOrphanRule() {
        return new Choices(hall, free(), false);
    }

    /// @param name row and column, such as `A1`
    int seat(String name) {
        var row = name.charAt(0) - 'A';
        var column = Integer.parseInt(name.substring(1)) - 1;
        var before = lines.subList(0, row).stream()
                .mapToInt(line -> line.replace(" ", "").length())
                .sum();
        return before + lines.get(row).substring(0, column).replace(" ", "").length();
    }

    int[] seats(String... names) {
        return Arrays.stream(names).mapToInt(this::seat).toArray();
    }

    String name(int seat) {
        var position = 0;
        for (var r = 0; r < lines.size(); r++) {
            for (var c = 0; c < lines.get(r).length(); c++) {
                if (lines.get(r).charAt(c) != ' ' && position++ == seat) {
                    return (char) ('A' + r) + String.valueOf(c + 1);
                }
            }
        }
        throw new IllegalArgumentException("no seat " + seat);
    }

    /// As a person would say it, e.g. `A1 A2`.
    String names(int[] choice) {
        return IntStream.of(choice).mapToObj(this::name).collect(Collectors.joining(" "));
    }

    List<String> names(List<int[]> choices) {
        return choices.stream().map(this::names).toList();
    }
}
