package io.holdfast.ticketing.hall;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.hall.SeatingPlan.Ellipse;
import io.holdfast.ticketing.hall.SeatingPlan.NoShape;
import io.holdfast.ticketing.hall.SeatingPlan.Point;
import io.holdfast.ticketing.hall.SeatingPlan.Polygon;
import io.holdfast.ticketing.hall.SeatingPlan.Rectangle;
import io.holdfast.ticketing.hall.SeatingPlan.Seat;
import io.holdfast.ticketing.hall.SeatingPlan.Section;
import io.holdfast.ticketing.hall.SeatingPlan.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A seating plan with prices in the form a browser draws it from. It never changes during a sale, so it may be
/// cached; what does change travels separately, one letter per seat in the same order.
///
/// ```
/// { "size": {"width", "height"}, "focalPoint": {"x", "y"},
///   "grades": [{"name", "color", "price"}],
///   "areas": [{"x", "y", "rotation", "color", "border", "width" and "height" | "rx" and "ry" | "points",
///              "text": {"words", "x", "y", "size", "color"}}],
///   "sections": [{"name", "radius", "seats": [[id, x, y, grade, row, number], …]}],
///   "openAreas": [{"name", "grade", "capacity"}] }
/// ```
///
/// The overview of a large hall has, instead of a section's seats, what there is to draw before somebody looks closer:
///
/// ```
///   "sections": [{"name", "radius", "runs": [[grade, seats], …], "outline": [[x, y], …]}]
/// ```
///
/// `runs` are grades and numbers of seats, again and again in the order of the seats; `outline` is the convex hull of
/// the seats' middles.
///
/// `grade` is the position in `grades`; `number` is a JSON number where the chair's number is one. Coordinates are
/// rounded to a tenth. The places of the open areas follow the seats, one area after the other. Members without a
/// value are left out.
public final class PlanGeometry {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern PLAIN_NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    private PlanGeometry() {}

    /// An overview of a hall of at most so many seats has them all.
    static final int FEW_SEATS = 1_500;

    /// @param prices by name of grade; a grade without a price is not on sale and gets none
    /// @return JSON, UTF-8
    public static byte[] json(SeatingPlan plan, Map<String, Money> prices) {
        return json(plan, prices, PlanGeometry::seats);
    }

    /// What there is to see before one looks closer.
    ///
    /// @param prices by name of grade; a grade without a price is not on sale and gets none
    /// @return JSON, UTF-8
    public static byte[] overview(SeatingPlan plan, Map<String, Money> prices) {
        return json(plan, prices, plan.seats().count() <= FEW_SEATS ? PlanGeometry::seats : PlanGeometry::outline);
    }

