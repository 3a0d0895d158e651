package io.holdfast.room.door;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers given at once against the same answers of the resources. A letter of the path written as its code leads to
/// the resource.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class AtOnceTest {

    private static final AdmissionSettings CLOSED_DOOR =
            new AdmissionSettings(0.001, 1, 1, Duration.ofMinutes(10), Duration.ofMinutes(10));

    private static final List<String> HEADERS =
            List.of("Content-Type", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy", "Set-Cookie", "ETag");

    @ParameterizedTest
    @CsvSource({"/places/me, /places/m%65", "/serving, /servin%67"})
    void an_answer_at_once_is_the_same_as_any_other(String path, String other) {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.calledTo(sale);
        var place = Fan.in(sale).place();
        await().until(() -> get("/api/sales/" + sale + "/serving", place).<Integer>path("waiting") == 1);

        // When
        var both = await().until(
                        () -> List.of(
                                get("/api/sales/" + sale + path, place), get("/api/sales/" + sale + other, place)),
                        answers -> answers.getFirst()
                                .asString()
                                .equals(answers.getLast().asString()));

        // Then
        assertThat(both.getFirst().statusCode()).isEqualTo(200);
        for (var header : HEADERS) {
            assertThat(both.getFirst().header(header))
                    .as(header)
                    .isEqualTo(both.getLast().header(header));
        }
    }

    @Test
    void whoever_shows_no_good_place_is_told_by_the_resource() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);

        // When
        var answer = get("/api/sales/" + sale + "/places/me", "forged");

        // Then
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
    }

    private static Response get(String path, String place) {
        return given().urlEncodingEnabled(false)
                .header("Holdfast-Place", place)
                .cookie("hf_browser", "a".repeat(22))
                .get(path);
    }
}
