package io.holdfast.room.pass;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.TurnEvent.PassRevoked;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.SalesTopic;
import io.holdfast.room.queue.StayCutShort;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class RevocationsTest {

    @Inject
    Revocations revocations;

    @Inject
    RedisStore redis;

    private final Instant soon = Instant.now().plusSeconds(300).truncatedTo(ChronoUnit.MILLIS);

    @Test
    void a_pass_taken_back_is_listed_within_a_second_and_told() {
        // Given
        var sale = SalesTopic.open();
        assertThat(listed(sale)).isEmpty();

        // When
        revocations.revoke(sale, "1.17.2", soon);

        // Then
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(listed(sale)).containsExactly("1.17.2"));
        await().untilAsserted(() -> assertThat(told(sale)).hasSize(1).first().satisfies(told -> {
            assertThat(told.session()).isEqualTo("1.17.2");
            assertThat(told.until()).isEqualTo(soon);
            assertThat(told.replaced()).isFalse();
            assertThat(told.at()).isBetween(soon.minusSeconds(301), soon.minusSeconds(270));
        }));
    }

    @Test
    void whoever_goes_on_in_another_window_has_not_been_sent_away() {
        // Given
        var sale = SalesTopic.open();

        // When
        revocations.cutShort(new StayCutShort(sale, 17, 2, soon, true));

        // Then
        await().untilAsserted(() -> assertThat(told(sale)).singleElement().satisfies(told -> assertThat(told.replaced())
                .isTrue()));
    }

    @Test
    void taking_it_back_twice_is_told_once_and_a_longer_pass_again() {
        // Given
        var sale = SalesTopic.open();
        revocations.revoke(sale, "1.1.1", soon);

        // When
        revocations.revoke(sale, "1.1.1", soon);
        revocations.revoke(sale, "1.1.1", soon.minusSeconds(60));
        revocations.revoke(sale, "1.1.1", soon.plusSeconds(60));
        revocations.revoke(sale, "1.2.1", soon);

        // Then
        await().untilAsserted(() -> assertThat(told(sale)).hasSize(3));
        assertThat(told(sale)).extracting(PassRevoked::session).containsExactly("1.1.1", "1.1.1", "1.2.1");
    }

    @Test
    void a_pass_that_has_run_out_need_not_be_listed() {
        // Given
        var sale = SalesTopic.open();
        var script = redis.script(Revocations.class, "revoke.lua");
        var keys = List.of(redis.keys(sale).revoked(), redis.keys(sale).told());
        var now = soon.toEpochMilli();
        script.run(keys, sale, "1.1.1", now + 1_000, 10, false, now);

        // When
        var late = script.run(keys, sale, "1.2.1", now + 1_000, 10, false, now + 1_000);

        // Then
        assertThat(late.toInteger()).isZero();
        assertThat(redis.send(Command.ZCARD, redis.keys(sale).revoked()).toInteger())
                .isZero();
    }

    @Test
    void of_too_many_those_whose_passes_end_first_are_forgotten_first() {
        // Given
        var sale = SalesTopic.open();
        var script = redis.script(Revocations.class, "revoke.lua");
        var keys = List.of(redis.keys(sale).revoked(), redis.keys(sale).told());
        var now = Instant.now().toEpochMilli();

        // When
        for (var n : List.of(3, 1, 4, 2, 5)) {
            script.run(keys, sale, "1." + n + ".1", now + n * 60_000L, 3, false, now);
        }

        // Then
        assertThat(listed(sale)).containsExactly("1.3.1", "1.4.1", "1.5.1");
        assertThat(redis.send(Command.PEXPIRETIME, redis.keys(sale).revoked()).toLong())
                .isEqualTo(now + 5 * 60_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 1", "\"", "1.1.1\n", "../1", "1,1"})
    void a_session_no_pass_of_ours_has_is_refused(String session) {
        var sale = SaleId.next();

        assertThatThrownBy(() -> revocations.revoke(sale, session, soon)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoever_has_the_list_is_not_sent_it_again() {
        // Given
        var sale = SalesTopic.open();
        revocations.revoke(sale, "1.1.1", soon);
        var first = list(sale);

        // When
        var second =
                given().header("If-None-Match", first.header("ETag")).get("/api/sales/" + sale + "/revoked-passes");

        // Then
        second.then().statusCode(304);
        assertThat(first.header("Cache-Control")).isEqualTo("public, max-age=1");
        assertThat(first.<String>path("serverTime")).isNotNull();
    }

    @Test
    void nobody_knows_of_passes_to_a_sale_that_does_not_exist() {
        get("/api/sales/" + SaleId.next() + "/revoked-passes").then().statusCode(404);
    }

    @Test
    void asking_costs_redis_one_command_a_second_at_most() {
        // Given
        var sale = SalesTopic.open();
        list(sale);
        var before = scripts();
        var began = System.nanoTime();

        // When
        for (var i = 0; i < 300; i++) {
            revocations.of(sale);
        }

        // Then
        var seconds = (System.nanoTime() - began) / 1e9;
        // Doorkeeper and relay go on: five looks and one glance a second for each sale known here.
        assertThat(scripts() - before).isLessThan((long) (50 + seconds * 500));
    }

    private long scripts() {
        var stats = redis.send(Command.INFO, "commandstats").toString();
        var calls = Pattern.compile("cmdstat_evalsha:calls=(\\d+)").matcher(stats);
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    private static Response list(SaleId sale) {
        return get("/api/sales/" + sale + "/revoked-passes");
    }

    private static List<String> listed(SaleId sale) {
        return list(sale).path("sessions");
    }

    private static List<PassRevoked> told(SaleId sale) {
        try (var facts =
                new Facts(SalesTopic.config("kafka.bootstrap.servers"), SalesTopic.config("holdfast.topics.prefix"))) {
            return facts.told(TurnEvent.TOPIC).stream()
                    .map(Facts.Fact::event)
                    .filter(PassRevoked.class::isInstance)
                    .map(PassRevoked.class::cast)
                    .filter(event -> event.sale().equals(sale))
                    .toList();
        }
    }
}
