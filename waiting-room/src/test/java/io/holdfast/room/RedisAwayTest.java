package io.holdfast.room;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.stack.Parts;
import io.holdfast.stack.Redis;
import io.holdfast.stack.process.Ports;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// One story in order: the process starts before Redis, Redis comes, is emptied, goes and comes back.
@QuarkusTest
@TestProfile(RedisAwayTest.OfItsOwn.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "kafka", value = "true")})
@WithTestResource(RedisAwayTest.NoRedisYet.class)
class RedisAwayTest {

    public static class OfItsOwn implements QuarkusTestProfile {}

    public static class NoRedisYet implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            var port = Ports.free();
            return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + port, "holdfast.test.port", "" + port);
        }

        @Override
        public void stop() {}
    }

    private static final SaleId SALE = SaleId.next();

    @ConfigProperty(name = "holdfast.test.port")
    int port;

    @Test
    @Order(1)
    void without_redis_visitors_are_asked_to_come_back_in_a_moment() {
        // Given
        SalesTopic.schedule(
                SALE, Duration.ofMinutes(-10), Duration.ofMinutes(-1), Duration.ofHours(1), SalesTopic.GENTLE);
        await().until(() -> get("/wait/" + SALE).statusCode() == 200);

        // When
        var answer = new Fan(SALE, "203.0.113.9").joins();

        // Then
        answer.then()
                .statusCode(503)
                .header("Retry-After", "2")
                .body("type", equalTo("urn:holdfast:problem:temporarily-unavailable"));
        get("/api/sales/" + SALE + "/serving").then().statusCode(503);
    }

    @Test
    @Order(2)
    void the_process_is_alive_and_not_ready_before_redis_has_answered() {
        assertThat(Health.of("live")).isEqualTo(200);
        assertThat(Health.of("ready")).isEqualTo(503);
    }

    @Test
    @Order(3)
    void once_redis_is_there_the_queue_moves() throws IOException {
        // When
        try (var _ = Redis.start(new Redis.Setup(null, port, null, Parts.shared()))) {
            await().until(() -> new Fan(SALE).joins().statusCode() == 201);

            // Then
            Fan.calledTo(SALE);
            assertThat(Health.of("ready")).isEqualTo(200);
        }
    }

    @Test
    @Order(4)
    void while_redis_is_away_again_the_last_word_on_what_is_served_stands() {
        // When
        var answer = get("/api/sales/" + SALE + "/serving");

        // Then
        answer.then().statusCode(200).body("state", equalTo("OPEN"));
        new Fan(SALE, "203.0.113.9").joins().then().statusCode(503);
        assertThat(Health.of("live")).isEqualTo(200);
        assertThat(Health.of("ready")).isEqualTo(200);
    }

    @Test
    @Order(5)
    void an_emptied_redis_that_comes_back_serves_the_same_sales() throws IOException {
        // When
        try (var _ = Redis.start(new Redis.Setup(null, port, null, Parts.shared()))) {
            await().until(() -> new Fan(SALE).joins().statusCode() == 201);

            // Then
            Fan.calledTo(SALE).claims().then().statusCode(201);
        }
    }
}
