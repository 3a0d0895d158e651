package io.holdfast.ticketing.choice;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Looks for seats for one party in a hall as it stands at one moment.
///
/// A search goes over all seats once, a few nanoseconds each.
final class Search {

    private final Geometry hall;
    private final boolean[] free;
    private final boolean[] open;

    /// What the party would sit near.
    sealed interface Target {
        double distance(Geometry hall, int seat);
    }

    record Focus() implements Target {
        @Override
        public double distance(Geometry hall, int seat) {
            return hall.toFocus(seat);
        }
    }

    record Spot(double x, double y) implements Target {
        @Override
        public double distance(Geometry hall, int seat) {
            var dx = hall.x(seat) - x;
            var dy = hall.y(seat) - y;
            return Math.sqrt(dx * dx + dy * dy);
        }

        static Spot middleOf(Geometry hall, int[] seats) {
            return new Spot(
                    Arrays.stream(seats).mapToDouble(hall::x).average().orElse(0),
                    Arrays.stream(seats).mapToDouble(hall::y).average().orElse(0));
        }
    }

    /// @param free the seats nobody has
    /// @param wanted of these, the ones the party would take
    Search(Geometry hall, IntPredicate free, IntPredicate wanted) {
        this.hall = hall;
        this.free = new boolean[hall.seats()];
        this.open = new boolean[hall.seats()];
        for (var seat = 0; seat < this.free.length; seat++) {
            this.free[seat] = free.test(seat);
            this.open[seat] = this.free[seat] && wanted.test(seat);
        }
    }

    private Search(Search other, IntPredicate wanted) {
        hall = other.hall;
        free = other.free;
        open = other.open.clone();
        for (var seat = 0; seat < open.length; seat++) {
            open[seat] = open[seat] && wanted.test(seat);
        }
    }

    /// The same moment, for a party that would take fewer seats.
    Search among(IntPredicate wanted) {
        return new Search(this, wanted);
    }

    /// These are spoken for; they are still free.
    void passOver(int[] seats) {
        for (var seat : seats) {
            open[seat] = false;
        }
    }

    /// Neighbours, the nearest there are.
    ///
    /// @param tidy whether no single seat may be left beside them
    /// @param oneGrade whether all must be of one grade
    Optional<int[]> together(int count, Target target, boolean tidy, boolean oneGrade) {
        return run(hall, free, open, count, target, tidy, oneGrade);
    }

    private static Optional<int[]> run(
            Geometry hall, boolean[] free, boolean[] open, int count, Target target, boolean tidy, boolean oneGrade) {
        var best = Double.POSITIVE_INFINITY;
        var from = -1;
        var distances = new double[count];
        for (var block = 0; block < hall.blocks(); block++) {
            var start = hall.blockStart(block);
            var end = hall.blockEnd(block);
            if (end - start < count) {
                continue;
            }
            var length = 0;
            var sum = 0.0;
            for (var seat = start; seat < end; seat++) {
                if (!open[seat]) {
                    length = 0;
                    sum = 0;
                    continue;
                }
                if (oneGrade && length > 0 && hall.grade(seat) != hall.grade(seat - 1)) {
                    length = 0;
                    sum = 0;
                }
                var distance = target.distance(hall, seat);
                sum += distance;
                if (length >= count) {
                    sum -= distances[seat % count];
                }
                distances[seat % count] = distance;
                length++;
                if (length >= count && sum < best - 1e-6) {
                    var first = seat - count + 1;
                    if (!tidy
                            || !(single(free, first - 1, start, end, first, seat)
                                    || single(free, seat + 1, start, end, first, seat))) {
                        best = sum;
                        from = first;
                    }
                }
            }
        }
        return from < 0
                ? Optional.empty()
                : Optional.of(IntStream.range(from, from + count).toArray());
    }

