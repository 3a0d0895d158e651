package io.holdfast.waitlist.matching;

import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.waitlist.entry.Entries.Candidate;
import io.holdfast.waitlist.entry.Entries.Common;
import io.holdfast.waitlist.entry.Entries.Next;
import io.holdfast.waitlist.entry.Entries.Raised;
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
/// a queue that does not fit is left whole and unread, since what is left only ever gets less. Queues come in the order
/// of the places before which nobody of them waits, and no further than needed: the walk ends when nothing is left, and
/// until then nobody who might go first is unread. So what a release costs depends on how many seats it has and how far
/// down the line they go, and neither on how many wait nor on how many different wishes there are.
///
/// One group may have kept for it what would do, though it is not enough: the first in line that wishes for more than
/// is here, or the one that seats are being gathered for.
final class InOrder {

    private static final int MOST_WISHES_TOGETHER = 1000;

    private static final Comparator<Queue> LONGEST_WAIT =
            Comparator.comparingLong(queue -> queue.first().place());

    private final Lines lines;
    private final Seating seating;
    private final int most;
    private final Gathering gathering;
    private final PriorityQueue<Queue> ready = new PriorityQueue<>(LONGEST_WAIT);
    private final List<Queue> unread = new ArrayList<>();
    private final List<Queue> all = new ArrayList<>();
    private Optional<Common> lastWish = Optional.empty();
    private boolean hasMoreWishes = true;
    private int wishesTogether;
    private Optional<Kept> kept = Optional.empty();

    /// Reads lines.
    interface Lines {
        /// @param count for how many seats at most
        List<Common> wishes(Optional<Common> after, int count, Collection<ReleasedSeat> seats, int most);

        List<Candidate> next(Collection<Next> asked);
    }

    /// For whom seats may be kept.
    sealed interface Gathering {
        record ForNobody() implements Gathering {}

        record ForFirstGroup() implements Gathering {}

        /// For whom they are kept already.
        record For(EntryId entry, long wish, long place) implements Gathering {}
    }

    /// Seats kept for a group.
    record Kept(Candidate candidate, List<ReleasedSeat> seats) {}

    /// @param most how many of one queue are read at once
    /// @param wishesTogether how many wishes are read at first
    InOrder(Seating seating, Gathering gathering, int most, int wishesTogether, Lines lines) {
        this.lines = lines;
        this.seating = seating;
        this.gathering = gathering;
        this.most = most;
        this.wishesTogether = wishesTogether;
    }

    /// @return who is to have what, in the order of the line; the seating is left without it, and without what is kept
    List<Meant> meant() {
        var meant = new ArrayList<Meant>();
        for (var queue = longestWait(); queue.isPresent(); queue = longestWait()) {
            queue.get().serve().ifPresent(meant::add);
        }
        return meant;
    }

    /// After the walk.
    Optional<Kept> kept() {
        return kept;
    }

    /// Where the lines that were read begin by now, as far as that has changed.
    List<Raised> raised() {
        return all.stream()
                .map(Queue::raised)
                .filter(raised ->
                        raised.firstPlace().map(place -> place > raised.was()).orElse(true))
                .toList();
    }

    private Optional<Queue> longestWait() {
        if (seating.isEmpty()) {
            return Optional.empty();
        }
        read();
        while (hasMoreWishes && (ready.isEmpty() || mayGoFirst(ready.element()))) {
            readWishes();
            read();
        }
        return Optional.ofNullable(ready.poll());
    }

    /// Whether somebody whose wish has not been read might have waited longer.
    private boolean mayGoFirst(Queue best) {
        return lastWish.map(last -> last.firstPlace() < best.first().place()).orElse(true);
    }

