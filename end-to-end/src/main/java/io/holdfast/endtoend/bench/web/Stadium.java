package io.holdfast.endtoend.bench.web;

import static java.lang.Math.cos;
import static java.lang.Math.round;
import static java.lang.Math.sin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// 45,000 seats in three tiers of fifty sections around a pitch, each of fifteen rows of twenty.
final class Stadium {

    static final int SEATS = 45_000;

    private static final int TIERS = 3;
    private static final int SECTIONS = 50;
    private static final int ROWS = 15;
    private static final int SEATS_IN_ROW = 20;

    private static final int ROW = 26;
    private static final int FIRST_ROW = 3_600;
    private static final int MIDDLE = FIRST_ROW + TIERS * (ROWS + 4) * ROW + 100;

    private Stadium() {}

    /// In pretix' format.
    static JsonNode plan() {
        var plan = Chromium.object().put("name", "Stadium");
        plan.putObject("size").put("width", 2 * MIDDLE).put("height", 2 * MIDDLE);
        var categories = plan.putArray("categories");
        categories.addObject().put("name", "R").put("color", "#c2410c");
        categories.addObject().put("name", "S").put("color", "#0b72b9");
        categories.addObject().put("name", "A").put("color", "#3f7d20");
        var zones = plan.putArray("zones");
        for (var tier = 0; tier < TIERS; tier++) {
            for (var section = 0; section < SECTIONS; section++) {
                draw(zones.addObject(), tier, section);
            }
        }
        return plan;
    }

    private static void draw(ObjectNode zone, int tier, int section) {
        var name = String.valueOf((tier + 1) * 100 + section + 1);
        zone.put("name", name + "구역");
        zone.putObject("position").put("x", 0).put("y", 0);
        zone.putArray("areas");
        var rows = zone.putArray("rows");
        for (var row = 0; row < ROWS; row++) {
            var seats =
                    rows.addObject().put("row_number", String.valueOf(row + 1)).putArray("seats");
            draw(
                    seats,
                    name,
                    "RSA".substring(tier, tier + 1),
                    section,
                    FIRST_ROW + ((ROWS + 4) * tier + row) * ROW,
                    row);
        }
    }

    private static void draw(ArrayNode seats, String name, String grade, int section, double radius, int row) {
        var middle = 2 * Math.PI * section / SECTIONS;
        for (var seat = 0; seat < SEATS_IN_ROW; seat++) {
            var angle = middle + (seat - (SEATS_IN_ROW - 1) / 2.0) * 20 / radius;
            seats.addObject()
                    .put("seat_guid", "%s-%d-%d".formatted(name, row + 1, seat + 1))
                    .put("seat_number", String.valueOf(seat + 1))
                    .put("category", grade)
                    .putObject("position")
                    .put("x", round(MIDDLE + radius * cos(angle)))
                    .put("y", round(MIDDLE + radius * sin(angle)));
        }
    }
}
