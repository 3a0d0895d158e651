package io.holdfast.room.door;

import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.room.Fan;
import io.holdfast.room.Health;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class RoomMetersTest {

    @Inject
    RedisDataSource redis;

    @Test
    void the_numbers_of_a_room_can_be_watched() {
        // Given
        var sale = SalesTopic.open(new AdmissionSettings(100, 100, 1, Duration.ofSeconds(60), Duration.ofMinutes(10)));

        // When
        Fan.calledTo(sale);
        Fan.in(sale);

        // Then
        await().until(() -> Health.metrics().contains("holdfast_room_waiting{sale=\"%s\"} 1.0".formatted(sale)));
        await().until(() -> Health.metrics().contains("holdfast_room_called{sale=\"%s\"} 1.0".formatted(sale)));
        await().until(() -> Health.metrics().contains("holdfast_room_calls_total{sale=\"%s\"} 1.0".formatted(sale)));
        await().until(() ->
                Health.metrics().contains("holdfast_room_unattended_seconds{sale=\"%s\"} 0.".formatted(sale)));
    }

    @Test
    void a_queue_that_redis_has_forgotten_is_told_by_its_epoch() {
        // Given
        var sale = SalesTopic.open();
        Fan.calledTo(sale);
        await().until(() -> Health.metrics().contains("holdfast_room_epoch{sale=\"%s\"} 1.0".formatted(sale)));

        // When
        redis.flushall();

        // Then
        await().until(() -> Health.metrics().contains("holdfast_room_epoch{sale=\"%s\"} 2.0".formatted(sale)));
    }
}
