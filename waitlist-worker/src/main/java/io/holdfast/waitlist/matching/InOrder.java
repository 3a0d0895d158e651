package io.holdfast.waitlist.matching;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.Entries.Common;
import io.holdfast.waitlist.entry.Entries.Next;
import io.holdfast.waitlist.entry.Wish;
import io.holdfast.waitlist.offer.Offers.Meant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/// Walks a performance's line in the order of registration, past everybody whose wish what is left cannot meet.
///
/// Everybody with the same wish is one queue. Of the queues that fit, the one whose first has waited longest goes next;
/// a queue that does not fit is left whole and unread, since what is left only ever gets less. So what a release costs
/// depends on how many seats it has and how many different wishes there are, and not on how many wait.
final class InOrder {

    private static final Comparator<Queue> LONGEST_WAIT =
            Comparator.comparingLong(queue -> queue.first().place());

    private final Reader reader;
    private final Seating seating;
    private final int most;
    private final PriorityQueue<Queue> ready = new PriorityQueue<>(LONGEST_WAIT);
    private final List<Queue> unread = new ArrayList<>();

    /// Reads the next in the lines of some wishes.
    @FunctionalInterface
    interface Reader {
        List<Candidate> next(Collection<Next> asked);
    }

    /// @param most how many of one queue are read at once
    InOrder(Collection<Common> wishes, Seating seating, int most, Reader reader) {
        this.reader = reader;
        this.seating = seating;
        this.most = most;
        var fitting = wishes.stream()
                .filter(common -> fit(common.wish(), Set.of()).isPresent())
                .toList();
        for (var common : fitting) {
            unread.add(new Queue(common, 1 + seating.count() / (common.wish().seats() * fitting.size())));
        }
    }

    /// @return who is to have what, in the order of the line; the seating is left without it
    List<Meant> meant() {
        var meant = new ArrayList<Meant>();
        for (var queue = longestWait(); queue.isPresent(); queue = longestWait()) {
            queue.get().serve().ifPresent(meant::add);
        }
        return meant;
    }

    private Optional<Queue> longestWait() {
        read();
        return Optional.ofNullable(ready.poll());
    }

    private void read() {
        unread.removeIf(queue -> !queue.fits());
        if (unread.isEmpty()) {
            return;
        }
        var asked = List.copyOf(unread);
        unread.clear();
        var answers = reader.next(asked.stream().map(Queue::next).toList()).stream()
                .collect(Collectors.groupingBy(Candidate::wish));
        for (var queue : asked) {
            queue.waiting.addAll(answers.getOrDefault(queue.common.id(), List.of()));
            if (!queue.waiting.isEmpty()) {
                ready.add(queue);
            }
        }
    }

    private Optional<List<ReleasedSeat>> fit(Wish wish, Set<SeatId> notThese) {
        return seating.fit(wish, notThese);
    }

    /// Those with the same wish.
    private final class Queue {

        private final Common common;
        private final ArrayDeque<Candidate> waiting = new ArrayDeque<>();
        private long after;
        private int together;

        Queue(Common common, int together) {
            this.common = common;
            this.together = Math.min(together, most);
        }

        Candidate first() {
            return waiting.getFirst();
        }

        boolean fits() {
            return fit(common.wish(), Set.of()).isPresent();
        }

        /// Twice as many each time, so that a queue that is served much is asked rarely.
        Next next() {
            var next = new Next(common.id(), after, together);
            together = Math.min(2 * together, most);
            return next;
        }

        /// The first one has its turn, and the queue lines up again, unless nothing is left for it.
        Optional<Meant> serve() {
            var fitting = fit(common.wish(), Set.of());
            if (fitting.isEmpty()) {
                return Optional.empty();
            }
            var candidate = waiting.removeFirst();
            after = candidate.place();
            (waiting.isEmpty() ? unread : ready).add(this);
            var seats = candidate.letPass().isEmpty() ? fitting : fit(common.wish(), candidate.letPass());
            seats.ifPresent(seating::take);
            return seats.map(chosen -> new Meant(candidate, chosen));
        }
    }
}
