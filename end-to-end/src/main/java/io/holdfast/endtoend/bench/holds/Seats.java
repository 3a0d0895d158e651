package io.holdfast.endtoend.bench.holds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A hall of equal rows of forty seats, and performances in it. Four seats side by side are a block; blocks are
/// counted across the performances, so that neighbours in the count are in different ones.
///
/// @param sale of all of them
/// @param performances that are on sale in it
/// @param rows of forty seats
record Seats(String sale, List<String> performances, int rows) {

    static final int IN_A_ROW = 40;
    static final int IN_A_BLOCK = 4;

    int blocks() {
        return performances.size() * rows * IN_A_ROW / IN_A_BLOCK;
    }

    String performance(int block) {
        return performances.get(block % performances.size());
    }

    /// As JSON.
    String seats(int block) {
        var inside = block / performances.size();
        var row = inside / (IN_A_ROW / IN_A_BLOCK);
        var first = inside % (IN_A_ROW / IN_A_BLOCK) * IN_A_BLOCK;
        return "[\"%1$d-%2$d\",\"%1$d-%3$d\",\"%1$d-%4$d\",\"%1$d-%5$d\"]"
                .formatted(row, first, first + 1, first + 2, first + 3);
    }

    /// The hall in pretix' format.
    static Map<String, Object> plan(int rows) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (var r = 0; r < rows; r++) {
            List<Map<String, Object>> seats = new ArrayList<>();
            for (var n = 0; n < IN_A_ROW; n++) {
                seats.add(Map.of(
                        "seat_number",
                        String.valueOf(n),
                        "seat_guid",
                        r + "-" + n,
                        "category",
                        "R",
                        "position",
                        Map.of("x", n * 20, "y", 0)));
            }
            all.add(new LinkedHashMap<>(
                    Map.of("row_number", String.valueOf(r), "position", Map.of("x", 0, "y", r * 20), "seats", seats)));
        }
        return Map.of(
                "name", "Hall",
                "categories", List.of(Map.of("name", "R", "color", "#aa3355")),
                "zones",
                        List.of(Map.of(
                                "name", "1F", "position", Map.of("x", 0, "y", 0), "rows", all, "areas", List.of())),
                "size", Map.of("width", IN_A_ROW * 20, "height", rows * 20));
    }
}
