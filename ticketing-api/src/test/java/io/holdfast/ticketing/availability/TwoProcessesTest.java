package io.holdfast.ticketing.availability;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.stack.Parts;
import io.holdfast.stack.Redis;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@HouseTest
class TwoProcessesTest {

    /// Nothing is read again unless something asks for it.
    private static final Map<String, String> ONLY_WHAT_IS_TOLD = Map.of("while-watched", "1h", "while-changing", "1h");

    @Inject
    BoxOffice house;

    @Inject
    DataSource database;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "quarkus.redis.hosts")
    String sharedRedis;

    @ConfigProperty(name = "holdfast.redis.prefix")
    String prefix;

    @Test
    void what_happens_in_one_process_is_seen_in_the_other_within_a_second() {
        var on = house.openSale();
        var performance = PerformanceId.fromString(on.performance());
        try (var other = new OtherProcess(vertx, sharedRedis, prefix, database, ONLY_WHAT_IS_TOLD)) {
            await().until(other::hears);
            other.looksAt(performance);
            var ann = house.guest();

            var hold = ann.held(on, "A-1");
            soon().until(() -> other.state(performance, "A-1"), state -> state == LiveSeats.HELD);
            ann.buys(on, "A-2");
            soon().until(() -> other.state(performance, "A-2"), state -> state == LiveSeats.SOLD);
            ann.asks().noContentType().delete("/api/holds/{h}", hold).then().statusCode(204);

            soon().until(() -> other.state(performance, "A-1"), state -> state == LiveSeats.FREE);
        }
    }

    @Test
    void two_processes_that_know_the_same_have_the_same_version() {
        var on = house.openSale();
        var performance = PerformanceId.fromString(on.performance());
        try (var other = new OtherProcess(vertx, sharedRedis, prefix, database, ONLY_WHAT_IS_TOLD)) {
            await().until(other::hears);
            other.looksAt(performance);
            house.guest().held(on, "A-1", "A-2");

            soon().until(
                            () -> other.version(performance),
                            version -> version.equals(given().get("/api/performances/{p}/seats", on.performance())
                                    .path("version")));
            assertThat(other.state(performance, "A-2")).isEqualTo(LiveSeats.HELD);
        }
    }

    @Test
    void without_redis_the_database_is_asked_every_second() throws IOException {
        var on = house.openSale();
        var performance = PerformanceId.fromString(on.performance());
        var redis = Redis.start(Redis.Setup.temporary());
        try (var other = new OtherProcess(vertx, redis.url(), "", database, Map.of())) {
            await().until(other::hears);
            other.looksAt(performance);

            redis.kill();
            await().until(() -> !other.hears());
            other.looksAt(performance);
            house.guest().held(on, "A-1");

            soon().until(() -> other.state(performance, "A-1"), state -> state == LiveSeats.HELD);
        } finally {
            redis.close();
        }
    }

    @Test
    void what_was_missed_while_redis_was_away_is_known_at_once_when_it_is_back() throws IOException {
        var on = house.openSale();
        var performance = PerformanceId.fromString(on.performance());
        var redis = Redis.start(Redis.Setup.temporary());
        var settings = Map.of("while-watched", "1h", "while-changing", "1h", "while-deaf", "1h");
        try (var one = new OtherProcess(vertx, redis.url(), "", database, settings);
                var other = new OtherProcess(vertx, redis.url(), "", database, settings)) {
            await().until(() -> one.hears() && other.hears());
            other.looksAt(performance);
            redis.kill();
            await().until(() -> !one.hears() && !other.hears());
            house.guest().held(on, "A-1");

            try (var back = Redis.start(new Redis.Setup(null, redis.port(), null, Parts.shared()))) {
                await().until(() -> one.hears() && other.hears());
                soon().until(() -> other.state(performance, "A-1"), state -> state == LiveSeats.HELD);

                house.guest().held(on, "A-2");
                one.changed(performance, "A-2");
                soon().until(() -> other.state(performance, "A-2"), state -> state == LiveSeats.HELD);
                assertThat(back.port()).isEqualTo(redis.port());
            }
        } finally {
            redis.close();
        }
    }

    @Test
    void a_flushed_redis_loses_nothing() throws IOException {
        var on = house.openSale();
        var performance = PerformanceId.fromString(on.performance());
        var redis = Redis.start(Redis.Setup.temporary());
        try (var one = new OtherProcess(vertx, redis.url(), "", database, ONLY_WHAT_IS_TOLD);
                var other = new OtherProcess(vertx, redis.url(), "", database, ONLY_WHAT_IS_TOLD)) {
            await().until(() -> one.hears() && other.hears());
            other.looksAt(performance);
            house.guest().held(on, "A-1");

            flush(redis);
            one.changed(performance, "A-1");

            soon().until(() -> other.state(performance, "A-1"), state -> state == LiveSeats.HELD);
        } finally {
            redis.close();
        }
    }

    @Test
    void a_performance_nobody_looks_at_is_forgotten() {
        var on = house.openSale();
        var settings = Map.of("forgotten-after", "200ms");
        try (var other = new OtherProcess(vertx, sharedRedis, prefix, database, settings)) {
            other.looksAt(PerformanceId.fromString(on.performance()));
            assertThat(other.remembered()).isEqualTo(1);

            await().atMost(Duration.ofSeconds(3)).until(() -> other.remembered() == 0);
        }
    }

    @Test
    void no_more_seats_are_remembered_than_there_is_room_for() {
        var settings = Map.of("most-seats", "100");
        try (var other = new OtherProcess(vertx, sharedRedis, prefix, database, settings)) {
            for (var n = 0; n < 4; n++) {
                other.looksAt(PerformanceId.fromString(house.openSale().performance()));
            }

            assertThat(other.remembered()).isEqualTo(2);
        }
    }

    private static void flush(Redis redis) throws IOException {
        try (var socket = new Socket("127.0.0.1", redis.port())) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(3), StandardCharsets.US_ASCII))
                    .isEqualTo("+OK");
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(1)).pollInterval(Duration.ofMillis(10));
    }
}
