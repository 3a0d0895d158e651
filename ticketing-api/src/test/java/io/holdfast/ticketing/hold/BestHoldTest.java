package io.holdfast.ticketing.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class BestHoldTest {

    @Inject
    BoxOffice house;

    @Test
    void who_names_no_seats_gets_the_nearest_ones_side_by_side() {
        var on = house.openSale();

        var answer = house.guest().holdsBest(on, Map.of("count", 2));

        answer.then().statusCode(201).body("seats.id", contains("A-9", "A-10")).body("total.amount", equalTo(280_000));
    }

    @Test
    void the_best_of_a_grade_is_of_that_grade() {
        var on = house.openSale();

        var answer = house.guest().holdsBest(on, Map.of("count", 3, "grade", "S", "section", "1F"));

        answer.then().statusCode(201).body("seats.id", contains("B-8", "B-9", "B-10"));
    }

    @Test
    void what_somebody_has_just_taken_is_not_given_to_the_next() {
        // Given
        var on = house.openSale();
        house.guest().held(on, "A-9", "A-10");

        // When
        var answer = house.guest().holdsBest(on, Map.of("count", 2, "grade", "R"));

        // Then
        answer.then().statusCode(201).body("seats.id", contains("A-7", "A-8"));
    }

    @Test
    void parties_that_ask_at_once_are_all_seated_until_no_four_seats_are_left() throws Exception {
        var on = house.openSale();

        var answers = atOnce(16, _ -> house.guest().holdsBest(on, Map.of("count", 4)));

        var seats = new ArrayList<String>();
        answers.stream()
                .filter(answer -> answer.statusCode() == 201)
                .forEach(answer -> seats.addAll(answer.jsonPath().getList("seats.id")));
        assertThat(seats).hasSize(40).doesNotHaveDuplicates();
        assertThat(answers.stream().map(Response::statusCode).filter(status -> status != 201))
                .hasSize(6)
                .containsOnly(409);
    }

    @Test
    void nobody_is_refused_while_there_are_enough_however_others_choose() throws Exception {
        var on = house.openSale();

        var answers = atOnce(
                26,
                i -> i < 10
                        ? house.guest().holds(on, "A-" + (i + 1))
                        : house.guest().holdsBest(on, Map.of("count", i < 20 ? 2 : 1)));

        assertThat(answers.subList(10, 26)).extracting(Response::statusCode).containsOnly(201);
        assertThat(house.numbers(on)).containsEntry("soldTwice", 0);
    }

    @Test
    void the_same_key_gives_the_same_seats_even_when_none_are_left() {
        // Given
        var on = house.openSale(standing(2), BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(30));
        var ann = house.guest();
        var key = BoxOffice.newKey();
        String first = asks(ann, key, on, Map.of("count", 2, "area", "Standing"))
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        // When
        var again = asks(ann, key, on, Map.of("count", 2, "area", "Standing"));

        // Then
        again.then().statusCode(201).header("Idempotent-Replayed", "true").body("id", equalTo(first));
        asks(ann, key, on, Map.of("count", 1, "area", "Standing"))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:idempotency-key-reused"));
    }

    @Test
    void the_limit_stands_for_who_leaves_the_choice_to_us() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        ann.holdsBest(on, Map.of("count", 3)).then().statusCode(201);

        // When
        var answer = ann.holdsBest(on, Map.of("count", 2));

        // Then
        answer.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:too-many-seats"));
        assertThat(house.numbers(on)).containsEntry("held", 3);
    }

    @Test
    void without_a_pass_nobody_is_given_seats_behind_a_waiting_room() {
        var on = house.queuedSale();

        var answer = house.guest().holdsBest(on, Map.of("count", 2));

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-required"));
    }

    @Test
    void a_sale_that_has_not_opened_says_so() {
        var on = house.openSale(BoxOffice.sale(Duration.ofHours(1)), Duration.ofDays(30));

        var answer = house.guest().holdsBest(on, Map.of("count", 2));

        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:sale-not-open"));
    }

    @Test
    void a_place_without_a_number_is_called_by_its_area() {
        var on = house.openSale(standing(30), BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(30));

        var answer = house.guest().holdsBest(on, Map.of("count", 3, "area", "Standing"));

        answer.then()
                .statusCode(201)
                .body("seats", hasSize(3))
                .body("seats.label", everyItem(equalTo("Standing")))
                .body("total.amount", equalTo(330_000));
    }

    @Test
    void areas_at_different_prices_are_not_chosen_among_by_us() {
        var on = house.openSale(lawn("R", "S", "S"), BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(30));
        var ann = house.guest();

        var any = ann.holdsBest(on, Map.of("count", 1));

        any.then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:holdfast:problem:area-needed"))
                .body("areas.name", contains("Area 1", "Area 2", "Area 3"))
                .body("areas.grade", contains("R", "S", "S"))
                .body("areas.price.amount", contains(140_000, 110_000, 110_000));
        ann.holdsBest(on, Map.of("count", 1, "area", "Area 3"))
                .then()
                .statusCode(201)
                .body("seats.label", contains("Area 3"));
        ann.holdsBest(on, Map.of("count", 1, "grade", "R"))
                .then()
                .statusCode(201)
                .body("seats.label", contains("Area 1"));
    }

    @Test
    void of_areas_at_one_price_any_will_do_as_long_as_one_has_room() {
        // Given
        var on = house.openSale(lawn("S", "S"), BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(30));
        var key = BoxOffice.newKey();
        var bob = house.guest();
        house.guest().holdsBest(on, Map.of("count", 3)).then().statusCode(201).body("seats.label", hasItem("Area 1"));

        // When
        var second = asks(bob, key, on, Map.of("count", 3));

        // Then
        second.then().statusCode(201).body("seats.label", everyItem(equalTo("Area 2")));
        asks(bob, key, on, Map.of("count", 3))
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", "true")
                .body("id", equalTo(second.<String>path("id")));
        house.guest()
                .holdsBest(on, Map.of("count", 3))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:seats-taken"));
    }

    @Test
    void an_exhibition_is_bought_given_back_and_never_oversold() throws Exception {
        // Given
        var on = house.openSale(standing(12), BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(30));
        var ann = house.guest();
        var hold = ann.holdsBest(on, Map.of("count", 2))
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        var order = ann.ordered(hold.getString("id"));
        ann.confirms(ann.atTheGateway(order, hold.getLong("total.amount"), "approve"))
                .then()
                .body("state", equalTo("CAPTURED"));
        ann.sees(order).then().body("tickets.label", contains("Standing", "Standing"));

        // When
        var answers = atOnce(40, _ -> house.guest().holdsBest(on, Map.of("count", 1, "area", "Standing")));

        // Then
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201))
                .hasSize(10);
        assertThat(answers.stream().filter(answer -> answer.statusCode() != 201))
                .extracting(Response::statusCode)
                .containsOnly(409);
        assertThat(house.numbers(on))
                .containsEntry("capacity", 12)
                .containsEntry("sold", 2)
                .containsEntry("held", 10);
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
        assertThat(house.numbers(on)).containsEntry("released", 2);
    }

    @Test
    void of_many_parties_at_a_small_exhibition_as_many_get_in_as_there_are_places() throws Exception {
        var on = house.openSale(standing(30), BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(30));

        var answers = atOnce(25, _ -> house.guest().holdsBest(on, Map.of("count", 2)));

        assertThat(answers.stream().filter(answer -> answer.statusCode() == 201))
                .hasSize(15);
        assertThat(house.numbers(on)).containsEntry("held", 30).containsEntry("available", 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"best\":{}}",
                "{\"best\":{\"count\":0}}",
                "{\"best\":{\"count\":21}}",
                "{\"best\":{\"count\":\"two\"}}",
                "{\"best\":{\"count\":2,\"grade\":\"\"}}",
                "{\"best\":{\"count\":2,\"grade\":{}}}",
                "{\"best\":null}",
                "{\"best\":[]}",
                "{\"best\":{\"count\":1},\"seats\":[\"A-1\"]}"
            })
    void what_cannot_be_meant_is_refused(String body) {
        var on = house.openSale();

        var answer = house.guest()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/performances/{p}/holds", on.performance());

        answer.then().statusCode(400).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grade", "section", "area"})
    void what_the_hall_does_not_have_is_unknown(String member) {
        var on = house.openSale();

        var answer = house.guest().holdsBest(on, Map.of("count", 1, member, "nowhere"));

        answer.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:seat-unknown"));
    }

    private static Response asks(BoxOffice.Buyer who, String key, OnSale on, Map<String, Object> best) {
        return who.asks()
                .header("Idempotency-Key", key)
                .body(Map.of("best", best))
                .post("/api/performances/{p}/holds", on.performance());
    }

    /// No seats, only one area.
    private static Map<String, Object> standing(int capacity) {
        var plan = BoxOffice.plan(1);
        plan.remove("zones");
        plan.put("general_admission", List.of(Map.of("name", "Standing", "category", "S", "capacity", capacity)));
        return plan;
    }

    /// No seats, an area of four places for each of the grades.
    private static Map<String, Object> lawn(String... grades) {
        var plan = standing(4);
        plan.put(
                "general_admission",
                IntStream.range(0, grades.length)
                        .mapToObj(i -> Map.of("name", "Area " + (i + 1), "category", grades[i], "capacity", 4))
                        .toList());
        return plan;
    }

    private static List<Response> atOnce(int people, IntFunction<Response> action) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> running = IntStream.range(0, people)
                    .mapToObj(i -> threads.submit(() -> action.apply(i)))
                    .toList();
            List<Response> done = new ArrayList<>();
            for (var one : running) {
                done.add(one.get());
            }
            return done;
        }
    }
}
