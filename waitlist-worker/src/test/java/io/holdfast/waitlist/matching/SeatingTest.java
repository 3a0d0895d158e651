package io.holdfast.waitlist.matching;

import static io.holdfast.waitlist.House.seat;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.waitlist.entry.Wish;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeatingTest {

    @Test
    void neighbours_have_one_row_and_following_numbers() {
        // Given
        var seating = new Seating(List.of(seat("A", 1, "R"), seat("A", 3, "R"), seat("B", 2, "R"), seat("A", 4, "R")));

        // When
        var fitting = seating.fit(together(2, "R"), Set.of());

        // Then
        assertThat(labels(fitting)).containsExactly("1F A 3", "1F A 4");
    }

    @Test
    void two_apart_are_not_two_together() {
        // Given
        var seating = new Seating(List.of(seat("A", 1, "R"), seat("A", 3, "R"), seat("B", 2, "R")));

        // When
        var together = seating.fit(together(2, "R"), Set.of());
        var anywhere = seating.fit(anywhere(2, "R"), Set.of());

        // Then
        assertThat(together).isEmpty();
        assertThat(labels(anywhere)).containsExactly("1F A 1", "1F A 3");
    }

    @Test
    void the_shortest_run_that_will_do_is_taken() {
        // Given
        var seating = new Seating(
                List.of(seat("A", 1, "R"), seat("A", 2, "R"), seat("A", 3, "R"), seat("B", 8, "R"), seat("B", 9, "R")));

        // When
        var fitting = seating.fit(together(2, "R"), Set.of());

        // Then
        assertThat(labels(fitting)).containsExactly("1F B 8", "1F B 9");
    }

    @Test
    void the_first_wished_grade_comes_first() {
        // Given
        var seating = new Seating(List.of(seat("A", 1, "S"), seat("B", 1, "VIP"), seat("C", 1, "R")));

        // When
        var fitting = seating.fit(anywhere(2, "R", "S"), Set.of());

        // Then
        assertThat(labels(fitting)).containsExactly("1F C 1", "1F A 1");
    }

    @Test
    void seats_one_has_let_pass_do_not_fit() {
        // Given
        var seating = new Seating(List.of(seat("A", 1, "R")));

        // When
        var fitting = seating.fit(anywhere(1, "R"), Set.of(new SeatId("A-1")));

        // Then
        assertThat(fitting).isEmpty();
    }

    @Test
    void whatever_is_released_and_wished_for_a_fit_is_what_was_wished_for() {
        // Given
        var random = new Random(42);
        for (var round = 0; round < 2_000; round++) {
            var seats = IntStream.range(0, 30)
                    .filter(_ -> random.nextInt(3) == 0)
                    .mapToObj(n -> seat("ABC".substring(n / 10, n / 10 + 1), n % 10, random.nextBoolean() ? "R" : "S"))
                    .toList();
            var wish = new Wish(
                    random.nextBoolean() ? List.of("R") : List.of("S", "R"),
                    List.of(),
                    1 + random.nextInt(4),
                    random.nextBoolean(),
                    Optional.empty(),
                    Optional.empty());

            // When
            var fitting = new Seating(seats).fit(wish, Set.of());

            // Then
            fitting.ifPresent(chosen -> {
                assertThat(chosen).hasSize(wish.seats()).doesNotHaveDuplicates().isSubsetOf(seats);
                assertThat(chosen).allMatch(seat -> wish.grades().contains(seat.grade()));
                if (wish.adjacent()) {
                    assertThat(chosen)
                            .extracting(ReleasedSeat::row)
                            .containsOnly(chosen.getFirst().row());
                    assertThat(chosen.getLast().number() - chosen.getFirst().number())
                            .isEqualTo(wish.seats() - 1);
                }
            });
            assertThat(fitting.isPresent()).isEqualTo(thereIsAFit(seats, wish));
        }
    }

    /// By trying everything.
    private static boolean thereIsAFit(List<ReleasedSeat> seats, Wish wish) {
        var fitting = seats.stream()
                .filter(seat -> wish.grades().contains(seat.grade()))
                .toList();
        if (!wish.adjacent()) {
            return fitting.size() >= wish.seats();
        }
        return fitting.stream()
                .anyMatch(first -> IntStream.range(0, wish.seats()).allMatch(n -> fitting.stream()
                        .anyMatch(seat -> seat.row().equals(first.row()) && seat.number() == first.number() + n)));
    }

    private static Wish together(int seats, String... grades) {
        return new Wish(List.of(grades), List.of(), seats, true, Optional.empty(), Optional.empty());
    }

    private static Wish anywhere(int seats, String... grades) {
        return new Wish(List.of(grades), List.of(), seats, false, Optional.empty(), Optional.empty());
    }

    private static List<String> labels(Optional<List<ReleasedSeat>> seats) {
        return seats.orElseThrow().stream().map(ReleasedSeat::label).toList();
    }
}
