package io.holdfast.room.door;

import static io.holdfast.room.sale.TestSale.NOON;
import static io.holdfast.room.sale.TestSale.atNoon;
import static io.holdfast.room.sale.TestSale.withAdmission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On a real Redis; the clock is an argument.
class AdmitTest {

    private static final RedisStore REDIS = RealRedis.store();
    private final Admit admit = new Admit(REDIS);
    private final Sale sale = atNoon();

    @Test
    void nobody_is_called_before_the_opening() {
        // Given
        waiting(10);

        // When
        var room = admit.run(sale, NOON.minusMillis(1));

        // Then
        assertThat(room.called()).isZero();
        assertThat(room.drawn()).isEmpty();
        assertThat(room.waiting()).isEqualTo(10);
    }

    @Test
    void the_opening_counts_the_lobby_and_calls_the_first() {
        // Given
        waiting(10);

        // When
        var room = admit.run(sale, NOON);

        // Then
        assertThat(room.drawn()).hasValue(10);
        assertThat(room.called()).isEqualTo(5);
        assertThat(room.serving()).isEqualTo(5);
    }

    @Test
    void who_joins_after_the_opening_is_not_in_the_draw() {
        // Given
        waiting(10);
        admit.run(sale, NOON);
        waiting(3);

        // When
        var room = admit.run(sale, NOON.plusMillis(10));

        // Then
        assertThat(room.drawn()).hasValue(10);
        assertThat(room.joined()).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({"1, 10, 50", "10, 10, 200", "100, 10, 173", "1000, 100, 211"})
    void visitors_are_called_at_the_configured_rate(double rate, int burst, int everyMillis) {
        // Given
        var seconds = 100;
        var many = withAdmission(sale, rate, burst, 1_000_000);
        waiting((int) (rate * seconds * 2));

        // When
        var room = looking(many, NOON, NOON.plusSeconds(seconds), Duration.ofMillis(everyMillis));

        // Then
        assertThat((double) room.admitted() - burst).isCloseTo(rate * seconds, within(rate * seconds * 0.02 + 1));
    }

    @Test
    void looking_more_often_calls_nobody_more() {
        // Given
        var large = withAdmission(sale, 10, 5, 10_000);
        waiting(1000);

        // When
        var room = looking(large, NOON, NOON.plusSeconds(10), Duration.ofMillis(7));

        // Then
        assertThat(room.admitted()).isBetween(104L, 106L);
    }

    @Test
    void a_quiet_while_is_worth_one_burst_and_no_more() {
        // Given
        admit.run(sale, NOON);
        waiting(1000);

        // When
        var room = admit.run(sale, NOON.plus(Duration.ofMinutes(30)));

        // Then
        assertThat(room.called()).isEqualTo(5);
    }

    @Test
    void the_cap_counts_the_called_and_those_inside() {
        // Given
        var small = withAdmission(sale, 100, 100, 7);
        waiting(100);

        // When
        var room = looking(small, NOON, NOON.plusSeconds(20), Duration.ofMillis(200));

        // Then
        assertThat(room.called() + room.active()).isEqualTo(7);
        assertThat(room.serving()).isEqualTo(7);
    }

    @Test
    void a_no_show_makes_room_for_the_next() {
        // Given
        var small = withAdmission(sale, 100, 100, 2);
        waiting(10);
        admit.run(small, NOON);

        // When
        var room = admit.run(small, NOON.plusSeconds(60));

        // Then
        assertThat(room.noShows()).isEqualTo(2);
        assertThat(room.called()).isEqualTo(2);
        assertThat(room.serving()).isEqualTo(4);
    }

    @Test
    void a_called_visitor_has_the_whole_minute() {
        // Given
        var small = withAdmission(sale, 100, 100, 2);
        waiting(10);
        admit.run(small, NOON);

        // When
        var room = admit.run(small, NOON.plusSeconds(60).minusMillis(1));

        // Then
        assertThat(room.noShows()).isZero();
        assertThat(room.serving()).isEqualTo(2);
    }

    @Test
    void an_overdue_stay_makes_room_for_the_next() {
        // Given
        var small = withAdmission(sale, 100, 100, 1);
        waiting(2);
        REDIS.send(
                Command.ZADD,
                REDIS.keys(sale.id()).active(),
                NOON.plusSeconds(5).toEpochMilli(),
                99);
        admit.run(small, NOON);

        // When
        var room = admit.run(small, NOON.plusSeconds(5));

        // Then
        assertThat(room.active()).isZero();
        assertThat(room.called()).isEqualTo(1);
    }

    @Test
    void a_number_that_was_given_up_is_passed_over_and_costs_no_token() {
        // Given
        waiting(10);
        leaves(2);
        leaves(3);

        // When
        var room = admit.run(sale, NOON);

        // Then
        assertThat(room.called()).isEqualTo(5);
        assertThat(room.serving()).isEqualTo(7);
        assertThat(room.gone()).isZero();
    }

    @Test
    void a_paused_sale_calls_nobody() {
        // Given
        waiting(10);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "paused", "The payment gateway is slow.");

        // When
        var room = admit.run(sale, NOON.plusSeconds(10));

        // Then
        assertThat(room.called()).isZero();
        assertThat(room.paused()).isEqualTo("The payment gateway is slow.");
    }

    @Test
    void what_the_staff_has_changed_wins_over_the_settings() {
        // Given
        waiting(10);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "rate", 1.0, "burst", 2, "cap", 3);

        // When
        var room = looking(sale, NOON, NOON.plusSeconds(10), Duration.ofMillis(200));

        // Then
        assertThat(room.ratePerSecond()).isEqualTo(1.0);
        assertThat(room.called()).isEqualTo(3);
    }

    @Test
    void nobody_is_called_after_the_close() {
        // Given
        waiting(10);

        // When
        var room = admit.run(sale, sale.closesAt());

        // Then
        assertThat(room.called()).isZero();
    }

    @Test
    void a_clock_that_goes_back_calls_nobody_twice_and_stops_nobody_for_good() {
        // Given
        var large = withAdmission(sale, 10, 5, 10_000);
        waiting(1000);
        looking(large, NOON, NOON.plusSeconds(10), Duration.ofMillis(200));

        // When
        var room = looking(large, NOON.plusSeconds(5), NOON.plusSeconds(15), Duration.ofMillis(200));

        // Then
        assertThat(room.admitted()).isBetween(200L, 210L);
        assertThat(room.serving()).isEqualTo(room.admitted());
    }

    @Test
    void an_emptied_redis_starts_an_empty_room() {
        // Given
        waiting(10);
        admit.run(sale, NOON);
        REDIS.send(
                Command.DEL, REDIS.keys(sale.id()).room(), REDIS.keys(sale.id()).called());

        // When
        var room = admit.run(sale, NOON.plusSeconds(1));

        // Then
        assertThat(room.joined()).isZero();
        assertThat(room.serving()).isZero();
    }

    private Room looking(Sale sale, Instant from, Instant to, Duration every) {
        var room = admit.run(sale, from);
        for (var now = from.plus(every); now.isBefore(to); now = now.plus(every)) {
            room = admit.run(sale, now);
        }
        return admit.run(sale, to);
    }

    private void waiting(int count) {
        REDIS.send(Command.HINCRBY, REDIS.keys(sale.id()).room(), "joined", count);
    }

    private void leaves(long number) {
        REDIS.send(Command.BITFIELD, REDIS.keys(sale.id()).ends(), "SET", "u4", "#" + number, 3);
        REDIS.send(Command.HINCRBY, REDIS.keys(sale.id()).room(), "gone", 1);
    }
}
