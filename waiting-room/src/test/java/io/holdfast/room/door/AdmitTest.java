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
    private final Admitting admit = new Admitting();
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
        var room = lookingWhileAllComeIn(many, NOON, NOON.plusSeconds(seconds), Duration.ofMillis(everyMillis));

        // Then
        assertThat((double) room.calls() - burst).isCloseTo(rate * seconds, within(rate * seconds * 0.02 + 1));
    }

    @Test
    void two_processes_with_different_settings_let_in_no_more_than_the_faster_of_them() {
        // Given
        var one = withAdmission(sale, 10, 5, 100_000);
        var other = withAdmission(sale, 20, 5, 100_000);
        waiting(10_000);

        // When
        var room = admit.run(one, NOON);
        for (var millis = 100; millis <= 50_000; millis += 100) {
            REDIS.send(Command.DEL, REDIS.keys(sale.id()).called());
            room = admit.run(millis % 200 == 0 ? one : other, NOON.plusMillis(millis));
        }

        // Then
        assertThat(room.calls()).isBetween(500L, 1010L);
        assertThat(room.serving()).isEqualTo(room.calls());
    }

    @Test
    void the_draw_is_told_once_with_its_size() {
        // Given
        waiting(7);
        admit.run(sale, NOON);

        // When
        admit.run(sale, NOON.plusSeconds(1));

        // Then
        var told = REDIS.send(Command.XRANGE, REDIS.keys(sale.id()).told(), "-", "+");
        assertThat(told).hasSize(1);
        assertThat(told.toString()).contains("LobbyDrawn", "\"size\":7");
    }

    @Test
    void looking_more_often_calls_nobody_more() {
        // Given
        var large = withAdmission(sale, 10, 5, 10_000);
        waiting(1000);

        // When
        var room = looking(large, NOON, NOON.plusSeconds(10), Duration.ofMillis(7));

        // Then
        assertThat(room.calls()).isBetween(104L, 106L);
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
        var room = looking(small, NOON, NOON.plusSeconds(14), Duration.ofMillis(200));

        // Then
        assertThat(room.called() + room.active()).isEqualTo(7);
        assertThat(room.serving()).isEqualTo(7);
    }

    @Test
    void a_no_show_makes_room_for_the_next_and_is_moved_back() {
        // Given
        var small = withAdmission(sale, 1, 100, 2);
        waiting(100);
        admit.run(small, NOON);

        // When
        var room = admit.run(small, NOON.plusSeconds(60));

        // Then
        assertThat(room.noShows()).isEqualTo(2);
        assertThat(room.called()).isEqualTo(2);
        assertThat(room.serving()).isEqualTo(4);
        assertThat(room.again()).isEqualTo(2);
        assertThat(turn(1)).isEqualTo(62);
    }

    @Test
    void a_no_show_is_called_again_when_the_queue_has_come_to_its_new_turn() {
        // Given
        var large = withAdmission(sale, 1, 10, 1000);
        waiting(200);
        admit.run(large, NOON);
        comeIn(2, 10);
        admit.run(large, NOON.plusSeconds(60));
        assertThat(turn(1)).isEqualTo(70);

        // When
        var room = lookingWhileAllComeIn(large, NOON.plusSeconds(61), NOON.plusSeconds(109), Duration.ofSeconds(1));
        assertThat(room.serving()).isEqualTo(69);
        assertThat(called(1)).isFalse();
        room = looking(large, NOON.plusSeconds(110), NOON.plusSeconds(111), Duration.ofSeconds(1));

        // Then
        assertThat(room.serving()).isEqualTo(70);
        assertThat(called(1)).isTrue();
        assertThat(room.again()).isZero();
    }

    @Test
    void at_the_end_of_the_queue_nobody_waits_for_a_turn_that_does_not_come() {
        // Given
        waiting(1);
        admit.run(sale, NOON);

        // When
        var room = admit.run(sale, NOON.plusSeconds(60));

        // Then
        assertThat(room.again()).isZero();
        assertThat(called(1)).isTrue();
    }

    @Test
    void a_second_no_show_ends_the_place() {
        // Given
        waiting(1);
        admit.run(sale, NOON);
        admit.run(sale, NOON.plusSeconds(60));

        // When
        var room = admit.run(sale, NOON.plusSeconds(120));

        // Then
        assertThat(room.called()).isZero();
        assertThat(room.again()).isZero();
        assertThat(room.noShows()).isEqualTo(2);
    }

    @Test
    void a_no_show_gives_its_token_back() {
        // Given
        var slow = withAdmission(sale, 0.01, 2, 100);
        waiting(10);
        admit.run(slow, NOON);

        // When
        var room = admit.run(slow, NOON.plusSeconds(60));

        // Then: two tokens back and half a one earned
        assertThat(room.serving()).isEqualTo(4);
    }

    @Test
    void late_comers_keep_few_rooms_free() {
        // Given
        var small = withAdmission(sale, 100, 100, 10);
        waiting(100);
        admit.run(small, NOON);

        // When
        var room = admit.run(small, NOON.plusSeconds(15));

        // Then: ten were called a quarter of their time ago; one room is kept for them
        assertThat(room.called()).isEqualTo(19);
    }

    @Test
    void invited_visitors_have_their_share_and_no_more() {
        // Given
        var large = withAdmission(sale, 10, 50, 1000);
        waiting(1000);
        for (var number = 900; number < 1000; number++) {
            invited(number);
        }

        // When
        var room = admit.run(large, NOON);

        // Then
        assertThat(room.calls()).isEqualTo(50);
        assertThat(room.invited()).isEqualTo(91);
        assertThat(room.serving()).isEqualTo(41);
        assertThat(called(900)).isTrue();
        assertThat(called(908)).isTrue();
        assertThat(called(909)).isFalse();
    }

    @Test
    void who_was_called_by_invitation_is_not_called_by_number_again() {
        // Given
        var large = withAdmission(sale, 10, 50, 1000);
        waiting(20);
        invited(20);

        // When
        var room = admit.run(large, NOON);

        // Then
        assertThat(room.calls()).isEqualTo(20);
        assertThat(room.serving()).isEqualTo(20);
        assertThat(room.gone()).isZero();
    }

    @Test
    void no_more_are_let_in_than_the_seats_that_are_left_are_good_for() {
        // Given
        waiting(100);
        var large = withAdmission(sale, 10, 100, 1000);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "seats", 8, "held", 2, "party", 2);

        // When
        var room = admit.run(large, NOON);

        // Then
        assertThat(room.useful()).isEqualTo(10);
        assertThat(room.called()).isEqualTo(10);
        assertThat(room.limit()).isEqualTo(Room.Limit.SEATS);
    }

    @Test
    void nobody_is_called_while_all_seats_are_in_other_hands() {
        // Given
        waiting(100);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "seats", 0, "held", 20, "party", 2);

        // When
        var room = admit.run(sale, NOON);

        // Then
        assertThat(room.called()).isZero();
        assertThat(room.limit()).isEqualTo(Room.Limit.SEATS);
    }

    @Test
    void ill_health_slows_the_pace() {
        // Given
        var large = withAdmission(sale, 100, 1, 100_000);
        waiting(10_000);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "health", 0.25);

        // When
        var room = looking(large, NOON, NOON.plusSeconds(20), Duration.ofMillis(200));

        // Then
        assertThat(room.calls()).isBetween(495L, 505L);
        assertThat(room.limit()).isEqualTo(Room.Limit.HEALTH);
    }

    @Test
    void what_holds_the_queue_up_is_named() {
        // Given
        waiting(1000);

        // When
        var room = admit.run(sale, NOON);

        // Then
        assertThat(room.limit()).isEqualTo(Room.Limit.RATE);
        assertThat(looking(
                                withAdmission(sale, 100, 100, 7),
                                NOON.plusSeconds(1),
                                NOON.plusSeconds(3),
                                Duration.ofMillis(200))
                        .limit())
                .isEqualTo(Room.Limit.CAP);
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
        assertThat(called(1)).isTrue();
        assertThat(called(2)).isTrue();
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
        assertThat(room.told().paused()).isEqualTo("The payment gateway is slow.");
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
        assertThat(room.calls()).isBetween(200L, 210L);
        assertThat(room.serving()).isEqualTo(room.calls());
    }

    private Room looking(Sale sale, Instant from, Instant to, Duration every) {
        var room = admit.run(sale, from);
        for (var now = from.plus(every); now.isBefore(to); now = now.plus(every)) {
            room = admit.run(sale, now);
        }
        return admit.run(sale, to);
    }

    private Room lookingWhileAllComeIn(Sale sale, Instant from, Instant to, Duration every) {
        var room = admit.run(sale, from);
        for (var now = from.plus(every); now.isBefore(to); now = now.plus(every)) {
            REDIS.send(Command.DEL, REDIS.keys(sale.id()).called());
            room = admit.run(sale, now);
        }
        return admit.run(sale, to);
    }

    private void waiting(int count) {
        REDIS.send(Command.HINCRBY, REDIS.keys(sale.id()).room(), "joined", count);
    }

    private void leaves(long number) {
        mark(number, 3);
        REDIS.send(Command.HINCRBY, REDIS.keys(sale.id()).room(), "gone", 1);
    }

    private void mark(long number, int mark) {
        REDIS.send(Command.BITFIELD, REDIS.keys(sale.id()).marks(), "SET", "u4", "#" + number, mark);
    }

    private void invited(long number) {
        REDIS.send(Command.ZADD, REDIS.keys(sale.id()).invited(), number, number);
    }

    /// As if these had come in and gone again.
    private void comeIn(long first, long last) {
        for (var number = first; number <= last; number++) {
            REDIS.send(Command.ZREM, REDIS.keys(sale.id()).called(), number);
        }
    }

    private boolean called(long number) {
        return REDIS.sendNullable(Command.ZSCORE, REDIS.keys(sale.id()).called(), number) != null;
    }

    private long turn(long number) {
        return (long) REDIS.send(Command.ZSCORE, REDIS.keys(sale.id()).again(), number)
                .toDouble()
                .doubleValue();
    }

    /// As a process that knows nothing yet.
    private static final class Admitting {

        private final Admit admit = new Admit(REDIS);

        Room run(Sale sale, Instant now) {
            return admit.run(sale, null, now).orElseThrow();
        }
    }
}
