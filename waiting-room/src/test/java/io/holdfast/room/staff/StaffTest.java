package io.holdfast.room.staff;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The OIDC provider is away throughout; who asks is given by the test.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class StaffTest {

    private static final AdmissionSettings SLOW =
            new AdmissionSettings(0.001, 1, 1000, Duration.ofSeconds(60), Duration.ofMinutes(10));

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void staff_see_the_numbers_of_a_sale() {
        // Given
        var sale = SalesTopic.open(SLOW);
        Fan.calledTo(sale).claims();
        Fan.in(sale);

        // When
        var answer = get("/api/staff/sales/" + sale);

        // Then
        answer.then()
                .statusCode(200)
                .body("state", equalTo("OPEN"))
                .body("joined", equalTo(2))
                .body("waiting", equalTo(1))
                .body("active", equalTo(1))
                .body("called", equalTo(0))
                .body("admitted", equalTo(1))
                .body("paused", nullValue());
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void a_paused_sale_says_why_and_calls_nobody() {
        // Given
        var sale = SalesTopic.open();

        // When
        json("{\"reason\": \"The payment gateway is slow.\"}")
                .post("/api/staff/sales/" + sale + "/pause")
                .then()
                .statusCode(200)
                .body("state", equalTo("PAUSED"));

        // Then
        var ann = Fan.in(sale);
        get("/api/sales/" + sale + "/serving")
                .then()
                .body("state", equalTo("PAUSED"))
                .body("message", equalTo("The payment gateway is slow."));
        await().during(Duration.ofSeconds(1)).until(() -> ann.state().equals("WAITING"));
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void a_resumed_sale_calls_on() {
        // Given
        var sale = SalesTopic.open();
        json("{\"reason\": \"A short break.\"}").post("/api/staff/sales/" + sale + "/pause");
        var ann = Fan.in(sale);

        // When
        given().post("/api/staff/sales/" + sale + "/resume").then().statusCode(200);

        // Then
        ann.waitsFor("CALLED");
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void whoever_was_called_may_come_in_during_a_pause() {
        // Given
        var sale = SalesTopic.open();
        var ann = Fan.calledTo(sale);
        json("{\"reason\": \"A short break.\"}").post("/api/staff/sales/" + sale + "/pause");

        // When
        var answer = ann.claims();

        // Then
        answer.then().statusCode(201);
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void another_rate_holds_within_a_second() {
        // Given
        var sale = SalesTopic.open(SLOW);
        Fan.calledTo(sale);
        var ann = Fan.in(sale);

        // When
        json("{\"ratePerSecond\": 50, \"burst\": 20, \"activeCap\": 30}")
                .put("/api/staff/sales/" + sale + "/admission")
                .then()
                .statusCode(200)
                .body("ratePerSecond", equalTo(50f))
                .body("burst", equalTo(20))
                .body("activeCap", equalTo(30));

        // Then
        await().atMost(Duration.ofSeconds(1)).until(() -> ann.state().equals("CALLED"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ratePerSecond\": 0, \"burst\": 20, \"activeCap\": 30}",
                "{\"ratePerSecond\": -1, \"burst\": 20, \"activeCap\": 30}",
                "{\"ratePerSecond\": 1e9, \"burst\": 20, \"activeCap\": 30}",
                "{\"ratePerSecond\": 10, \"burst\": 0, \"activeCap\": 30}",
                "{\"ratePerSecond\": 10, \"burst\": 20, \"activeCap\": 0}",
                "{\"ratePerSecond\": \"fast\", \"burst\": 20, \"activeCap\": 30}",
                "{\"ratePerSecond\": 10, \"burst\": 2000000000000, \"activeCap\": 30}",
                "{}",
                "{",
                "[]",
                "null",
                ""
            })
    @TestSecurity(user = "otto", roles = "operations")
    void nonsense_changes_nothing(String body) {
        // Given
        var sale = SalesTopic.open(SLOW);

        // When
        var answer = json(body).put("/api/staff/sales/" + sale + "/admission");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        get("/api/staff/sales/" + sale).then().body("activeCap", equalTo(1000));
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void a_pause_without_a_reason_is_refused() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = json("{\"reason\": \" \"}").post("/api/staff/sales/" + sale + "/pause");

        // Then
        answer.then().statusCode(400).body("faults.field", hasItem("reason"));
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void an_unknown_sale_has_no_numbers() {
        get("/api/staff/sales/019b0000-0000-7000-8000-000000000000").then().statusCode(404);
    }

    @Test
    @TestSecurity(user = "ann", roles = "customer")
    void a_customer_may_not_touch_the_door() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = json("{\"reason\": \"Me first.\"}").post("/api/staff/sales/" + sale + "/pause");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
    }

    @Test
    @TestSecurity(user = "otto", roles = "organiser")
    void an_organiser_sees_no_sales_but_their_own() {
        // Given
        var olgas = SalesTopic.open();
        String ottos = json("""
                {"title": "A download", "opensAt": "%s", "closesAt": "%s",
                 "ratePerSecond": 1, "burst": 1, "activeCap": 1}
                """.formatted(Instant.now(), Instant.now().plusSeconds(600)))
                .post("/api/staff/sales")
                .then()
                .statusCode(201)
                .extract()
                .path("sale");

        // When
        var answer = get("/api/staff/sales");

        // Then
        answer.then().statusCode(200).body("sale", hasItem(ottos)).body("sale", not(hasItem(olgas.toString())));
    }

    @Test
    void a_stranger_is_asked_to_sign_in() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = get("/api/staff/sales/" + sale);

        // Then
        answer.then().statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    @Test
    void a_token_nobody_can_check_while_the_provider_is_away_lets_nobody_in() {
        // Given
        var sale = SalesTopic.open();
        // A well-formed token of another house.
        var token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJzdWIiOiJhIn0.c2ln";

        // When
        var answer = given().auth().oauth2(token).get("/api/staff/sales/" + sale);

        // Then
        assertThat(answer.statusCode()).isIn(401, 503);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    private static io.restassured.specification.RequestSpecification json(String body) {
        return given().contentType("application/json").body(body);
    }
}
