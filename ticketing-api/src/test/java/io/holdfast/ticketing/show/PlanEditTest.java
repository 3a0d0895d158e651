package io.holdfast.ticketing.show;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@HouseTest
class PlanEditTest {

    @Inject
    BoxOffice house;

    @Inject
    ObjectMapper json;

    @Test
    void a_plan_comes_out_as_it_went_in() throws Exception {
        var on = house.openSale();

        var exported = given().get("/api/organiser/performances/{p}/plan", on.performance());

        exported.then().statusCode(200).contentType(ContentType.JSON);
        assertThat(json.readTree(exported.asByteArray())).isEqualTo(json.valueToTree(BoxOffice.plan(4)));
    }

    @Test
    void ones_halls_are_listed_and_their_plans_can_be_had() {
        // Given
        var on = house.openSale();
        String hall = edit(on, BoxOffice.plan(4)).path("hall");

        // When
        var list = given().get("/api/organiser/halls");

        // Then
        list.then().statusCode(200).body("halls[0].id", equalTo(hall)).body("halls[0].seats", equalTo(40));
        given().get("/api/organiser/halls/{h}/plan", hall)
                .then()
                .statusCode(200)
                .body("name", equalTo("Small hall"));
    }

    @Test
    void added_seats_can_be_had_and_dropped_ones_are_gone() {
        // Given
        var on = house.openSale();
        house.guest().buys(on, "C-3");

        // When
        var edited = edit(on, plan(5, seat -> !seat.startsWith("B-")));

        // Then
        edited.then()
                .statusCode(200)
                .body("added", equalTo(10))
                .body("dropped", equalTo(10))
                .body("seats", equalTo(40));
        house.guest().holds(on, "E-1", "E-2").then().statusCode(201);
        house.guest().holds(on, "B-1").then().statusCode(422);
        assertThat(house.numbers(on))
                .containsEntry("capacity", 40)
                .containsEntry("sold", 1)
                .containsEntry("soldTwice", 0);
    }

