package io.holdfast.endtoend.bench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.endtoend.bench.workers.Fans.Fan;
import io.holdfast.endtoend.bench.workers.Fans.Wish;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InTurnTest {

    private static final PerformanceId PERFORMANCE = PerformanceId.next();
    private static final ReleasedSeat FIRST = Fans.seat(1);
    private static final ReleasedSeat NEXT = Fans.seat(2);
    private static final ReleasedSeat APART = Fans.seat(9);

    private final Fan ann = fan(1);
    private final Fan bob = fan(2);
    private final Fan cem = fan(1);
    private final InTurn line = new InTurn(List.of(ann, bob, cem));

    @Test
    void whoever_waits_longest_is_served_first() {
        // When
        var gone = line.check(List.of(List.of(FIRST), List.of(NEXT)), List.of(offer(ann, FIRST), offer(cem, NEXT)));

        // Then
        assertThat(gone).isEqualTo(2);
    }

    @Test
    void a_pair_is_served_only_with_seats_side_by_side() {
        assertThatThrownBy(() -> line.check(
                        List.of(List.of(FIRST, NEXT, APART)), List.of(offer(ann, FIRST), offer(bob, NEXT, APART))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wished for");
    }

    @Test
    void somebody_passed_over_is_noticed() {
        assertThatThrownBy(() -> line.check(List.of(List.of(FIRST)), List.of(offer(cem, FIRST))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("passed over");
    }

    @Test
    void a_seat_given_up_that_somebody_wishes_for_is_noticed() {
        assertThatThrownBy(() -> line.check(List.of(List.of(FIRST, NEXT)), List.of(offer(ann, FIRST))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("passed over");
    }

    @Test
    void offers_told_out_of_turn_are_noticed() {
        assertThatThrownBy(
                        () -> line.check(List.of(List.of(FIRST, APART)), List.of(offer(cem, APART), offer(ann, FIRST))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("out of turn");
    }

    @Test
    void a_seat_offered_to_two_is_noticed() {
        assertThatThrownBy(() -> line.check(List.of(List.of(FIRST)), List.of(offer(ann, FIRST), offer(cem, FIRST))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("offered twice");
    }

    @Test
    void a_seat_nothing_was_heard_of_is_noticed() {
        assertThatThrownBy(() -> InTurn.eachOnce(List.of(FIRST, NEXT), List.of(FIRST.seat()), List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("of 2 seats that came back 1 were offered and 0 were given up");
    }

    private static Fan fan(int seats) {
        return new Fan(EntryId.next(), new Wish(Set.of("R"), Set.of(), seats, true, Long.MAX_VALUE));
    }

    private static SeatsOffered offer(Fan fan, ReleasedSeat... seats) {
        return new SeatsOffered(
                PERFORMANCE,
                OfferId.next(),
                fan.entry(),
                CustomerId.next(),
                Stream.of(seats).map(ReleasedSeat::seat).toList(),
                Instant.now());
    }
}