    /// The seats of some sections, as `{"sections": [{"seats": […]}, …]}`; none where the plan has no more sections.
    ///
    /// @param from the first of them, from 0
    /// @return JSON, UTF-8
    public static byte[] sections(SeatingPlan plan, int from, int count) {
        return written(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("sections");
            for (var section : plan.sections().stream().skip(from).limit(count).toList()) {
                json.writeStartObject();
                seats(json, section);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private interface Writing {
        void into(JsonGenerator json) throws IOException;
    }

    private interface SectionWriting {
        void into(JsonGenerator json, Section section) throws IOException;
    }

    private static byte[] json(SeatingPlan plan, Map<String, Money> prices, SectionWriting inside) {
        return written(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("size");
            number(json, "width", plan.size().width());
            number(json, "height", plan.size().height());
            json.writeEndObject();
            json.writeObjectFieldStart("focalPoint");
            point(json, plan.focalPoint());
            json.writeEndObject();
            grades(json, plan, prices);
            areas(json, plan);
            sections(json, plan, inside);
            openAreas(json, plan);
            json.writeEndObject();
        });
    }

    private static byte[] written(Writing all) {
        var bytes = new ByteArrayOutputStream(16_384);
        try (var json = JSON.createGenerator(bytes)) {
            all.into(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void grades(JsonGenerator json, SeatingPlan plan, Map<String, Money> prices) throws IOException {
        json.writeArrayFieldStart("grades");
        for (var grade : plan.grades()) {
            json.writeStartObject();
            json.writeStringField("name", grade.name());
            json.writeStringField("color", grade.color());
            var price = prices.get(grade.name());
            if (price != null) {
                json.writeObjectFieldStart("price");
                json.writeNumberField("amount", price.amount());
                json.writeStringField("currency", price.currency().getCurrencyCode());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void areas(JsonGenerator json, SeatingPlan plan) throws IOException {
        json.writeArrayFieldStart("areas");
        for (var area : plan.areas()) {
            json.writeStartObject();
            point(json, area.at());
            if (area.rotation() != 0) {
                number(json, "rotation", area.rotation());
            }
            text(json, "color", area.color());
            text(json, "border", area.border());
            shape(json, area.shape());
            var text = area.text();
            if (text != null) {
                json.writeObjectFieldStart("text");
                json.writeStringField("words", text.words());
                point(json, text.at());
                number(json, "size", text.size());
                text(json, "color", text.color());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void shape(JsonGenerator json, Shape shape) throws IOException {
        switch (shape) {
            case Rectangle(var width, var height) -> {
                number(json, "width", width);
                number(json, "height", height);
            }
            case Ellipse(var radiusX, var radiusY) -> {
                number(json, "rx", radiusX);
                number(json, "ry", radiusY);
            }
            case Polygon(var points) -> {
                json.writeArrayFieldStart("points");
                for (var point : points) {
                    json.writeStartArray();
                    number(json, point.x());
                    number(json, point.y());
                    json.writeEndArray();
                }
                json.writeEndArray();
            }
            case NoShape() -> {}
        }
    }

    private static void sections(JsonGenerator json, SeatingPlan plan, SectionWriting inside) throws IOException {
        json.writeArrayFieldStart("sections");
        for (var section : plan.sections()) {
            json.writeStartObject();
            json.writeStringField("name", section.name());
            number(json, "radius", section.radius());
            inside.into(json, section);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void seats(JsonGenerator json, Section section) throws IOException {
        json.writeArrayFieldStart("seats");
        for (var row : section.rows()) {
            for (var seat : row.seats()) {
                seat(json, seat);
            }
        }
        json.writeEndArray();
    }

    private static void outline(JsonGenerator json, Section section) throws IOException {
        var seats = section.rows().stream().flatMap(row -> row.seats().stream()).toList();
        json.writeArrayFieldStart("runs");
        for (var begin = 0; begin < seats.size(); ) {
            var end = begin;
            while (end < seats.size()
                    && seats.get(end).grade() == seats.get(begin).grade()) {
                end++;
            }
            json.writeStartArray();
            json.writeNumber(seats.get(begin).grade());
            json.writeNumber(end - begin);
            json.writeEndArray();
            begin = end;
        }
        json.writeEndArray();
        json.writeArrayFieldStart("outline");
        for (var point : ConvexHull.of(
                seats.stream().map(seat -> new Point(seat.x(), seat.y())).toList())) {
            json.writeStartArray();
            number(json, point.x());
            number(json, point.y());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void openAreas(JsonGenerator json, SeatingPlan plan) throws IOException {
        if (plan.openAreas().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("openAreas");
        for (var area : plan.openAreas()) {
            json.writeStartObject();
            json.writeStringField("name", area.name());
            json.writeNumberField("grade", area.grade());
            json.writeNumberField("capacity", area.capacity());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void seat(JsonGenerator json, Seat seat) throws IOException {
        json.writeStartArray();
        json.writeString(seat.id().value());
        number(json, seat.x());
        number(json, seat.y());
        json.writeNumber(seat.grade());
        json.writeString(seat.row());
        if (PLAIN_NUMBER.matcher(seat.number()).matches()) {
            json.writeNumber(Integer.parseInt(seat.number()));
        } else {
            json.writeString(seat.number());
        }
        json.writeEndArray();
    }

    private static void point(JsonGenerator json, Point point) throws IOException {
        number(json, "x", point.x());
        number(json, "y", point.y());
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        number(json, value);
    }

    private static void number(JsonGenerator json, double value) throws IOException {
        var tenths = Math.round(value * 10);
        if (tenths % 10 == 0) {
            json.writeNumber(tenths / 10);
        } else {
            json.writeNumber(tenths / 10.0);
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }
}
