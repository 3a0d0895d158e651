package io.holdfast.ticketing.hall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.hall.PlanOutcome.Faulty;
import io.holdfast.ticketing.hall.PlanOutcome.Read;
import io.holdfast.ticketing.hall.SeatingPlan.Point;
import io.holdfast.ticketing.hall.SeatingPlan.Seat;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PretixPlanTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SMALL_HALL = """
        {"name": "Small hall", "size": {"width": 400, "height": 300},
         "categories": [{"name": "VIP", "color": "#7C3AED"}, {"name": "R"}],
         "zones": [
           {"name": "1F", "position": {"x": 100, "y": 50},
            "areas": [{"shape": "rectangle", "position": {"x": 0, "y": -40}, "color": "#ddd", "border_color": "#999",
                       "rotation": 0, "rectangle": {"width": 100, "height": 30},
                       "text": {"text": "STAGE", "position": {"x": 50, "y": 15}, "color": "#000"}}],
            "rows": [
              {"row_number": "A", "position": {"x": 0, "y": 10}, "row_number_position": "both", "seats": [
                {"seat_guid": "1F-A-1", "seat_number": "1", "category": "VIP", "position": {"x": 0, "y": 0}},
                {"seat_guid": "1F-A-2", "seat_number": "2", "category": "VIP", "position": {"x": 25, "y": 0}},
                {"seat_guid": "1F-A-3", "seat_number": "3", "category": "R", "position": {"x": 100, "y": 0}},
                {"seat_guid": "1F-A-4", "seat_number": "4", "category": "R", "position": {"x": 125.24, "y": 0.5}}]},
              {"row_number": "B", "seats": [
                {"seat_guid": "1F-B-1", "seat_number": "1a", "category": "R", "position": {"x": 0, "y": 40}}]}]},
           {"position": {"x": 0, "y": 0}, "zone_id": "box", "rows": [
              {"row_number": "", "seats": [
                {"seat_guid": "BOX.1", "seat_number": "1", "category": "R", "position": {"x": 5, "y": 5}}]}]}]}
        """;

    @Test
    void seats_keep_the_order_of_the_file_and_stand_where_zone_row_and_seat_put_them() {
        // When
        var plan = plan(SMALL_HALL);

        // Then
        assertThat(plan.seats().map(seat -> seat.id().value()))
                .containsExactly("1F-A-1", "1F-A-2", "1F-A-3", "1F-A-4", "1F-B-1", "BOX.1");
        assertThat(plan.seats().map(seat -> new Point(seat.x(), seat.y())))
                .startsWith(new Point(100, 60), new Point(125, 60));
        assertThat(plan.seats().map(Seat::label)).contains("1F A 1", "1F B 1a", "box 1");
        assertThat(plan.seatsPerGrade()).isEqualTo(Map.of("VIP", 2, "R", 4));
    }

    @Test
    void places_without_a_number_are_counted_after_the_seats() {
        // When
        var plan = plan(SMALL_HALL.replaceFirst("\\{", """
            {"general_admission": [{"name": "Standing", "category": "R", "capacity": 300},
                                   {"name": "Lawn", "area_guid": "lawn", "category": "VIP", "capacity": 20}],
            """));

        // Then
        assertThat(plan.capacity()).isEqualTo(326);
        assertThat(plan.seatsPerGrade()).isEqualTo(Map.of("VIP", 22, "R", 304));
        assertThat(plan.openAreas()).extracting(area -> area.place(7).value()).containsExactly("GA1-7", "lawn-7");
    }

    @Test
    void an_exhibition_needs_no_seats_at_all() {
        // When
        var plan = plan("""
            {"name": "Gallery", "size": {"width": 10, "height": 10}, "categories": [{"name": "Day"}],
             "general_admission": [{"name": "Visit", "category": "Day", "capacity": 500}]}
            """);

        // Then
        assertThat(plan.capacity()).isEqualTo(500);
        assertThat(plan.seats()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[{}]",
                "[{\"name\": \"\", \"category\": \"R\", \"capacity\": 1}]",
                "[{\"name\": \"S\", \"category\": \"X\", \"capacity\": 1}]",
                "[{\"name\": \"S\", \"category\": \"R\", \"capacity\": 0}]",
                "[{\"name\": \"S\", \"category\": \"R\", \"capacity\": 1.5}]",
                "[{\"name\": \"S\", \"category\": \"R\", \"capacity\": \"1\"}]",
                "[{\"name\": \"S\", \"category\": \"R\", \"capacity\": 100000}]",
                "[{\"name\": \"1F\", \"category\": \"R\", \"capacity\": 1}]",
                "[{\"name\": \"S\", \"area_guid\": \"1F-A\", \"category\": \"R\", \"capacity\": 1}]",
                "[{\"name\": \"S\", \"category\": \"R\", \"capacity\": 1}, {\"name\": \"S\", \"category\": \"R\", \"capacity\": 1}]",
                "[{\"name\": \"S\", \"area_guid\": \"a\", \"category\": \"R\", \"capacity\": 1}, {\"name\": \"T\", \"area_guid\": \"A\", \"category\": \"R\", \"capacity\": 1}]"
            })
    void general_admission_with_a_fault_is_refused(String areas) {
        // When
        var outcome = PretixPlan.read(SMALL_HALL
                .replaceFirst("\\{", "{\"general_admission\": " + areas + ",")
                .getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(outcome).isInstanceOf(Faulty.class);
    }

    @Test
    void an_aisle_parts_neighbours() {
        // When
        var plan = plan(SMALL_HALL);

        // Then
        assertThat(plan.sections().getFirst().rows().getFirst().seats().stream().map(Seat::place))
                .containsExactly(1, 2, 4, 5);
    }

    @Test
    void two_blocks_of_a_row_with_the_same_name_are_not_neighbours() throws Exception {
        // Given
        var plan = (ObjectNode) JSON.readTree(SMALL_HALL);
        ((ObjectNode) plan.at("/zones/0/rows/1")).put("row_number", "A");

        // When
        var read = plan(plan.toString());

        // Then
        assertThat(read.seats().filter(seat -> seat.row().equals("A")).map(Seat::place))
                .containsExactly(1, 2, 4, 5, 7);
    }

    @Test
    void the_stage_is_the_focal_point() {
        // When
        var plan = plan(SMALL_HALL);

        // Then
        assertThat(plan.focalPoint()).isEqualTo(new Point(150, 25));
    }

    @Test
    void areas_of_the_older_format_are_read() throws Exception {
        // Given
        var plan = (ObjectNode) JSON.readTree(SMALL_HALL);
        plan.remove("size");
        ((ArrayNode) plan.at("/zones/0/areas")).set(0, JSON.readTree("""
                {"width": 80, "height": 20, "position": {"x": 10, "y": 0}, "text": "무대"}
                """));

        // When
        var read = plan(plan.toString());

        // Then
        assertThat(read.focalPoint()).isEqualTo(new Point(150, 60));
        assertThat(read.size().width()).isEqualTo(100 + 125.24 + 20);
    }

    @Test
    void the_geometry_is_compact_and_in_the_same_order() {
        // When
        var json = PlanGeometry.json(plan(SMALL_HALL), Map.of("VIP", Money.won(160_000), "R", Money.won(140_000)));

        // Then
        assertThat(new String(json, StandardCharsets.UTF_8))
                .isEqualTo("{\"size\":{\"width\":400,\"height\":300},\"focalPoint\":{\"x\":150,\"y\":25},"
                        + "\"grades\":[{\"name\":\"VIP\",\"color\":\"#7c3aed\","
                        + "\"price\":{\"amount\":160000,\"currency\":\"KRW\"}},"
                        + "{\"name\":\"R\",\"color\":\"#0369a1\",\"price\":{\"amount\":140000,\"currency\":\"KRW\"}}],"
                        + "\"areas\":[{\"x\":100,\"y\":10,\"color\":\"#ddd\",\"border\":\"#999\",\"width\":100,\"height\":30,"
                        + "\"text\":{\"words\":\"STAGE\",\"x\":50,\"y\":15,\"size\":16,\"color\":\"#000\"}}],"
                        + "\"sections\":[{\"name\":\"1F\",\"radius\":10,\"seats\":["
                        + "[\"1F-A-1\",100,60,0,\"A\",1],[\"1F-A-2\",125,60,0,\"A\",2],[\"1F-A-3\",200,60,1,\"A\",3],"
                        + "[\"1F-A-4\",225.2,60.5,1,\"A\",4],[\"1F-B-1\",100,90,1,\"B\",\"1a\"]]},"
                        + "{\"name\":\"box\",\"radius\":10,\"seats\":[[\"BOX.1\",5,5,1,\"\",1]]}]}");
    }

    @Test
    void a_seat_id_used_twice_is_a_fault_that_says_where() throws Exception {
        // Given
        var plan = JSON.readTree(SMALL_HALL);
        seat(plan, 1).put("seat_guid", "1F-A-1");

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(outcome)
                .isEqualTo(faulty(
                        "zones[0].rows[0].seats[1]",
                        "seat_guid “1F-A-1” is used by zones[0].rows[0].seats[0] already."));
    }

    @Test
    void a_plan_without_categories_is_refused() throws Exception {
        // Given
        var plan = (ObjectNode) JSON.readTree(SMALL_HALL);
        plan.putArray("categories");

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(outcome).isEqualTo(faulty("categories", "The plan has no categories, so its seats have no price."));
    }

    @Test
    void every_fault_is_told_at_once() throws Exception {
        // Given
        var plan = JSON.readTree(SMALL_HALL);
        seat(plan, 0).put("category", "S");
        seat(plan, 1).remove("position");
        seat(plan, 2).put("seat_guid", "1F A 3");
        seat(plan, 3).put("seat_number", "4".repeat(21));

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(((Faulty) outcome).faults())
                .containsExactly(
                        new PlanFault("zones[0].rows[0].seats[0]", "There is no category “S”."),
                        new PlanFault("zones[0].rows[0].seats[1]", "The position is missing: x and y, both numbers."),
                        new PlanFault(
                                "zones[0].rows[0].seats[2]",
                                "seat_guid “1F A 3” is not made of 1 to 40 letters, digits, dots, hyphens or underscores."),
                        new PlanFault("zones[0].rows[0].seats[3]", "“seat_number” is longer than 20 characters."));
    }

    @Test
    void of_a_thousand_faults_fifty_are_told() throws Exception {
        // Given
        var plan = JSON.readTree(SMALL_HALL);
        var seats = (ArrayNode) plan.at("/zones/0/rows/0/seats");
        IntStream.range(0, 1_000).forEach(i -> seats.addObject().put("seat_guid", "X-" + i));

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(((Faulty) outcome).faults()).hasSize(50);
    }

    @Test
    void a_plan_without_seats_is_refused() throws Exception {
        // Given
        var plan = (ObjectNode) JSON.readTree(SMALL_HALL);
        plan.putArray("zones");

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(outcome).isEqualTo(faulty("zones", "The plan has no seats."));
    }

    @Test
    void more_than_100_000_seats_are_refused() throws Exception {
        // Given
        var plan = JSON.readTree(SMALL_HALL);
        var seats = (ArrayNode) plan.at("/zones/0/rows/0/seats");
        for (var i = 0; i < 100_000; i++) {
            var seat = seats.addObject().put("seat_guid", "X-" + i).put("seat_number", "" + i);
            seat.put("category", "R").putObject("position").put("x", i).put("y", 0);
        }

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(outcome).isEqualTo(faulty("zones", "A plan has at most 100,000 seats, this one has more."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "17", "null", "{", "{\"name\":\"a\",\"name\":\"b\"}", "{}", "{} {}"})
    void what_is_no_plan_is_refused(String text) {
        // When
        var outcome = PretixPlan.read(text.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(outcome).isInstanceOf(Faulty.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"url(https://example.org)", "red;background:red", "\"><script>", "#12", "expression(1)"})
    void a_color_is_only_a_color(String color) throws Exception {
        // Given
        var plan = JSON.readTree(SMALL_HALL);
        ((ObjectNode) plan.at("/categories/0")).put("color", color);

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(outcome).isEqualTo(faulty("categories[0]", "“color” is not a colour."));
    }

    @Test
    void a_name_may_be_in_any_script_but_not_reverse_the_text_around_it() throws Exception {
        // Given
        var plan = JSON.readTree(SMALL_HALL);
        ((ObjectNode) plan.at("/zones/0")).put("name", "1층 <b>가운데</b> 🎭");
        ((ObjectNode) plan.at("/zones/1")).put("zone_id", "x\u202Ey");

        // When
        var outcome = PretixPlan.read(plan);

        // Then
        assertThat(outcome).isEqualTo(faulty("zones[1]", "“zone_id” has characters nobody can see."));
    }

    private static SeatingPlan plan(String json) {
        return ((Read) PretixPlan.read(json.getBytes(StandardCharsets.UTF_8))).plan();
    }

    private static ObjectNode seat(JsonNode plan, int position) {
        return (ObjectNode) plan.at("/zones/0/rows/0/seats/" + position);
    }

    private static Faulty faulty(String at, String message) {
        return new Faulty(java.util.List.of(new PlanFault(at, message)));
    }
}
