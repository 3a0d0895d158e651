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

    /// What could be kept for a wish that what is here does not meet, until more comes back: as many as would do, and
    /// if neighbours are wanted, those that are so close in one row that the missing ones can join them.
    ///
    /// @return fewer than wished for; empty if none would do
    List<ReleasedSeat> part(Wish wish, Set<SeatId> notThese) {
        var fitting = left.stream()
                .filter(seat -> wish.accepts(seat) && !notThese.contains(seat.seat()))
                .toList();
        if (!wish.adjacent()) {
            return fitting.stream()
                    .sorted(Comparator.comparingInt(seat -> rank(wish, seat)))
                    .limit(wish.seats() - 1L)
                    .toList();
        }
        List<ReleasedSeat> best = List.of();
        for (var first : fitting) {
            var near = fitting.stream()
                    .filter(seat -> seat.section().equals(first.section())
                            && seat.row().equals(first.row())
                            && seat.number() >= first.number()
                            && seat.number() < first.number() + wish.seats())
                    .toList();
            if (near.size() > best.size()
                    || near.size() == best.size() && sumOfRanks(wish, near) < sumOfRanks(wish, best)) {
                best = near;
            }
        }
        return best;
    }

    /// Why a wish is met or not by what is here.
    enum Verdict {
        FITS,
        NOTHING_LEFT,
        GRADE,
        SECTION,
        PRICE,
        NOT_ENOUGH,
        NOT_TOGETHER
    }

    Verdict verdict(Wish wish, Set<SeatId> notThese) {
        if (fit(wish, notThese).isPresent()) {
            return Verdict.FITS;
        }
        if (left.isEmpty()) {
            return Verdict.NOTHING_LEFT;
        }
        var grade = left.stream()
                .filter(seat -> wish.grades().contains(seat.grade()))
                .toList();
        var section = grade.stream()
                .filter(seat -> wish.sections().isEmpty() || wish.sections().contains(seat.section()))
                .toList();
        var all = section.stream().filter(wish::accepts).toList();
        if (grade.isEmpty()) {
            return Verdict.GRADE;
        }
        if (section.isEmpty()) {
            return Verdict.SECTION;
        }
        if (all.isEmpty()) {
            return Verdict.PRICE;
        }
        return all.size() < wish.seats() ? Verdict.NOT_ENOUGH : Verdict.NOT_TOGETHER;
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
