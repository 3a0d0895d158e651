package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.availability.Readings.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which seats a performance has, in the order of its seating plan, and of which grade.
final class Seating {

    record Seat(SeatId id, String grade) {}

    private final long mark;
    private final SeatId[] ids;
    private final byte[] grades;
    private final List<String> gradeNames;
    private final Map<SeatId, Integer> ordinals;

    /// @param mark the database's digest of ids, grades and order
    Seating(long mark, List<Seat> seats) {
        this.mark = mark;
        this.ids = new SeatId[seats.size()];
        this.grades = new byte[seats.size()];
        this.ordinals = HashMap.newHashMap(seats.size());
        Map<String, Integer> names = new LinkedHashMap<>();
        for (var ordinal = 0; ordinal < ids.length; ordinal++) {
            var seat = seats.get(ordinal);
            ids[ordinal] = seat.id();
            ordinals.put(seat.id(), ordinal);
            grades[ordinal] =
                    names.computeIfAbsent(seat.grade(), _ -> names.size()).byteValue();
        }
        this.gradeNames = new ArrayList<>(names.keySet());
    }

    long mark() {
        return mark;
    }

    /// Whether a reading is of these seats, in this order.
    boolean isOf(Reading reading) {
        return reading.mark() == mark && reading.capacity() == ids.length;
    }

    int capacity() {
        return ids.length;
    }

    SeatId id(int ordinal) {
        return ids[ordinal];
    }

    int ordinal(SeatId seat) {
        return ordinals.getOrDefault(seat, -1);
    }

    String grade(int ordinal) {
        return gradeNames.get(grades[ordinal]);
    }

    /// How many seats of each grade are free.
    Map<String, Integer> left(byte[] states) {
        var counts = new int[gradeNames.size()];
        for (var ordinal = 0; ordinal < states.length; ordinal++) {
            if (states[ordinal] == LiveSeats.FREE) {
                counts[grades[ordinal]]++;
            }
        }
        Map<String, Integer> left = new LinkedHashMap<>();
        for (var grade = 0; grade < counts.length; grade++) {
            left.put(gradeNames.get(grade), counts[grade]);
        }
        return left;
    }
}
