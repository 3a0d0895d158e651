package io.holdfast.launcher.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A seating plan while it is drawn, and the file it becomes: one line per row of seats, whole numbers only, so
/// that 15,000 seats stay readable and small.
///
/// The point 0/0 may lie anywhere while drawing; the file starts at the upper left corner of all there is.
final class Drawing {

    /// The prices are the organiser's; a plan only knows grades and their colours.
    static final List<Category> GRADES = List.of(
            new Category("VIP", "#8b3fd1"),
            new Category("R", "#c2410c"),
            new Category("S", "#0b72b9"),
            new Category("A", "#3f7d20"));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MARGIN = 40;

    private final String name;
    private final List<Zone> zones = new ArrayList<>();
    private double left = Double.MAX_VALUE;
    private double top = Double.MAX_VALUE;
    private double right = -Double.MAX_VALUE;
    private double bottom = -Double.MAX_VALUE;

    record Category(String name, String color) {}

    private record Zone(String name, List<ObjectNode> areas, List<Row> rows) {}

    private record Row(String label, List<Seat> seats) {}

    private record Seat(String id, int number, String grade, double x, double y) {}

    Drawing(String name) {
        this.name = name;
    }

    /// Starts a zone; rows and seats drawn next belong to it.
    Drawing zone(String zone) {
        zones.add(new Zone(zone, new ArrayList<>(), new ArrayList<>()));
        return this;
    }

    Drawing row(String label) {
        zones.getLast().rows().add(new Row(label, new ArrayList<>()));
        return this;
    }

    Drawing seat(String id, int number, String grade, double x, double y) {
        zones.getLast().rows().getLast().seats().add(new Seat(id, number, grade, x, y));
        return reaching(x - 10, y - 10).reaching(x + 10, y + 10);
    }

    /// A rectangle around `x`/`y` with words in its middle.
    Drawing sign(String words, double x, double y, double width, double height, int textSize) {
        var area = JSON.createObjectNode().put("shape", "rectangle");
        area.put("color", "#d7d9de").put("border_color", "#9aa0ab").put("rotation", 0);
        area.set("position", position(x - width / 2, y - height / 2));
        area.putObject("rectangle").put("width", Math.round(width)).put("height", Math.round(height));
        area.putObject("text")
                .put("text", words)
                .put("color", "#24262b")
                .put("size", textSize)
                .set("position", position(width / 2, height / 2));
        zones.getLast().areas().add(area);
        return reaching(x - width / 2, y - height / 2).reaching(x + width / 2, y + height / 2);
    }

    int seats() {
        return zones.stream()
                .flatMap(zone -> zone.rows().stream())
                .mapToInt(row -> row.seats().size())
                .sum();
    }

    /// The file, ending in a line feed.
    String json() {
        return """
            {"name":%s,
            "size":{"width":%d,"height":%d},
            "categories":%s,
            "zones":[
            %s
            ]}
            """.formatted(
                        text(JSON.valueToTree(name)),
                        Math.round(right - left + 2 * MARGIN),
                        Math.round(bottom - top + 2 * MARGIN),
                        text(categories()),
                        zones.stream().map(this::json).collect(Collectors.joining(",\n")));
    }

    private String json(Zone zone) {
        var areas = JSON.createArrayNode().addAll(zone.areas());
        return "{\"name\":%s,\"position\":%s,\"areas\":%s,\"rows\":[%n%s%n]}"
                .replace("%n", "\n")
                .formatted(
                        text(JSON.valueToTree(zone.name())),
                        text(position(MARGIN - left, MARGIN - top)),
                        text(areas),
                        zone.rows().stream().map(row -> text(json(row))).collect(Collectors.joining(",\n")));
    }

    private static ObjectNode json(Row row) {
        var json = JSON.createObjectNode().put("row_number", row.label());
        var seats = json.putArray("seats");
        for (var seat : row.seats()) {
            seats.addObject()
                    .put("seat_guid", seat.id())
                    .put("seat_number", String.valueOf(seat.number()))
                    .put("category", seat.grade())
                    .set("position", position(seat.x(), seat.y()));
        }
        return json;
    }

    private static ArrayNode categories() {
        return JSON.valueToTree(GRADES);
    }

    private static ObjectNode position(double x, double y) {
        return JSON.createObjectNode().put("x", Math.round(x)).put("y", Math.round(y));
    }

    private Drawing reaching(double x, double y) {
        left = Math.min(left, x);
        top = Math.min(top, y);
        right = Math.max(right, x);
        bottom = Math.max(bottom, y);
        return this;
    }

    private static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
