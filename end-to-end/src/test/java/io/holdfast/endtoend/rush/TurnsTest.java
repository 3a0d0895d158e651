package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final long EPOCH = 1;

    private final Turns turns = new Turns();

    @Test
    void a_later_number_called_while_an_earlier_one_still_waits_is_out_of_order() {
        // Given
        called(8, 100, 110);
        waiting(7, 120, 130);

        // When
        var order = turns.order();

        // Then
        assertThat(order.outOfOrder()).isEqualTo(1);
    }

    @Test
    void numbers_called_in_order_are_in_order() {
        // Given
        waiting(7, 90, 95);
        waiting(8, 90, 95);
        called(7, 100, 110);
        called(8, 120, 130);

        // When
        var order = turns.order();

        // Then
        assertThat(order.outOfOrder()).isZero();
        assertThat(order.called()).isEqualTo(2);
    }

    @Test
    void an_answer_that_was_under_way_at_the_same_time_proves_nothing() {
        // Given
        called(8, 100, 120);
        waiting(7, 110, 115);

        // When
        var order = turns.order();

        // Then
        assertThat(order.outOfOrder()).isZero();
    }

    @Test
    void whoever_left_or_never_came_is_passed_without_fault() {
        // Given
        waiting(7, 50, 60);
        turns.saw(EPOCH, 7, "LEFT", 9, 200, 210);
        called(9, 100, 110);

        // When
        var order = turns.order();

        // Then
        assertThat(order.outOfOrder()).isZero();
    }

    @Test
    void a_number_told_to_wait_although_it_is_being_served_is_a_fault() {
        // Given
        turns.saw(EPOCH, 7, "WAITING", 7, 100, 110);

        // When
        var order = turns.order();

        // Then
        assertThat(order.passedOver()).isEqualTo(1);
    }

    @Test
    void rooms_of_different_epochs_are_not_compared() {
        // Given
        called(8, 100, 110);
        turns.saw(EPOCH + 1, 7, "WAITING", 3, 200, 210);

        // When
        var order = turns.order();

        // Then
        assertThat(order.outOfOrder()).isZero();
    }

    private void waiting(long number, long sent, long received) {
        turns.saw(EPOCH, number, "WAITING", 0, sent, received);
    }

    private void called(long number, long sent, long received) {
        turns.saw(EPOCH, number, "CALLED", number, sent, received);
    }
}
