package io.holdfast.endtoend.prove;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// A small hall in pretix' format, all of one grade.
final class Plan {

    private Plan() {}

    static String seat(int row, int number) {
        return (char) ('A' + row) + "-" + (number + 1);
    }

    static ObjectNode of(Scene.Size size) {
        var plan = JsonNodeFactory.instance.objectNode().put("name", "Proving ground");
        plan.putObject("size").put("width", 60 + size.row() * 30).put("height", 60 + size.rows() * 30);
        plan.putArray("categories").addObject().put("name", "R").put("color", "#c2410c");
        var zone = plan.putArray("zones").addObject().put("name", "Stalls");
        zone.putObject("position").put("x", 30).put("y", 30);
        zone.putArray("areas");
        var rows = zone.putArray("rows");
        for (var row = 0; row < size.rows(); row++) {
            var seats = rows.addObject()
                    .put("row_number", String.valueOf((char) ('A' + row)))
                    .putArray("seats");
            for (var number = 0; number < size.row(); number++) {
                seats.addObject()
                        .put("seat_guid", seat(row, number))
                        .put("seat_number", String.valueOf(number + 1))
                        .put("category", "R")
                        .putObject("position")
                        .put("x", (number + 1) * 24)
                        .put("y", row * 28);
            }
        }
        return plan;
    }
}
