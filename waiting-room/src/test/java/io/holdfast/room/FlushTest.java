package io.holdfast.room;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Redis is emptied in the middle of a sale; what visitors see of it.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class FlushTest {

    private static final AdmissionSettings TWO_INSIDE =
            new AdmissionSettings(100, 100, 2, Duration.ofSeconds(60), Duration.ofMinutes(10));

    @Inject
    RedisDataSource redis;

    @Test
    void everybody_keeps_their_place_and_nobody_comes_in_above_the_cap() {
        // Given
        var sale = SalesTopic.open(TWO_INSIDE);
        var ann = Fan.calledTo(sale);
        var bob = Fan.calledTo(sale);
        ann.claims().then().statusCode(201);
        bob.claims().then().statusCode(201);
        var waiting = IntStream.range(0, 5).mapToObj(_ -> Fan.in(sale)).toList();
        await().until(() -> get("/api/sales/" + sale + "/serving").<Integer>path("waiting") == 5);

        // When
        redis.flushall();

        // Then: they are told that it is being brought back
        await().until(() ->
                "RECOVERING".equals(get("/api/sales/" + sale + "/serving").path("reason")));
        get("/api/sales/" + sale + "/serving").then().body("epoch", equalTo(2)).body("state", equalTo("PAUSED"));

        // and whoever shows their place has it, with its number
        for (var i = 0; i < waiting.size(); i++) {
            waiting.get(i)
                    .looks()
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("WAITING"))
                    .body("number", equalTo(3 + i))
                    .body("place", notNullValue());
        }

        // and the two rooms inside stay theirs
        await().atMost(Duration.ofSeconds(20)).until(() -> "OPEN"
                .equals(get("/api/sales/" + sale + "/serving").path("state")));
        assertThat(waiting).extracting(Fan::state).containsOnly("WAITING");

        // and when one of them has bought, the next in line is called, and only they
        SalesTopic.bought(sale, "1.1");
        waiting.getFirst().waitsFor("CALLED");
        assertThat(waiting.subList(1, 5)).extracting(Fan::state).containsOnly("WAITING");

        // and the other one shows the pass and shops on
        bob.claims().then().statusCode(201);
    }
}
