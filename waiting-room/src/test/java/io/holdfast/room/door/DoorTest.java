package io.holdfast.room.door;

import static io.holdfast.room.sale.TestSale.NOON;
import static io.holdfast.room.sale.TestSale.atNoon;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.room.sale.Sale;
import java.time.Instant;
import java.util.OptionalDouble;
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
        assertThat(door.nextPollSeconds(100_000)).isEqualTo(30);
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
    void everybody_can_tell_from_the_public_document_when_to_ask_again() {
        // Given
        var door = door(NOON.plusSeconds(60), true, null, OptionalDouble.of(10));

        // When
        var polls = door.polls();

        // Then
        assertThat(polls.getFirst()).isEqualTo(new Door.Poll(0, 1));
        assertThat(polls.getLast()).isEqualTo(new Door.Poll(1200, 30));
        assertThat(polls).allSatisfy(poll -> assertThat(poll.seconds())
                .isLessThanOrEqualTo(Math.max(1, door.nextPollSeconds(poll.ahead()))));
    }

    @Test
    void a_sold_out_sale_is_closed_and_says_why() {
        // Given
        var door =
                door(TestRoom.at(NOON.plusSeconds(60)).serving(10).seats(0, 0).room());

        // Then
        assertThat(door.state()).isEqualTo(SaleState.CLOSED);
        assertThat(door.reason()).isEqualTo(Door.Reason.SOLD_OUT);
        assertThat(door.takesJoins()).isFalse();
    }

    @Test
    void why_the_queue_stands_or_crawls_is_said() {
        // Given
        var opened = TestRoom.at(NOON.plusSeconds(60)).serving(10);

        // Then
        assertThat(door(opened.seats(0, 3).room()).reason()).isEqualTo(Door.Reason.ALL_SEATS_HELD);
        assertThat(door(opened.seats(5, 3).room()).reason()).isNull();
        assertThat(door(opened.health(0.5, "PAYMENT").room()).reason()).isEqualTo(Door.Reason.PAYMENT_TROUBLE);
        assertThat(door(opened.health(0.5, "DATABASE").room()).reason()).isEqualTo(Door.Reason.OVERLOAD);
        assertThat(door(opened.health(1, null).paused("tea").room()).reason()).isEqualTo(Door.Reason.STAFF);
        assertThat(door(opened.paused(null).recovering(NOON.plusSeconds(65)).room())
                        .reason())
                .isEqualTo(Door.Reason.RECOVERING);
    }

    private Door door(Room room) {
        return new Door(sale, room, room.at(), OptionalDouble.empty(), OptionalDouble.empty());
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
        return new Door(sale, room(now, opened, paused, 0), now, outflow, OptionalDouble.empty());
    }

    private static Room room(Instant at, boolean opened, @Nullable String paused, long serving) {
        var room = TestRoom.at(at).paused(paused);
        return opened ? room.serving(serving).room() : room.room();
    }
}
