package io.holdfast.room.door;

import static io.holdfast.room.sale.TestSale.NOON;
import static io.holdfast.room.sale.TestSale.atNoon;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.room.sale.Sale;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoorTest {

    private final Sale sale = atNoon();

    @Test
    void a_sale_is_scheduled_then_gathers_then_opens_then_closes() {
        assertThat(door(sale.lobbyOpensAt().minusMillis(1), false, null).state())
                .isEqualTo(SaleState.SCHEDULED);
        assertThat(door(sale.lobbyOpensAt(), false, null).state()).isEqualTo(SaleState.LOBBY);
        assertThat(door(NOON, true, null).state()).isEqualTo(SaleState.OPEN);
        assertThat(door(NOON, true, "The hall is being checked.").state()).isEqualTo(SaleState.PAUSED);
        assertThat(door(sale.closesAt(), true, null).state()).isEqualTo(SaleState.CLOSED);
    }

    @Test
    void a_sale_that_has_opened_stays_open_if_its_opening_is_moved() {
        assertThat(door(NOON.minusSeconds(10), true, null).state()).isEqualTo(SaleState.OPEN);
    }

    @Test
    void the_wait_is_a_range_around_the_pace_of_late() {
        // Given
        var door = door(NOON, true, null, OptionalDouble.of(8));

        // When
        var eta = door.eta(800).orElseThrow();

        // Then
        assertThat(eta.from()).isBetween(70L, 100L);
        assertThat(eta.to()).isBetween(100L, 140L);
    }

    @Test
    void a_wait_nobody_can_tell_is_not_told() {
        assertThat(door(NOON, true, null, OptionalDouble.empty()).eta(800)).isEmpty();
        assertThat(door(NOON, true, "paused", OptionalDouble.of(8)).eta(800)).isEmpty();
        assertThat(door(NOON.minusSeconds(1), false, null, OptionalDouble.of(8)).eta(800))
                .isEmpty();
    }

    @Test
    void the_far_back_ask_less_often_than_the_next() {
        // Given
        var door = door(NOON, true, null);

        // Then
        assertThat(door.nextPollSeconds(100_000)).isEqualTo(20);
        assertThat(door.nextPollSeconds(3)).isEqualTo(1);
    }

    @Test
    void in_a_slow_queue_people_are_asked_to_look_less_often() {
        // Given
        var slow = door(NOON.plusSeconds(60), true, null, OptionalDouble.of(1));

        // When
        var next = slow.nextPollSeconds(40);

        // Then
        assertThat(next).isEqualTo(10);
    }

    @Test
    void the_lobby_asks_again_soon_after_the_opening() {
        assertThat(door(NOON.minusSeconds(600), false, null).nextPollSeconds()).isEqualTo(15);
        assertThat(door(NOON.minusSeconds(4), false, null).nextPollSeconds()).isEqualTo(2);
        assertThat(door(NOON.plusSeconds(1), false, null).nextPollSeconds()).isEqualTo(1);
    }

    @Test
    void whoever_may_be_called_within_seconds_is_not_far_back() {
        // Given
        var door = door(NOON, true, null);

        // Then
        assertThat(door.farBack(50)).isFalse();
        assertThat(door.farBack(51)).isTrue();
    }

    @Test
    void the_pace_is_known_after_watching_for_a_while() {
        // Given
        var outflow = new Outflow();
        for (var second = 0; second <= 10; second++) {
            outflow.see(room(NOON.plusSeconds(second), true, null, second * 7));
        }

        // Then
        assertThat(outflow.perSecond()).hasValue(7);
    }

    @Test
    void the_pace_is_not_known_right_after_the_opening_or_a_pause() {
        // Given
        var outflow = new Outflow();
        for (var second = 0; second <= 10; second++) {
            outflow.see(room(NOON.plusSeconds(second), true, null, second * 7));
        }
        outflow.see(room(NOON.plusSeconds(11), true, "paused", 70));
        outflow.see(room(NOON.plusSeconds(12), true, null, 70));

        // Then
        assertThat(outflow.perSecond()).isEmpty();
    }

    private Door door(Instant now, boolean opened, @Nullable String paused) {
        return door(now, opened, paused, OptionalDouble.empty());
    }

    private Door door(Instant now, boolean opened, @Nullable String paused, OptionalDouble outflow) {
        return new Door(sale, room(now, opened, paused, 0), now, outflow);
    }

    private static Room room(Instant at, boolean opened, @Nullable String paused, long serving) {
        var drawn = opened ? OptionalLong.of(10) : OptionalLong.empty();
        return new Room(at, 1, 100_000, drawn, serving, 0, 0, serving, 0, 0, 0, 0, 0, paused, 10, 5, 100);
    }
}
