package io.holdfast.ticketing.refundrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@HouseTest
@TestSecurity(
        user = "opal",
        roles = {"organiser", "operations"})
class AddedRuleTest {

    @Inject
    BoxOffice house;

    @Inject
    DataSource database;

    @Test
    void a_rule_that_operations_add_is_sold_with_at_once() {
        // Given
        var name = newName();

        // When
        var added = adds(name, List.of(step(1, 0), step(0, 80)), null);

        // Then
        added.then()
                .statusCode(201)
                .body("rule.version", equalTo(1))
                .body("validFrom", notNullValue())
                .body("harsherThanStandard", nullValue());
        RestAssured.given().get("/api/refund-rules").then().statusCode(200).body("rules.name", hasItem(name));
        var show = BoxOffice.show(
                BoxOffice.hall(BoxOffice.plan(2)), Duration.ofDays(30), BoxOffice.sale(Duration.ofMinutes(-1)));
        show.put("refundRule", name);
        await().untilAsserted(() -> RestAssured.given()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows")
                .then()
                .statusCode(201));
    }

    @Test
    void operations_are_told_where_it_is_harsher_than_the_standard() {
        var added = adds(newName(), List.of(step(7, 0), step(0, 95)), null);

        added.then()
                .statusCode(201)
                .body("harsherThanStandard.steps.untilDaysBefore", hasItems(0))
                .body("harsherThanStandard.steps.percent", hasItems(95))
                .body("harsherThanStandard.steps.standard", hasItems(90));
    }

    @Test
    void what_cannot_be_told_is_refused_with_every_fault() {
        var answer = adds(newName(), List.of(step(5, 60), step(5, 40), step(1, 101)), null);

        answer.then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:refund-rule-invalid"))
                .body("faults.step", contains(2, 2, 3, 3))
                .body(
                        "faults.what",
                        containsInAnyOrder(
                                "SAME_DAY_TWICE", "CHEAPER_BY_WAITING", "PERCENT_OUT_OF_RANGE", "GAP_BEFORE_THE_DAY"));
    }

    @Test
    void a_version_to_come_is_listed_and_does_not_apply_yet() {
        // Given
        var name = newName();
        adds(name, List.of(step(0, 10)), null).then().statusCode(201);
        adds(name, List.of(step(0, 20)), null).then().statusCode(201);

        // When
        adds(name, List.of(step(0, 30)), Instant.now().plus(Duration.ofDays(3)))
                .then()
                .statusCode(201);

        // Then
        var versions = "rules.find { it.name == '" + name + "' }.versions";
        RestAssured.given()
                .get("/api/staff/refund-rules")
                .then()
                .statusCode(200)
                .body(versions + ".rule.version", contains(3, 2, 1))
                .body(versions + ".state", contains("TO_COME", "CURRENT", "FORMER"))
                .body(versions + ".who", contains("opal", "opal", "opal"));
        RestAssured.given()
                .get("/api/refund-rules")
                .then()
                .body("rules.find { it.name == '" + name + "' }.version", equalTo(2));
    }

    @Test
    void nothing_is_added_to_what_was_promised() {
        var name = newName();

        var answer = adds(name, List.of(step(0, 30)), Instant.now().minusSeconds(60));

        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
        assertThat(versionsOf(name)).isZero();
        assertThatThrownBy(() ->
                        Sql.of("update refund_rule set reason = 'another'").run(database))
                .hasStackTraceContaining("never changes");
    }

    @Test
    void versions_added_at_once_have_numbers_of_their_own() throws Exception {
        var name = newName();

        var running = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 8; i++) {
                running.add(threads.submit(
                        () -> adds(name, List.of(step(0, 30)), null).statusCode()));
            }
        }

        for (var one : running) {
            assertThat(one.get()).isEqualTo(201);
        }
        assertThat(versionsOf(name)).isEqualTo(8);
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void organisers_choose_rules_and_make_none() {
        adds(newName(), List.of(step(0, 30)), null).then().statusCode(403);
        RestAssured.given().get("/api/staff/refund-rules").then().statusCode(403);
        house.guest().asks().get("/api/refund-rules").then().statusCode(200);
    }

    private long versionsOf(String name) {
        return Sql.of("select count(*) as n from refund_rule where name = :name")
                .with("name", name)
                .one(database, row -> row.large("n"));
    }

    private static String newName() {
        return "rule-" + UUID.randomUUID();
    }

    private static Map<String, Object> step(int untilDaysBefore, int percent) {
        return Map.of("untilDaysBefore", untilDaysBefore, "percent", percent);
    }

    private static Response adds(String name, List<Map<String, Object>> steps, Instant validFrom) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        body.put("steps", steps);
        body.put("freeForAfterBooking", 86_400);
        body.put("freeDaysBefore", 3);
        body.put("reason", "A milder one.");
        if (validFrom != null) {
            body.put("validFrom", validFrom.toString());
        }
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/staff/refund-rules");
    }
}
