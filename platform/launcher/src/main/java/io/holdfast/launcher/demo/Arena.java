package io.holdfast.launcher.demo;

import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.sin;
import static java.lang.StrictMath.toRadians;

/// An arena with 15,000 seats: a floor of blocks before the stage and two tiers around it, open where the stage is.
///
/// | | sections | rows | seats in a row | together |
/// |---|---|---|---|---|
/// | floor F1–F12 | 12 | 15 | 20 | 3,600 |
/// | 1층 101–118 | 18 | 10 | 18, one more every 2 rows | 3,600 |
/// | 2층 201–226 | 26 | 15 | 18, one more every 3 rows | 7,800 |
///
/// Somebody facing the stage counts rows from the front and chairs from the left: `F1-A-12`, `118-J-1`.
final class Arena {

    private static final double CHAIR = 20;
    private static final double FLOOR_ROW = 24;
    private static final double TIER_ROW = 28;
    private static final double FLOOR_GAP = 60;
    private static final double FLOOR_FRONT = -520;
    private static final double STAGE_OPENING = 60;

    private Arena() {}

    static Drawing drawing() {
        var arena = new Drawing("한빛아레나 · Hanbit Arena");
        arena.zone("무대").sign("무대 · STAGE", 0, -800, 1500, 400, 110);
        for (var block = 0; block < 12; block++) {
            floor(arena, block);
        }
        for (var section = 0; section < 18; section++) {
            tier(arena, "1층", 101 + section, section, 18, 10, 2, 1400);
        }
        for (var section = 0; section < 26; section++) {
            tier(arena, "2층", 201 + section, section, 26, 15, 3, 1970);
        }
        return arena;
    }

    /// Four blocks side by side, three deep.
    private static void floor(Drawing arena, int block) {
        var name = "F" + (block + 1);
        var left = -2 * 20 * CHAIR - 1.5 * FLOOR_GAP + block % 4 * (20 * CHAIR + FLOOR_GAP);
        var front = FLOOR_FRONT + block / 4 * (15 * FLOOR_ROW + FLOOR_GAP);
        arena.zone("플로어 %s구역".formatted(name));
        for (var row = 0; row < 15; row++) {
            var letter = String.valueOf((char) ('A' + row));
            arena.row(letter);
            for (var seat = 0; seat < 20; seat++) {
                arena.seat(
                        "%s-%s-%d".formatted(name, letter, seat + 1),
                        seat + 1,
                        block < 4 ? "VIP" : "R",
                        left + (seat + 0.5) * CHAIR,
                        front + (row + 0.5) * FLOOR_ROW);
            }
        }
    }

    /// One section of a tier. Sections follow each other from the left end of the stage all around to its right end.
    ///
    /// @param rowsPerExtraChair after so many rows a row has one chair more
    /// @param radius of the first row
    private static void tier(
            Drawing arena,
            String floor,
            int name,
            int section,
            int sections,
            int rows,
            int rowsPerExtraChair,
            double radius) {
        var sweep = (360 - STAGE_OPENING) / sections;
        var middle = toRadians(270 - STAGE_OPENING / 2 - (section + 0.5) * sweep);
        arena.zone("%s %d구역".formatted(floor, name));
        for (var row = 0; row < rows; row++) {
            var letter = String.valueOf((char) ('A' + row));
            var chairs = 18 + row / rowsPerExtraChair;
            var distance = radius + row * TIER_ROW;
            arena.row(letter);
            for (var seat = 0; seat < chairs; seat++) {
                var angle = middle + ((chairs - 1) / 2.0 - seat) * CHAIR / distance;
                arena.seat(
                        "%d-%s-%d".formatted(name, letter, seat + 1),
                        seat + 1,
                        tierGrade(floor, section, row),
                        distance * cos(angle),
                        distance * sin(angle));
            }
        }
    }

    private static String tierGrade(String floor, int section, int row) {
        if (floor.equals("1층")) {
            return section >= 2 && section < 16 ? "R" : "S";
        }
        return row < 5 ? "S" : "A";
    }
}
