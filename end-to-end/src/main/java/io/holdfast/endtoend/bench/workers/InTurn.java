package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.endtoend.bench.workers.Fans.Fan;
import io.holdfast.endtoend.bench.workers.Fans.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The rule of the waitlist, walked by hand: from the longest wait to the shortest, whoever wishes for what is left is
/// served, and nobody else. Which of the seats that would do are chosen is not asked; what was chosen is gone for those
/// behind.
final class InTurn {

    private final List<Fan> waiting;

    InTurn(List<Fan> line) {
        this.waiting = new ArrayList<>(line);
    }

    /// Releases that were matched one after the other.
    ///
    /// @param told all offers made of them, in the order they were told
    /// @return how many seats went to somebody
    /// @throws IllegalStateException naming the first that is against the rule
    int check(List<List<ReleasedSeat>> releases, List<SeatsOffered> told) {
        var releaseOf = new HashMap<SeatId, Integer>();
        for (var n = 0; n < releases.size(); n++) {
            for (var seat : releases.get(n)) {
                releaseOf.put(seat.seat(), n);
            }
        }
        var offers = told.stream()
                .collect(Collectors.groupingBy(
                        offer -> releaseOf(offer, releaseOf), LinkedHashMap::new, Collectors.toList()));
        if (!List.copyOf(offers.keySet())
                .equals(offers.keySet().stream().sorted().toList())) {
            throw new IllegalStateException("a later release was offered before an earlier one");
        }
        for (var n = 0; n < releases.size(); n++) {
            checkOne(releases.get(n), offers.getOrDefault(n, List.of()));
        }
        return told.stream().mapToInt(offer -> offer.seats().size()).sum();
    }

    private static int releaseOf(SeatsOffered offer, Map<SeatId, Integer> releaseOf) {
        var release = releaseOf.get(offer.seats().getFirst());
        if (release == null) {
            throw new IllegalStateException("seat %s was offered and had not come back".formatted(offer.seats()));
        }
        return release;
    }

    private void checkOne(List<ReleasedSeat> seats, List<SeatsOffered> told) {
        var left = seats.stream().collect(Collectors.toMap(ReleasedSeat::seat, seat -> seat));
        var offers = new HashMap<EntryId, SeatsOffered>();
        for (var offer : told) {
            if (offers.put(offer.entry(), offer) != null) {
                throw new IllegalStateException("entry %s was offered seats twice".formatted(offer.entry()));
            }
        }
        var order = told.stream().map(SeatsOffered::entry).iterator();
        var nothingFits = new HashSet<Wish>();
        var fans = waiting.iterator();
        while (fans.hasNext() && !(left.isEmpty() && offers.isEmpty())) {
            var fan = fans.next();
            var offer = offers.remove(fan.entry());
            if (offer != null) {
                if (!order.next().equals(fan.entry())) {
                    throw new IllegalStateException("entry %s was told out of turn".formatted(fan.entry()));
                }
                take(fan, offer, left);
                fans.remove();
            } else if (!nothingFits.contains(fan.wish())) {
                if (fits(fan.wish(), List.copyOf(left.values()))) {
                    throw new IllegalStateException(
                            "entry %s was passed over while %d seats were left, some of which would have done: %s"
                                    .formatted(fan.entry(), left.size(), fan.wish()));
                }
                nothingFits.add(fan.wish());
            }
        }
        if (!offers.isEmpty()) {
            throw new IllegalStateException("%d offers went to nobody who waits".formatted(offers.size()));
        }
    }

    private static void take(Fan fan, SeatsOffered offer, Map<SeatId, ReleasedSeat> left) {
        var chosen = new ArrayList<ReleasedSeat>();
        for (var seat : offer.seats()) {
            var taken = left.remove(seat);
            if (taken == null) {
                throw new IllegalStateException("seat %s was offered twice, or had not come back".formatted(seat));
            }
            chosen.add(taken);
        }
        if (chosen.size() != fan.wish().seats() || !fits(fan.wish(), chosen)) {
            throw new IllegalStateException(
                    "entry %s wished for %s and was offered %s".formatted(fan.entry(), fan.wish(), chosen));
        }
    }

    /// Whether some of these would do.
    private static boolean fits(Wish wish, List<ReleasedSeat> seats) {
        var fitting = seats.stream().filter(wish::accepts).toList();
        return fitting.size() >= wish.seats() && (!wish.adjacent() || longestRun(fitting) >= wish.seats());
    }

    /// How many lie side by side at most.
    private static int longestRun(List<ReleasedSeat> seats) {
        var rows = seats.stream()
                .collect(Collectors.groupingBy(seat -> List.of(seat.section(), seat.row()), Collectors.toList()));
        var longest = 0;
        for (var row : rows.values()) {
            var run = 0;
            var before = Integer.MIN_VALUE;
            for (var seat : row.stream()
                    .sorted(Comparator.comparing(ReleasedSeat::number))
                    .toList()) {
                run = seat.number() == before + 1 ? run + 1 : 1;
                before = seat.number();
                longest = Math.max(longest, run);
            }
        }
        return longest;
    }

    /// Every seat that came back was offered or given up, once, and no other.
    ///
    /// @throws IllegalStateException if not
    static void eachOnce(List<ReleasedSeat> back, List<SeatId> offered, List<SeatId> unwanted) {
        var all = new ArrayList<>(offered);
        all.addAll(unwanted);
        if (all.size() != back.size()
                || !Set.copyOf(all).equals(back.stream().map(ReleasedSeat::seat).collect(Collectors.toSet()))) {
            throw new IllegalStateException("of %,d seats that came back %,d were offered and %,d were given up"
                    .formatted(back.size(), offered.size(), unwanted.size()));
        }
    }
}