    @Test
    void orders_that_came_to_nothing_remember_seats_that_are_gone() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "B-1", "C-1");
        house.run("update ticket set state = 'CANCELLED', cancelled_at = now() where order_id = '%s'".formatted(order));
        house.run("update seat set state = 'AVAILABLE', order_id = null where order_id = '%s'".formatted(order));

        var hold = ann.held(on, "B-2");
        var lapsed = ann.ordered(hold);
        ann.asks().delete("/api/holds/{h}", hold).then().statusCode(204);

        // When
        edit(on, plan(4, seat -> !seat.startsWith("B-"))).then().statusCode(200);

        // Then
        ann.sees(order).then().body("lines.label", containsInAnyOrder("1F B 1", "1F C 1"));
        ann.sees(lapsed).then().statusCode(200).body("lines.label", containsInAnyOrder("B-2"));
    }

    @Test
    void everybody_is_shown_the_new_plan_and_its_seats() {
        // Given
        var on = house.openSale();
        var former = given().get("/api/performances/{p}/plan", on.performance());
        house.guest().held(on, "C-3");

        // When
        edit(on, plan(4, seat -> !seat.startsWith("A-"))).then().statusCode(200);

        // Then
        await().untilAsserted(() -> {
            var plan = given().header("If-None-Match", former.header("ETag"))
                    .get("/api/performances/{p}/plan", on.performance());
            plan.then().statusCode(200);
            List<List<Object>> seats = plan.jsonPath().getList("sections[0].seats");
            var live =
                    given().get("/api/performances/{p}/seats", on.performance()).jsonPath();
            var states = BitSet.valueOf(Base64.getDecoder().decode(live.getString("states")));
            assertThat(seats).hasSize(30);
            assertThat(live.getInt("seats")).isEqualTo(30);
            assertThat(seats.get(states.nextSetBit(0) / 2).getFirst()).isEqualTo("C-3");
        });
    }

    @Test
    void a_seat_that_somebody_has_is_never_dropped() {
        // Given
        var on = house.openSale();
        house.guest().buys(on, "B-1");
        house.guest().held(on, "B-2");

        // When
        var edited = edit(on, plan(4, seat -> !seat.startsWith("B-")));

        // Then
        edited.then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:seats-in-use"))
                .body("seats", containsInAnyOrder("B-1", "B-2"));
        assertThat(house.numbers(on)).containsEntry("capacity", 40).containsEntry("available", 38);
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_seat_that_somebody_has_is_neither_renamed_nor_given_another_grade() {
        // Given
        var on = house.openSale();
        house.guest().buys(on, "A-1");
        house.guest().held(on, "B-1");
        var plan = plan(4, _ -> true);
        var rows = rows(plan);
        rows.getFirst().put("row_number", "AA");
        ((List<Map<String, Object>>) rows.get(1).get("seats")).forEach(seat -> seat.put("category", "R"));

        // When
        var edited = edit(on, plan);

        // Then
        edited.then().statusCode(409).body("seats", contains("A-1", "B-1"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_free_seat_gets_the_price_of_its_new_grade() {
        // Given
        var on = house.openSale();
        var plan = plan(4, _ -> true);
        ((List<Map<String, Object>>) rows(plan).get(1).get("seats")).forEach(seat -> seat.put("category", "VIP"));
        ((List<Object>) plan.get("categories")).add(Map.of("name", "VIP", "color", "#000000"));

        // When
        var edited = edit(on, plan, Map.of("grades", List.of(Map.of("grade", "VIP", "price", BoxOffice.won(200_000)))));

        // Then
        edited.then().statusCode(200).body("changed", equalTo(10));
        house.guest().holds(on, "B-1").then().statusCode(201).body("total.amount", equalTo(200_000));
        house.guest().holds(on, "C-1").then().statusCode(201).body("total.amount", equalTo(110_000));
    }

    @Test
    void a_seat_that_was_given_back_can_be_dropped() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "B-1");
        String quote = ann.asks()
                .get("/api/orders/{o}/cancellation-quote", order)
                .then()
                .statusCode(200)
                .extract()
                .path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
        house.run("update seat set until = now() where performance_id = '%s' and state = 'RELEASED'"
                .formatted(on.performance()));

        // When
        var edited = edit(on, plan(4, seat -> !seat.equals("B-1")));

        // Then
        edited.then().statusCode(200).body("dropped", equalTo(1));
        ann.sees(order).then().statusCode(200).body("tickets", hasSize(1));
    }

    @Test
    void however_holds_and_edits_meet_no_held_seat_is_lost() throws Exception {
        var on = house.openSale();

        List<Integer> holds = new ArrayList<>();
        List<Integer> edits = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> holding = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(
                            () -> house.guest().holds(on, "D-" + (1 + i % 10)).statusCode()))
                    .toList();
            List<Future<Integer>> editing = IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> edit(
                                    on, plan(4, seat -> i % 2 == 0 ? !seat.startsWith("D-") : !seat.startsWith("B-")))
                            .statusCode()))
                    .toList();
            for (var one : holding) {
                holds.add(one.get());
            }
            for (var one : editing) {
                edits.add(one.get());
            }
        }

        assertThat(holds).isSubsetOf(201, 409, 422);
        assertThat(edits).isSubsetOf(200, 409);
        assertThat(house.numbers(on))
                .containsEntry(
                        "held",
                        Math.toIntExact(
                                holds.stream().filter(status -> status == 201).count()));
    }

    @Test
    void a_plan_with_a_fault_changes_nothing() {
        var on = house.openSale();
        var plan = plan(4, _ -> true);
        plan.remove("categories");

        var edited = edit(on, plan);

        edited.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:seating-plan-invalid"));
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_new_grade_needs_a_price_and_an_old_one_keeps_its_own() {
        var on = house.openSale();
        var plan = plan(4, _ -> true);
        ((List<Map<String, Object>>) rows(plan).get(1).get("seats")).forEach(seat -> seat.put("category", "VIP"));
        ((List<Object>) plan.get("categories")).add(Map.of("name", "VIP", "color", "#000000"));

        var edited = edit(on, plan, Map.of("grades", List.of(Map.of("grade", "R", "price", BoxOffice.won(1)))));

        edited.then()
                .statusCode(400)
                .body("faults.VIP", equalTo("has no price"))
                .body("faults.R", equalTo("has another price already"));
    }

    @Test
    @TestSecurity(user = "oscar", roles = "organiser")
    void another_organisers_plan_is_neither_shown_nor_edited() {
        var on = house.openSale();
        house.run("update show set organiser = 'olga' where id = '%s'".formatted(on.show()));

        var edited = edit(on, BoxOffice.plan(4));

        edited.then().statusCode(403);
        given().get("/api/organiser/performances/{p}/plan", on.performance())
                .then()
                .statusCode(403);
        given().get("/api/organiser/performances/{p}/adjustments", on.performance())
                .then()
                .statusCode(403);
    }

    @Test
    void the_orphan_rule_is_switched_with_a_reason() {
        var on = house.openSale();

        var answer = given().contentType(ContentType.JSON)
                .body(Map.of("on", true, "reason", "the first rows"))
                .put("/api/organiser/performances/{p}/orphan-rule", on.performance());

        answer.then().statusCode(200).body("on", equalTo(true));
        given().get("/api/organiser/performances/{p}/adjustments", on.performance())
                .then()
                .body("adjustments[0].what", equalTo("ORPHAN_RULE"))
                .body("adjustments[0].reason", equalTo("on: the first rows"));
    }

    private static Response edit(OnSale on, Map<String, Object> plan) {
        return edit(on, plan, Map.of());
    }

    private static Response edit(OnSale on, Map<String, Object> plan, Map<String, Object> more) {
        Map<String, Object> wish = new LinkedHashMap<>(Map.of("plan", plan, "reason", "the stage has grown"));
        wish.putAll(more);
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(wish)
                .put("/api/organiser/performances/{p}/plan", on.performance());
    }

    /// The usual hall with some of its seats only.
    @SuppressWarnings("unchecked")
    private static Map<String, Object> plan(int rows, Predicate<String> seats) {
        var plan = BoxOffice.plan(rows);
        plan.put("categories", new ArrayList<>((List<Object>) plan.get("categories")));
        rows(plan).forEach(row -> ((List<Map<String, Object>>) row.get("seats"))
                .removeIf(seat -> !seats.test((String) seat.get("seat_guid"))));
        return plan;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> plan) {
        var zone = ((List<Map<String, Object>>) plan.get("zones")).getFirst();
        return (List<Map<String, Object>>) zone.get("rows");
    }
}
