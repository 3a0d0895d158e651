package io.holdfast.ticketing.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What must be true in every hall, however it is drawn and whoever sits where.
class RandomHallsTest {

    private record Hall(Drawing drawing, String picture, int party) {
        @Override
        public String toString() {
            return party + " into " + picture;
        }
    }

    static List<Hall> halls() {
        return IntStream.range(0, 400).mapToObj(RandomHallsTest::hall).toList();
    }

    private static Hall hall(int seed) {
        var random = new Random(seed);
        var crowd = random.nextDouble();
        var rows = new String[1 + random.nextInt(5)];
        for (var r = 0; r < rows.length; r++) {
            var row = new StringBuilder(".");
            var grade = random.nextInt(3);
            for (var c = random.nextInt(11); c > 0; c--) {
                var taken = random.nextDouble() < crowd;
                var s = grade == 0 || grade == 1 && random.nextInt(4) == 0;
                row.append(random.nextInt(8) == 0 ? ' ' : taken ? (s ? 'y' : 'x') : (s ? ',' : '.'));
            }
            rows[r] = row.toString();
        }
        return new Hall(new Drawing(rows), String.join("|", rows), 1 + random.nextInt(6));
    }

    @ParameterizedTest
    @MethodSource("halls")
    void the_best_seats_are_free_together_if_they_can_be_and_leave_no_single_seat_if_they_can(Hall hall) {
        var best = hall.drawing().choices().best(hall.party(), _ -> true);

        var seats = freeSeats(hall);
        assertThat(best.isPresent()).isEqualTo(seats.length >= hall.party());
        best.ifPresent(choice -> {
            assertThat(choice).hasSize(hall.party()).doesNotHaveDuplicates();
            assertThat(seats).contains(choice);
            var runs = runs(hall);
            if (!runs.isEmpty()) {
                assertThat(together(hall, choice)).isTrue();
                assertThat(orphans(hall, choice) == 0)
                        .isEqualTo(runs.stream().anyMatch(run -> orphans(hall, run) == 0));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("halls")
    void alternatives_are_free_do_not_overlap_and_would_be_accepted(Hall hall) {
        var wanted = wanted(hall);

        var alternatives = hall.drawing().choices().alternatives(wanted);

        assertThat(alternatives).hasSizeLessThanOrEqualTo(3);
        assertThat(alternatives.isEmpty()).isEqualTo(freeSeats(hall).length < wanted.length);
        var all = alternatives.stream().flatMapToInt(Arrays::stream).boxed().toList();
        assertThat(all)
                .isSubsetOf(Arrays.stream(freeSeats(hall)).boxed().toList())
                .doesNotHaveDuplicates();
        assertThat(alternatives).allSatisfy(choice -> {
            assertThat(choice).hasSize(wanted.length);
            assertThat(hall.drawing().choices().better(choice)).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("halls")
    void a_run_of_one_grade_is_refused_exactly_when_it_leaves_a_single_seat_and_another_would_not(Hall hall) {
        var geometry = hall.drawing().hall();
        for (var run : runs(hall)) {
            var grades = Arrays.stream(run).map(geometry::grade).distinct().toArray();
            if (grades.length > 1) {
                continue;
            }

            var better = hall.drawing().choices().better(run);

            var tidyExists = runs(hall).stream()
                    .filter(other -> Arrays.stream(other).allMatch(seat -> geometry.grade(seat) == grades[0]))
                    .anyMatch(other -> orphans(hall, other) == 0);
            assertThat(better.isEmpty()).isEqualTo(orphans(hall, run) == 0 || !tidyExists);
            assertThat(better)
                    .allSatisfy(choice -> assertThat(orphans(hall, choice)).isZero());
        }
    }

    private static int[] freeSeats(Hall hall) {
        return IntStream.range(0, hall.drawing().hall().seats())
                .filter(hall.drawing().free())
                .toArray();
    }

    private static int[] wanted(Hall hall) {
        var seats = hall.drawing().hall().seats();
        var party = Math.min(hall.party(), seats);
        var first = hall.picture().hashCode() & Integer.MAX_VALUE;
        return IntStream.range(0, party).map(i -> (first + i) % seats).sorted().toArray();
    }

    /// Every way the party could sit together, found without any cleverness.
    private static List<int[]> runs(Hall hall) {
        return IntStream.rangeClosed(0, hall.drawing().hall().seats() - hall.party())
                .mapToObj(first -> IntStream.range(first, first + hall.party()).toArray())
                .filter(run -> Arrays.stream(run).allMatch(hall.drawing().free()) && together(hall, run))
                .toList();
    }

    /// By the picture: in one row, without a gap.
    private static boolean together(Hall hall, int[] seats) {
        return IntStream.range(1, seats.length).allMatch(i -> beside(hall, seats[i - 1], seats[i]));
    }

    private static boolean beside(Hall hall, int one, int other) {
        var a = hall.drawing().name(one);
        var b = hall.drawing().name(other);
        return a.charAt(0) == b.charAt(0)
                && Math.abs(Integer.parseInt(a.substring(1)) - Integer.parseInt(b.substring(1))) == 1;
    }

    private static long orphans(Hall hall, int[] choice) {
        var chosen = new HashSet<Integer>();
        Arrays.stream(choice).forEach(chosen::add);
        var all = hall.drawing().hall().seats();
        return Arrays.stream(freeSeats(hall))
                .filter(seat -> !chosen.contains(seat))
                .filter(seat -> chosen.stream().anyMatch(other -> beside(hall, seat, other)))
                .filter(seat -> IntStream.range(0, all)
                        .filter(other -> other != seat && beside(hall, seat, other))
                        .noneMatch(other -> hall.drawing().free().test(other) && !chosen.contains(other)))
                .count();
    }
}
