package io.holdfast.ticketing.choice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChoicesTest {

    @Test
    void the_best_pair_is_in_the_middle_of_the_first_row() {
        var hall = new Drawing("......", "......");

        var best = hall.choices().best(2, _ -> true);

        assertThat(best.map(hall::names)).contains("A3 A4");
    }

    @Test
    void a_choice_that_leaves_no_single_seat_is_better_than_a_nearer_one() {
        var hall = new Drawing("x...x", ".....");

        var best = hall.choices().best(2, _ -> true);

        assertThat(best.map(hall::names)).contains("B1 B2");
    }

    @Test
    void neighbours_that_leave_a_single_seat_are_better_than_groups() {
        var hall = new Drawing("x...x", "x.x.x");

        var best = hall.choices().best(2, _ -> true);

        assertThat(best.map(hall::names)).contains("A2 A3");
    }

    @Test
    void seats_across_an_aisle_are_no_neighbours() {
        var hall = new Drawing("x. .x", "..  .");

        var best = hall.choices().best(2, _ -> true);

        assertThat(best.map(hall::names)).contains("B1 B2");
    }

    @Test
    void a_party_that_cannot_sit_together_is_split_so_that_nobody_sits_alone() {
        var hall = new Drawing("...x", "..xx");

        var best = hall.choices().best(4, _ -> true);

        assertThat(best.map(hall::names)).contains("A1 A2 B1 B2");
    }

    @Test
    void a_party_is_split_into_as_few_groups_as_can_be() {
        var hall = new Drawing("...x.", "xxxxx");

        var best = hall.choices().best(4, _ -> true);

        assertThat(best.map(hall::names)).contains("A1 A2 A3 A5");
    }

    @Test
    void a_party_gets_only_seats_of_the_grade_it_wants() {
        var hall = new Drawing("......", ",,,,,,");

        var best = hall.choices().best(2, seat -> hall.hall().grade(seat) == 1);

        assertThat(best.map(hall::names)).contains("B3 B4");
    }

    @Test
    void a_party_larger_than_what_is_left_gets_nothing() {
        var hall = new Drawing("..x", "x.x");

        var best = hall.choices().best(4, _ -> true);

        assertThat(best).isEmpty();
    }

    @Test
    void three_alternatives_of_the_same_grade_are_near_and_do_not_overlap() {
        var hall = new Drawing("..xx..", "......", ",,,,,,");

        var alternatives = hall.choices().alternatives(hall.seats("A3", "A4"));

        assertThat(hall.names(alternatives)).containsExactly("B3 B4", "A1 A2", "A5 A6");
    }

    @Test
    void another_grade_is_offered_when_nothing_of_the_same_is_left() {
        var hall = new Drawing("x..x", ",,,,");

        var alternatives = hall.choices().alternatives(hall.seats("A1", "A2"));

        assertThat(hall.names(alternatives)).containsExactly("A2 A3", "B1 B2", "B3 B4");
    }

    @Test
    void a_party_is_not_split_while_it_can_sit_together() {
        var hall = new Drawing("xx.x.", "....x");

        var alternatives = hall.choices().alternatives(hall.seats("A1", "A2"));

        assertThat(hall.names(alternatives)).containsExactly("B1 B2", "B3 B4", "A3 A5");
    }

    @Test
    void no_alternative_would_be_refused_for_the_seat_it_leaves() {
        var hall = new Drawing("x...x", "xx..x");

        var alternatives = hall.choices().alternatives(hall.seats("B1", "B2"));

        assertThat(hall.names(alternatives)).containsExactly("B3 B4");
    }

    @Test
    void each_grade_of_a_mixed_choice_is_replaced_by_its_own() {
        var hall = new Drawing("xx..", "yy,,");

        var alternatives = hall.choices().alternatives(hall.seats("A1", "A2", "B1", "B2"));

        assertThat(hall.names(alternatives)).containsExactly("A3 A4 B3 B4");
    }

    @Test
    void there_are_no_alternatives_where_nothing_is_left() {
        var hall = new Drawing("xxx", "y,y");

        var alternatives = hall.choices().alternatives(hall.seats("A1", "A2"));

        assertThat(alternatives).isEmpty();
    }

    @Test
    void a_choice_that_leaves_a_single_seat_is_told_the_ones_that_do_not() {
        var hall = new Drawing("......");

        var better = hall.choices().better(hall.seats("A2", "A3"));

        assertThat(hall.names(better)).containsExactly("A1 A2", "A3 A4", "A5 A6");
    }

    @Test
    void a_seat_left_alone_beside_an_aisle_counts() {
        var hall = new Drawing(".. ....");

        var better = hall.choices().better(hall.seats("A5", "A6"));

        assertThat(hall.names(better)).containsExactly("A4 A5", "A6 A7", "A1 A2");
    }

    @Test
    void a_choice_that_leaves_a_single_seat_is_fine_where_every_other_would_too() {
        var hall = new Drawing("x...x", "x...x");

        var better = hall.choices().better(hall.seats("A2", "A3"));

        assertThat(better).isEmpty();
    }

    @Test
    void another_grade_is_no_reason_to_refuse_a_choice() {
        var hall = new Drawing("x...x", ",,,,,");

        var better = hall.choices().better(hall.seats("A2", "A3"));

        assertThat(better).isEmpty();
    }

    @Test
    void a_party_that_sits_together_is_not_asked_to_split_for_the_sake_of_a_seat() {
        var hall = new Drawing("x...x", "x.x.x");

        var better = hall.choices().better(hall.seats("A2", "A3"));

        assertThat(better).isEmpty();
    }

    @Test
    void the_last_seat_of_a_row_can_be_bought() {
        var hall = new Drawing("x.x", "...");

        var better = hall.choices().better(hall.seats("A2"));

        assertThat(better).isEmpty();
    }

    @Test
    void a_seat_that_was_alone_before_is_nobodys_fault() {
        var hall = new Drawing(".x....", "......");

        var better = hall.choices().better(hall.seats("A3", "A4"));

        assertThat(better).isEmpty();
    }

    @Test
    void without_the_rule_every_choice_is_fine() {
        var hall = new Drawing("......");

        var better = hall.choicesWithoutOrphanRule().better(hall.seats("A2", "A3"));

        assertThat(better).isEmpty();
    }
}