    /// Whether a seat of a block would be left alone when a run beside it is taken.
    private static boolean single(boolean[] free, int seat, int start, int end, int first, int last) {
        if (seat < start || seat >= end || !free[seat]) {
            return false;
        }
        var before = seat - 1 >= start && free[seat - 1] && (seat - 1 < first || seat - 1 > last);
        var after = seat + 1 < end && free[seat + 1] && (seat + 1 < first || seat + 1 > last);
        return !before && !after;
    }

    /// As few groups as can be, nobody alone if that can be helped, each group as near as possible to the first.
    ///
    /// @param tidy whether no single seat may be left beside any of them
    Optional<int[]> split(int count, Target target, boolean tidy) {
        var nobodyAlone = groups(count, target, tidy, true);
        var largestFirst = groups(count, target, tidy, false);
        var better = nobodyAlone.isEmpty() || largestFirst.size() > 0 && largestFirst.size() < nobodyAlone.size()
                ? largestFirst
                : nobodyAlone;
        return better.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        better.stream().flatMapToInt(Arrays::stream).sorted().toArray());
    }

    private List<int[]> groups(int count, Target target, boolean tidy, boolean nobodyAlone) {
        var nowFree = free.clone();
        var nowOpen = open.clone();
        var groups = new ArrayList<int[]>();
        var missing = count;
        var near = target;
        while (missing > 0) {
            var largest = Math.min(missing, longest(nowOpen));
            var group = group(
                    nowFree,
                    nowOpen,
                    nobodyAlone && largest > 2 && missing - largest == 1 ? largest - 1 : largest,
                    near,
                    tidy);
            if (group.isEmpty()) {
                return List.of();
            }
            for (var seat : group.get()) {
                nowFree[seat] = false;
                nowOpen[seat] = false;
            }
            missing -= group.get().length;
            groups.add(group.get());
            near = Spot.middleOf(hall, groups.getFirst());
        }
        return groups;
    }

    private Optional<int[]> group(boolean[] free, boolean[] open, int most, Target near, boolean tidy) {
        for (var size = most; size > 0; size--) {
            var group = run(hall, free, open, size, near, true, false);
            if (group.isEmpty() && !tidy) {
                group = run(hall, free, open, size, near, false, false);
            }
            if (group.isPresent()) {
                return group;
            }
        }
        return Optional.empty();
    }

    private int longest(boolean[] open) {
        var longest = 0;
        var length = 0;
        for (var seat = 0; seat < open.length; seat++) {
            if (!open[seat]) {
                length = 0;
                continue;
            }
            length = seat > 0 && hall.neighbours(seat - 1, seat) ? length + 1 : 1;
            longest = Math.max(longest, length);
        }
        return longest;
    }

    /// Seats that nobody has, each alone between others' seats, an aisle or an end once these are taken, and not so
    /// before.
    static int[] orphans(Geometry hall, IntPredicate free, int[] chosen) {
        var taken = new HashSet<Integer>();
        for (var seat : chosen) {
            taken.add(seat);
        }
        IntPredicate left = seat -> free.test(seat) && !taken.contains(seat);
        return Arrays.stream(chosen)
                .flatMap(seat -> IntStream.of(seat - 1, seat + 1))
                .filter(seat -> seat >= 0 && seat < hall.seats())
                .distinct()
                .filter(left)
                .filter(seat -> besides(hall, taken, seat))
                .filter(seat -> !beside(hall, left, seat, seat - 1) && !beside(hall, left, seat, seat + 1))
                .sorted()
                .toArray();
    }

    private static boolean besides(Geometry hall, Set<Integer> taken, int seat) {
        return beside(hall, taken::contains, seat, seat - 1) || beside(hall, taken::contains, seat, seat + 1);
    }

    private static boolean beside(Geometry hall, IntPredicate such, int seat, int other) {
        return other >= 0 && other < hall.seats() && hall.blockOf(seat) == hall.blockOf(other) && such.test(other);
    }
}
