package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RaceTest {

    private final Race race = new Race();

    @BeforeEach
    void two_run_for_one_seat() {
        race.runs("A-1");
        race.runs("A-1");
    }

    @Test
    void one_winner_is_fair() {
        // When
        race.wins("A-1");

        // Then
        assertThat(race.fair()).isTrue();
    }

    @Test
    void two_winners_are_one_too_many() {
        // When
        race.wins("A-1");
        race.wins("A-1");

        // Then
        assertThat(race.fair()).isFalse();
    }

    @Test
    void a_seat_that_nobody_got_is_no_race() {
        assertThat(race.fair()).isFalse();
    }
}
