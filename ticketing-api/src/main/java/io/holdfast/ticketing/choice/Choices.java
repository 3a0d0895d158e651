package io.holdfast.ticketing.choice;

import io.holdfast.ticketing.choice.Search.Focus;
import io.holdfast.ticketing.choice.Search.Spot;
import io.holdfast.ticketing.choice.Search.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The rules of choosing, for one hall as it stands at one moment. Seats go by their position in the plan.
final class Choices {

    static final int MOST_ALTERNATIVES = 3;

    private final Geometry hall;
    private final IntPredicate free;
    private final boolean orphanRule;

    /// @param orphanRule whether choices that leave a single seat are refused where others of that size would not
    Choices(Geometry hall, IntPredicate free, boolean orphanRule) {
        this.hall = hall;
        this.free = free;
        this.orphanRule = orphanRule;
    }

    /// The best seats there are for a party: neighbours that leave no single seat, else neighbours, else as few
    /// groups as can be; of these the nearest to what people came to look at.
    ///
    /// @param wanted the seats they would take, such as one grade or section
    /// @return empty when there are not so many
    Optional<int[]> best(int count, IntPredicate wanted) {
        var search = new Search(hall, free, wanted);
        return together(search, count).or(() -> search.split(count, new Focus(), false));
    }

    /// @return empty when there are not so many side by side
    Optional<int[]> bestTogether(int count, IntPredicate wanted) {
        return together(new Search(hall, free, wanted), count);
    }

    private static Optional<int[]> together(Search search, int count) {
        return search.together(count, new Focus(), true, false)
                .or(() -> search.together(count, new Focus(), false, false));
    }

    /// Up to three other choices of the size of this one that do not overlap, each as good as the next may be: same
    /// grades first, then neighbours, then near. None of them would be refused for the seat it leaves.
    List<int[]> alternatives(int[] wanted) {
        var found = new ArrayList<int[]>();
        var search = new Search(hall, free, _ -> true);
        var near = Spot.middleOf(hall, wanted);
        var grades = byGrade(wanted);
        find(found, search, () -> ofGrades(search, grades, true, false));
        find(found, search, () -> ofGrades(search, grades, false, false));
        find(found, search, () -> ofGrades(search, grades, false, true));
        find(found, search, () -> search.together(wanted.length, near, true, true));
        find(found, search, () -> search.together(wanted.length, near, false, true));
        find(found, search, () -> search.split(wanted.length, near, false));
        return found;
    }

    /// The choices of the same size and grades that leave no single seat, when this one leaves one and the rule is
    /// on.
    ///
    /// @return empty when the choice is fine as it is
    List<int[]> better(int[] chosen) {
        if (!orphanRule
                || Search.orphans(hall, free, chosen).length == 0
                || !Arrays.stream(chosen).allMatch(free)) {
            return List.of();
        }
        var found = new ArrayList<int[]>();
        var search = new Search(hall, free, _ -> true);
        var grades = byGrade(chosen);
        findTidy(found, search, grades, false);
        if (!grades.stream().allMatch(this::together)) {
            findTidy(found, search, grades, true);
        }
        return found;
    }

    private void findTidy(List<int[]> found, Search search, List<int[]> grades, boolean split) {
        while (found.size() < MOST_ALTERNATIVES) {
            var next = ofGrades(search, grades, true, split);
            if (next.isEmpty()) {
                return;
            }
            search.passOver(next.get());
            if (Search.orphans(hall, free, next.get()).length == 0) {
                found.add(next.get());
            }
        }
    }

    /// What would be refused is replaced by what is better; where that is on the list already, there is no more.
    private void find(List<int[]> found, Search search, Next next) {
        while (found.size() < MOST_ALTERNATIVES) {
            var one = next.look();
            if (one.isEmpty()) {
                return;
            }
            var better = better(one.get());
            var acceptable = better.isEmpty() ? one.get() : better.getFirst();
            if (found.stream().anyMatch(other -> overlap(other, acceptable))) {
                return;
            }
            search.passOver(acceptable);
            found.add(acceptable);
        }
    }

    private static boolean overlap(int[] one, int[] other) {
        return Arrays.stream(one).anyMatch(seat -> Arrays.stream(other).anyMatch(same -> same == seat));
    }

    @FunctionalInterface
    private interface Next {
        Optional<int[]> look();
    }

    /// A choice of as many seats of each grade, each grade near to where it was wanted.
    private Optional<int[]> ofGrades(Search search, List<int[]> grades, boolean tidy, boolean split) {
        var chosen = IntStream.empty();
        for (var part : grades) {
            var grade = hall.grade(part[0]);
            var ofGrade = search.among(seat -> hall.grade(seat) == grade);
            Target near = Spot.middleOf(hall, part);
            var seats =
                    split ? ofGrade.split(part.length, near, tidy) : ofGrade.together(part.length, near, tidy, false);
            if (seats.isEmpty()) {
                return Optional.empty();
            }
            chosen = IntStream.concat(chosen, Arrays.stream(seats.get()));
        }
        return Optional.of(chosen.sorted().toArray());
    }

    private List<int[]> byGrade(int[] seats) {
        return Arrays.stream(seats).boxed().collect(Collectors.groupingBy(hall::grade)).values().stream()
                .map(part -> part.stream().mapToInt(Integer::intValue).sorted().toArray())
                .toList();
    }

    private boolean together(int[] seats) {
        return IntStream.range(1, seats.length).allMatch(i -> hall.neighbours(seats[i - 1], seats[i]));
    }
}
