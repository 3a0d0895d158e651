package io.holdfast.launcher.demo;

import static java.lang.StrictMath.cos;
import static java.lang.StrictMath.sin;

/// A theatre with 1,004 seats: stalls (1층, rows A–T) and a balcony (2층, rows A–J), each in three blocks with two
/// aisles, all rows curved around the stage.
///
/// | | rows | seats in the middle block | in each side block | together |
/// |---|---|---|---|---|
/// | 1층 | 20 | 12, one more every 4 rows | 7, one more every 3 rows | 674 |
/// | 2층 | 10 | 14 | 9, from row F 10 | 330 |
///
/// Chairs are numbered from the left across the aisles, so `1F-A-12` names one seat without its block.
final class Theatre {

    private static final double CHAIR = 24;
    private static final double AISLE = 46;
    private static final double ROW = 29;
    private static final double FIRST_STALLS_ROW = 720;
    private static final double FIRST_BALCONY_ROW = FIRST_STALLS_ROW + 20 * ROW + 90;

    private Theatre() {}

    static Drawing drawing() {
        var theatre = new Drawing("한빛극장 · Hanbit Theatre");
        theatre.zone("1층 무대").sign("무대 · STAGE", 0, FIRST_STALLS_ROW - 115, 520, 90, 30);
        for (var block : Block.values()) {
            theatre.zone("1층 %s구역".formatted(block.letter));
            for (var row = 0; row < 20; row++) {
                row(theatre, block, "1F", row, FIRST_STALLS_ROW + row * ROW, 12 + row / 4, 7 + row / 3);
            }
        }
        for (var block : Block.values()) {
            theatre.zone("2층 %s구역".formatted(block.letter));
            for (var row = 0; row < 10; row++) {
                row(theatre, block, "2F", row, FIRST_BALCONY_ROW + row * ROW, 14, row < 5 ? 9 : 10);
            }
        }
        return theatre;
    }

    private enum Block {
        LEFT("A"),
        CENTRE("B"),
        RIGHT("C");

        private final String letter;

        Block(String letter) {
            this.letter = letter;
        }
    }

    /// Draws one block's part of a row.
    ///
    /// @param radius of the row, around the point all rows curve around
    private static void row(Drawing theatre, Block block, String floor, int row, double radius, int centre, int side) {
        var letter = String.valueOf((char) ('A' + row));
        var first = -(side + (centre - 1) / 2.0) * CHAIR - AISLE;
        theatre.row(letter);
        var from = block == Block.LEFT ? 0 : block == Block.CENTRE ? side : side + centre;
        var to = block == Block.LEFT ? side : block == Block.CENTRE ? side + centre : 2 * side + centre;
        for (var seat = from; seat < to; seat++) {
            var alongRow = first + seat * CHAIR + block.ordinal() * AISLE;
            var angle = alongRow / radius;
            theatre.seat(
                    "%s-%s-%d".formatted(floor, letter, seat + 1),
                    seat + 1,
                    grade(block, floor, row),
                    radius * sin(angle),
                    radius * cos(angle));
        }
    }

    private static String grade(Block block, String floor, int row) {
        var centre = block == Block.CENTRE;
        if (floor.equals("1F")) {
            return centre && row < 8 ? "VIP" : row < (centre ? 16 : 11) ? "R" : "S";
        }
        return row < (centre ? 5 : 3) ? "S" : "A";
    }
}
