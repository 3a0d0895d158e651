package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class HallTest {

    private final SplittableRandom chance = new SplittableRandom();
    private Hall hall;

    @BeforeEach
    void two_rows_of_three() throws Exception {
        hall = new Hall(new ObjectMapper().readTree("""
            {"sections": [{"name": "Stalls", "seats": [
              ["A-1", 0, 0, 0, "A", 1], ["A-2", 1, 0, 0, "A", 2], ["A-3", 2, 0, 0, "A", 3],
              ["B-1", 0, 1, 0, "B", 1], ["B-2", 1, 1, 0, "B", 2], ["B-3", 2, 1, 0, "B", 3]]}]}
            """));
    }

    @RepeatedTest(20)
    void people_who_want_to_sit_together_do_so_in_one_row() {
        // When
        var seats = hall.choose("HAAAAH", 2, true, chance);

        // Then
        assertThat(seats).isIn(java.util.List.of("A-2", "A-3"), java.util.List.of("B-1", "B-2"));
    }

    @Test
    void when_nothing_together_is_left_they_take_what_there_is() {
        // When
        var seats = hall.choose("ASASSA", 2, true, chance);

        // Then
        assertThat(seats).hasSize(2).doesNotHaveDuplicates().isSubsetOf("A-1", "A-3", "B-3");
    }

    @Test
    void fewer_seats_than_wanted_are_better_than_none() {
        // When
        var seats = hall.choose("SSSSSA", 4, true, chance);

        // Then
        assertThat(seats).containsExactly("B-3");
    }

    @Test
    void in_a_full_hall_there_is_nothing_to_choose() {
        // When
        var seats = hall.choose("SSHHSS", 2, false, chance);

        // Then
        assertThat(seats).isEmpty();
    }
}
