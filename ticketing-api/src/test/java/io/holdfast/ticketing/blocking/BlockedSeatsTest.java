package io.holdfast.ticketing.blocking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class BlockedSeatsTest {

    @Inject
    BoxOffice house;

    @Test
    void a_blocked_seat_is_nobodys_to_hold() {
        // Given
        var on = house.openSale();
        block(on, "A-1", "A-2").then().statusCode(200).body("seats", contains("A-1", "A-2"));

        // When
        var answer = house.guest().holds(on, "A-2", "A-3");

        // Then
        answer.then().statusCode(409).body("seats", contains("A-2"));
        assertThat(house.numbers(on)).containsEntry("blocked", 2).containsEntry("held", 0);
    }

    @Test
    void a_seat_that_is_given_back_is_everybodys() {
        // Given
        var on = house.openSale();
        block(on, "A-1", "A-2").then().statusCode(200);
        unblock(on, "A-1", "A-2", "A-3").then().statusCode(200).body("seats", contains("A-1", "A-2"));

        // When
        var answer = house.guest().holds(on, "A-1", "A-2");

        // Then
        answer.then().statusCode(201);
    }

    @Test
    void a_seat_somebody_has_cannot_be_blocked_and_then_none_is() {
        // Given
        var on = house.openSale();
        house.guest().held(on, "A-2");

        // When
        var answer = block(on, "A-1", "A-2");

        // Then
        answer.then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:seats-in-use"))
                .body("seats", contains("A-2"));
        assertThat(house.numbers(on)).containsEntry("blocked", 0).containsEntry("held", 1);
    }

    @Test
    void a_seat_whose_hold_has_lapsed_can_be_blocked() {
        // Given
        var on = house.openSale();
        house.lapse(house.guest().held(on, "A-2"));

        // When
        var answer = block(on, "A-2");

        // Then
        answer.then().statusCode(200);
    }

    @Test
    void who_blocked_which_seats_and_why_is_written_down() {
        // Given
        var on = house.openSale();
        block(on, "A-1").then().statusCode(200);

        // When
        var list = given().get("/api/organiser/performances/{p}/adjustments", on.performance());

        // Then
        list.then()
                .statusCode(200)
                .body("adjustments[0].what", equalTo("BLOCKED"))
                .body("adjustments[0].seats", contains("A-1"))
                .body("adjustments[0].who", equalTo("olga"))
                .body("adjustments[0].reason", equalTo("a camera stands here"));
    }

    @Test
    void of_staff_and_buyers_asking_for_one_seat_at_once_one_gets_it() throws Exception {
        var on = house.openSale();

        List<Integer> statuses;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(() -> i % 2 == 0
                            ? block(on, "B-5").statusCode()
                            : house.guest().holds(on, "B-5").statusCode() + 1))
                    .toList();
            statuses = new ArrayList<>();
            for (var one : running) {
                statuses.add(one.get());
            }
        }

        assertThat(statuses.contains(200)).isNotEqualTo(statuses.contains(202));
    }

    @Test
    @TestSecurity(user = "oscar", roles = "organiser")
    void another_organiser_cannot_block_seats() {
        var on = house.openSale();
        house.run("update show set organiser = 'olga' where id = '%s'".formatted(on.show()));

        var answer = block(on, "A-1");

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"seats\":[],\"reason\":\"x\"}",
                "{\"seats\":[\"A-1\"]}",
                "{\"seats\":[\"A-1\"],\"reason\":\" \"}",
                "{\"seats\":[\"a b\"],\"reason\":\"x\"}"
            })
    void what_is_missing_or_wrong_is_refused(String body) {
        var on = house.openSale();

        var answer = given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/organiser/performances/{p}/blocked-seats", on.performance());

        answer.then().statusCode(400);
    }

    @Test
    void a_seat_of_another_hall_is_unknown() {
        var on = house.openSale();

        var answer = block(on, "A-1", "Z-9");

        answer.then().statusCode(422).body("seats", contains("Z-9"));
    }

    private static Response block(OnSale on, String... seats) {
        return change("blocked-seats", on, seats);
    }

    private static Response unblock(OnSale on, String... seats) {
        return change("unblocked-seats", on, seats);
    }

    private static Response change(String how, OnSale on, String... seats) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("seats", List.of(seats), "reason", "a camera stands here"))
                .post("/api/organiser/performances/{p}/" + how, on.performance());
    }
}
