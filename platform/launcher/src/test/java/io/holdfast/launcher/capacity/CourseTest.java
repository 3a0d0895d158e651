package io.holdfast.launcher.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourseTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void seats_run_out_when_the_simulation_says_so(long seed) {
        // Given
        var sale = sale("--people 6000 --seats 2000 --rate 4 --cap 2000");

        // When
        var course = Course.of(sale);

        // Then
        var played = SimulatedSale.play(sale, seed);
        assertThat(course.allTaken().orElseThrow()).isCloseTo(played.allTaken(), withPercentage(5));
        assertThat(course.soldOut().orElseThrow()).isCloseTo(played.soldOut(), withPercentage(6));
        assertThat(course.mostInside()).isCloseTo(played.mostInside(), withPercentage(8));
        assertThat(course.cameIn()).isCloseTo(played.cameIn(), withPercentage(5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void where_seats_are_plenty_the_queue_is_empty_when_the_simulation_says_so(long seed) {
        // Given
        var sale = sale("--people 3000 --seats 50000 --rate 3 --cap 5000 --lobby 10m --arrivals 10m");

        // When
        var course = Course.of(sale);

        // Then
        var played = SimulatedSale.play(sale, seed);
        assertThat(course.soldOut()).isEmpty();
        assertThat(course.drained()).isCloseTo(played.drained(), withPercentage(3));
        assertThat(course.everybody()).isCloseTo(played.drained(), withPercentage(3));
        assertThat(course.sold()).isCloseTo(played.sold(), withPercentage(4));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void a_full_room_lets_in_as_many_as_leave(long seed) {
        // Given
        var sale = sale("--people 4000 --seats 50000 --rate 20 --cap 300 --stay 5m --hold 4m");

        // When
        var course = Course.of(sale);

        // Then
        var played = SimulatedSale.play(sale, seed);
        assertThat(course.mostInside()).isCloseTo(300, withPercentage(1));
        assertThat(course.drained()).isCloseTo(played.drained(), withPercentage(5));
        assertThat(course.drained()).isCloseTo(sale.comers() * sale.meanStay() / 300, withPercentage(5));
    }

    @Test
    void the_pace_puts_every_seat_into_somebodys_hands_in_the_time_asked_for() {
        // Given
        var sale = sale("--people 450000 --seats 50000 --within 20m");

        // When
        var course = Course.of(sale);

        // Then
        assertThat(course.allTaken().orElseThrow()).isCloseTo(20 * 60, withPercentage(6));
        assertThat(course.mostInside()).isLessThanOrEqualTo(sale.room());
    }

    @Test
    void what_walks_away_with_seats_keeps_the_last_of_them_for_a_whole_hold() {
        // Given
        var sale = sale("--people 20000 --seats 2000 --hold 8m --paying 2m");

        // When
        var course = Course.of(sale);

        // Then
        assertThat(course.soldOut().orElseThrow() - course.allTaken().orElseThrow())
                .isCloseTo((8 + 2) * 60, withPercentage(2));
    }

    @Test
    void looks_at_the_queue_are_the_sum_over_everybody_in_it() {
        // Given
        var pace = 25;
        var waiting = 40_000;
        var sum = 0.0;
        for (var ahead = 0; ahead < waiting; ahead++) {
            sum += 1 / Math.clamp(ahead / (4.0 * pace), 1, 30);
        }

        // When
        var looks = Course.looksPerSecond(waiting, pace, 30);

        // Then
        assertThat(looks).isCloseTo(sum, withPercentage(0.1));
    }

    private static Sale sale(String words) {
        return Capacity.parse(new ArrayDeque<>(List.of(words.split(" ")))).sale();
    }
}
