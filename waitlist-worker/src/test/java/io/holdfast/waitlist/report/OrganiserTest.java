package io.holdfast.waitlist.report;

import static io.holdfast.waitlist.House.seat;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class OrganiserTest {

    private static final String WAITLISTS = "/api/organiser/waitlists/";

    @Inject
    House house;

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void an_organiser_sees_who_waits_for_what() {
        // Given
        var performance = house.performance();
        house.joins(CustomerId.next(), performance);
        house.joins(CustomerId.next(), performance);
        house.joins(CustomerId.next(), performance, "{\"grades\":[\"R\",\"S\"],\"seats\":2}");
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.offered(performance).size() == 1);

        // When
        var answer = given().get(WAITLISTS + performance);

        // Then
        answer.then()
                .statusCode(200)
                .body("waiting", equalTo(2))
                .body("offered", equalTo(1))
                .body("seatsWished", equalTo(3))
                .body("grades.find { it.grade == 'R' }.entries", equalTo(2))
                .body("grades.find { it.grade == 'S' }.seats", equalTo(2))
                .body("sizes.find { it.seats == 2 }.adjacent", equalTo(true))
                .body("ceilings[0].entries", equalTo(2))
                .body("joins[0].entries", equalTo(3))
                .body("offers.made", equalTo(1))
                .body("offers.open", equalTo(1))
                .body("returned[0].seats", equalTo(1));
    }

    @Test
    @TestSecurity(user = "oscar", roles = "organiser")
    void somebody_elses_show_is_not_to_be_seen() {
        // Given
        var performance = house.performance();

        // When
        var waiters = given().get(WAITLISTS + performance);
        var fairness = given().get(WAITLISTS + performance + "/fairness");

        // Then
        waiters.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
        fairness.then().statusCode(403);
    }

    @Test
    void strangers_see_nothing() {
        // Given
        var performance = house.performance();

        // When
        var answer = given().get(WAITLISTS + performance);

        // Then
        answer.then().statusCode(401);
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void operations_see_who_was_passed_over_and_why() {
        // Given
        var performance = house.performance();
        house.joins(CustomerId.next(), performance, "{\"grades\":[\"VIP\"],\"seats\":1}");
        house.joins(CustomerId.next(), performance, "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[\"=2F\"]}");
        house.joins(
                CustomerId.next(),
                performance,
                "{\"grades\":[\"R\"],\"seats\":1,\"highestPrice\":{\"amount\":120000,\"currency\":\"KRW\"}}");
        var fits = house.joins(CustomerId.next(), performance);
        house.joins(CustomerId.next(), performance);
        matched(performance);

        // When
        var json = given().get(WAITLISTS + performance + "/fairness");
        var table = given().accept("text/csv").get(WAITLISTS + performance + "/fairness");

        // Then
        json.then()
                .statusCode(200)
                .body("isFair", equalTo(true))
                .body("rounds", hasSize(1))
                .body("rounds[0].taken[0].entry", equalTo(fits.toString()))
                .body("rounds[0].taken[0].passed.why", equalTo(java.util.List.of("GRADE", "SECTION", "PRICE")))
                .body("rounds[0].passed[0].why", equalTo("NOTHING_LEFT"))
                .body("rounds[0].passed[0].entries", equalTo(1));
        assertThat(table.contentType()).startsWith("text/csv");
        assertThat(table.asString().lines())
                .hasSize(6)
                .anyMatch(line -> line.contains(",OFFERED," + fits + ","))
                .anyMatch(line -> line.endsWith(",1,PRICE"));
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void a_long_report_comes_in_parts() {
        // Given
        var performance = house.performance();
        house.joins(CustomerId.next(), performance);
        house.joins(CustomerId.next(), performance);
        house.released(performance, seat("A", 1, "R"));
        house.released(performance, seat("A", 2, "R"));
        await().until(() -> house.offered(performance).size() == 2);

        // When
        int next = given().get(WAITLISTS + performance + "/fairness?most=1").path("next");

        // Then
        given().get(WAITLISTS + performance + "/fairness?after=" + next)
                .then()
                .body("rounds", hasSize(1))
                .body("rounds[0].seats[0]", equalTo("A-2"));
        given().get(WAITLISTS + performance + "/fairness?most=1000").then().statusCode(400);
    }

    private void matched(PerformanceId performance) {
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.offered(performance).size() == 1);
    }
}
