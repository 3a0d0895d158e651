package io.holdfast.waitlist.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.waitlist.entry.Chance.Rate;
import io.holdfast.waitlist.entry.Chance.Step;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChanceTest {

    private static final Duration MONTH = Duration.ofDays(30);

    @Test
    void while_nothing_has_been_seen_the_range_is_wide() {
        // When
        var chance = chance(0, Duration.ZERO, Duration.ofDays(4), 1, false);

        // Then
        assertThat(chance).isEqualTo(new Chance(Step.LIKELY, Step.ONE_IN_TEN, Step.LIKELY, 0));
    }

    @Test
    void the_first_in_a_line_that_moves_daily_is_likely_served() {
        assertThat(chance(30, Duration.ofDays(10), MONTH, 1, false))
                .isEqualTo(new Chance(Step.LIKELY, Step.LIKELY, Step.LIKELY, 30));
    }

    @Test
    void who_has_a_thousand_before_them_for_thirty_seats_is_unlikely_served() {
        assertThat(chance(30, Duration.ofDays(10), MONTH, 1_000, false))
                .isEqualTo(new Chance(Step.UNLIKELY, Step.UNLIKELY, Step.UNLIKELY, 30));
    }

    @Test
    void who_does_not_take_any_seat_is_told_that_it_may_come_to_nothing() {
        assertThat(chance(30, Duration.ofDays(10), MONTH, 2, true).low()).isEqualTo(Step.UNLIKELY);
    }

    @Test
    void when_no_time_is_left_there_is_no_chance() {
        assertThat(chance(30, Duration.ofDays(10), Duration.ZERO, 1, false).high())
                .isEqualTo(Step.UNLIKELY);
    }

    @Test
    void the_tail_is_that_of_the_textbook() {
        assertThat(Chance.atLeast(1, 1)).isCloseTo(1 - Math.exp(-1), within(1e-12));
        assertThat(Chance.atLeast(3, 2)).isCloseTo(1 - 5 * Math.exp(-2), within(1e-12));
        assertThat(Chance.atLeast(2_000, 2_000)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void beyond_what_is_counted_there_is_no_chance_anyway() {
        var random = new Random(3);
        for (var n = 0; n < 2_000; n++) {
            var rate = Rate.of(1, 4, random.nextInt(2_000), Duration.ofHours(random.nextInt(2_000)));
            var left = Duration.ofHours(random.nextInt(2_000));

            var hopeless = Chance.hopeless(rate, left);

            assertThat(Chance.of(rate, left, hopeless + 1, false, 0).high()).isEqualTo(Step.UNLIKELY);
        }
    }

    @Test
    void more_before_is_never_better_and_more_coming_back_is_never_worse() {
        var random = new Random(7);
        for (var n = 0; n < 5_000; n++) {
            // Given
            var seen = random.nextInt(random.nextBoolean() ? 5 : 500);
            var watched = Duration.ofMinutes(random.nextInt(60_000));
            var left = Duration.ofMinutes(random.nextInt(60_000));
            var needed = 1 + random.nextInt(random.nextBoolean() ? 5 : 300);
            var chance = chance(seen, watched, left, needed, false);

            // When
            var moreBefore = chance(seen, watched, left, needed + 1 + random.nextInt(10), false);
            var moreBack = chance(seen + 1 + random.nextInt(10), watched, left, needed, false);

            // Then
            assertThat(moreBefore.says()).isLessThanOrEqualTo(chance.says());
            assertThat(moreBefore.low()).isLessThanOrEqualTo(chance.low());
            assertThat(moreBefore.high()).isLessThanOrEqualTo(chance.high());
            assertThat(moreBack.says()).isGreaterThanOrEqualTo(chance.says());
            assertThat(moreBack.low()).isGreaterThanOrEqualTo(chance.low());
            assertThat(moreBack.high()).isGreaterThanOrEqualTo(chance.high());
            assertThat(chance.low()).isLessThanOrEqualTo(chance.says());
            assertThat(chance.says()).isLessThanOrEqualTo(chance.high());
        }
    }

    private static Chance chance(long seen, Duration watched, Duration left, long needed, boolean picky) {
        return Chance.of(Rate.of(1, 4, seen, watched), left, needed, picky, seen);
    }
}
