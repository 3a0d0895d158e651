package io.holdfast.waitlist.matching;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.waitlist.entry.Wish;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Seats that are to be given to those who wait, and which of them would do for a wish.
///
/// Dearest grade first, then as the seats lie in the hall. Neighbours are taken from the shortest run that is long
/// enough, so that long runs stay for larger groups.
final class Seating {

    private static final Comparator<ReleasedSeat> AS_THEY_LIE = Comparator.comparing(ReleasedSeat::section)
            .thenComparing(ReleasedSeat::row)
            .thenComparing(ReleasedSeat::number)
            .thenComparing(ReleasedSeat::seat);

    private final TreeSet<ReleasedSeat> left = new TreeSet<>(AS_THEY_LIE);

    Seating(Collection<ReleasedSeat> seats) {
        left.addAll(seats);
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    int count() {
        return left.size();
    }

    List<ReleasedSeat> left() {
        return List.copyOf(left);
    }

    void take(Collection<ReleasedSeat> seats) {
        left.removeAll(Set.copyOf(seats));
    }

    void giveBack(Collection<ReleasedSeat> seats) {
        left.addAll(seats);
    }

    /// @param notThese seats this wish is not to be offered again
    /// @return exactly as many seats as wished for; empty if they are not there
    Optional<List<ReleasedSeat>> fit(Wish wish, Set<SeatId> notThese) {
        var fitting = left.stream()
                .filter(seat -> wish.accepts(seat) && !notThese.contains(seat.seat()))
                .toList();
        return wish.adjacent() ? neighbours(wish, fitting) : anywhere(wish, fitting);
    }

    private static Optional<List<ReleasedSeat>> anywhere(Wish wish, List<ReleasedSeat> fitting) {
        return fitting.size() < wish.seats()
                ? Optional.empty()
                : Optional.of(fitting.stream()
                        .sorted(Comparator.comparingInt(seat -> rank(wish, seat)))
                        .limit(wish.seats())
                        .toList());
    }

    private static Optional<List<ReleasedSeat>> neighbours(Wish wish, List<ReleasedSeat> fitting) {
        return runs(fitting).stream()
                .filter(run -> run.size() >= wish.seats())
                .min(Comparator.<List<ReleasedSeat>>comparingInt(run -> run.stream()
                                .mapToInt(seat -> rank(wish, seat))
                                .min()
                                .orElseThrow())
                        .thenComparing(List::size))
                .map(run -> best(wish, run));
    }

    /// The stretch of the run with the dearest grades, the first among equals.
    private static List<ReleasedSeat> best(Wish wish, List<ReleasedSeat> run) {
        var best = run.subList(0, wish.seats());
        for (var start = 1; start + wish.seats() <= run.size(); start++) {
            var stretch = run.subList(start, start + wish.seats());
            if (sumOfRanks(wish, stretch) < sumOfRanks(wish, best)) {
                best = stretch;
            }
        }
        return List.copyOf(best);
    }

    private static int sumOfRanks(Wish wish, List<ReleasedSeat> seats) {
        return seats.stream().mapToInt(seat -> rank(wish, seat)).sum();
    }

    private static int rank(Wish wish, ReleasedSeat seat) {
        return wish.grades().indexOf(seat.grade());
    }

    /// Seats with the same section and row and following numbers.
    private static List<List<ReleasedSeat>> runs(List<ReleasedSeat> asTheyLie) {
        var runs = new ArrayList<List<ReleasedSeat>>();
        for (var seat : asTheyLie) {
            if (runs.isEmpty() || !isNext(runs.getLast().getLast(), seat)) {
                runs.add(new ArrayList<>());
            }
            runs.getLast().add(seat);
        }
        return runs;
    }

    private static boolean isNext(ReleasedSeat one, ReleasedSeat other) {
        return one.section().equals(other.section())
                && one.row().equals(other.row())
                && other.number() == one.number() + 1;
    }
}