    private void readWishes() {
        var wishes = lines.wishes(
                lastWish,
                gathering instanceof Gathering.ForNobody ? seating.count() : Wish.MOST_SEATS,
                seating.left(),
                wishesTogether);
        hasMoreWishes = wishes.size() == wishesTogether;
        wishesTogether = Math.min(2 * wishesTogether, MOST_WISHES_TOGETHER);
        if (!wishes.isEmpty()) {
            lastWish = Optional.of(wishes.getLast());
        }
        for (var common : wishes) {
            var queue = new Queue(common);
            if (queue.isOfUse()) {
                all.add(queue);
                unread.add(queue);
            }
        }
    }

    private void read() {
        unread.removeIf(queue -> !queue.isOfUse());
        if (unread.isEmpty()) {
            return;
        }
        var asked = List.copyOf(unread);
        unread.clear();
        var answers = lines
                .next(asked.stream().map(queue -> queue.next(asked.size())).toList())
                .stream()
                .collect(Collectors.groupingBy(Candidate::wish));
        for (var queue : asked) {
            queue.waiting.addAll(answers.getOrDefault(queue.common.id(), List.of()));
            if (queue.waiting.isEmpty()) {
                queue.isRead = true;
            } else {
                ready.add(queue);
            }
        }
    }

    /// Those with the same wish.
    private final class Queue {

        private final Common common;
        private final ArrayDeque<Candidate> waiting = new ArrayDeque<>();
        private long after;
        private int together;
        private boolean isRead;
        private Optional<Long> firstPassed = Optional.empty();

        Queue(Common common) {
            this.common = common;
        }

        Candidate first() {
            return waiting.getFirst();
        }

        private boolean fits() {
            return seating.fit(common.wish(), Set.of()).isPresent();
        }

        /// Whether somebody with this wish may be served, or have something kept.
        boolean isOfUse() {
            return fits()
                    || mayGather() && !seating.part(common.wish(), Set.of()).isEmpty();
        }

        private boolean mayGather() {
            return common.wish().seats() > 1
                    && kept.isEmpty()
                    && switch (gathering) {
                        case Gathering.ForNobody _ -> false;
                        case Gathering.ForFirstGroup _ -> true;
                        case Gathering.For one -> one.wish() == common.id() && one.place() > after;
                    };
        }

        private boolean mayGatherFor(Candidate candidate) {
            return kept.isEmpty()
                    && common.wish().seats() > 1
                    && switch (gathering) {
                        case Gathering.ForNobody _ -> false;
                        case Gathering.ForFirstGroup _ -> true;
                        case Gathering.For one -> one.entry().equals(candidate.entry());
                    };
        }

        /// Twice as many each time, so that a queue that is served much is asked rarely.
        Next next(int queues) {
            together = Math.min(
                    most, together == 0 ? 1 + seating.count() / (common.wish().seats() * queues) : 2 * together);
            return new Next(common.id(), after, together);
        }

        /// The first one has its turn, and the queue lines up again, unless nothing is left for it.
        Optional<Meant> serve() {
            if (!isOfUse()) {
                return Optional.empty();
            }
            var candidate = waiting.removeFirst();
            after = candidate.place();
            (waiting.isEmpty() ? unread : ready).add(this);
            var seats = seating.fit(common.wish(), candidate.letPass());
            seats.ifPresent(seating::take);
            if (seats.isEmpty()) {
                firstPassed = firstPassed.or(() -> Optional.of(candidate.place()));
                if (mayGatherFor(candidate)) {
                    keep(candidate);
                }
            }
            return seats.map(chosen -> new Meant(candidate, chosen));
        }

        private void keep(Candidate candidate) {
            var part = seating.part(common.wish(), candidate.letPass());
            if (!part.isEmpty()) {
                seating.take(part);
                kept = Optional.of(new Kept(candidate, part));
            }
        }

        Raised raised() {
            var next = waiting.isEmpty()
                    ? (isRead ? Optional.<Long>empty() : Optional.of(Math.max(after + 1, common.firstPlace())))
                    : Optional.of(first().place());
            return new Raised(common.id(), common.firstPlace(), firstPassed.or(() -> next));
        }
    }
}
