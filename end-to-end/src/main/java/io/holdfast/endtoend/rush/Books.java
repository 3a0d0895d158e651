package io.holdfast.endtoend.rush;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// What the buyers themselves wrote down: their orders, what they paid, which tickets they hold, what was promised
/// back. All amounts in the currency's smallest unit.
final class Books {

    /// A ticket in somebody's hand.
    record Ticket(String id, String seat, long price) {}

    /// One order, as the buyer knows it.
    static final class Purchase {

        private final String order;
        private final long total;
        private long paid;
        private boolean late;
        private boolean inDoubt;
        private final Map<String, Ticket> tickets = new HashMap<>();
        private final Set<String> givenBack = new HashSet<>();
        private long promisedBack;
        private long kept;

        private Purchase(String order, long total) {
            this.order = order;
            this.total = total;
        }

        synchronized void paid() {
            paid = total;
            inDoubt = false;
        }

        /// Charged too late for the seats; all of it comes back.
        synchronized void tooLate() {
            paid();
            late = true;
            promisedBack = total;
        }

        /// Nobody has said what became of the money.
        synchronized void inDoubt() {
            inDoubt = true;
        }

        /// Whatever it was, it is known now.
        synchronized void settled() {
            inDoubt = false;
        }

        synchronized void hold(Ticket ticket) {
            tickets.put(ticket.id(), ticket);
        }

        /// @param refund promised
        /// @param fee kept
        synchronized void giveBack(Collection<String> ids, long refund, long fee) {
            givenBack.addAll(ids);
            promisedBack += refund;
            kept += fee;
        }

        synchronized List<Ticket> valid() {
            return tickets.values().stream()
                    .filter(ticket -> !givenBack.contains(ticket.id()))
                    .toList();
        }

        synchronized List<Ticket> tickets() {
            return List.copyOf(tickets.values());
        }

        synchronized Sum sum() {
            return new Sum(
                    late ? 0 : paid,
                    late ? paid : 0,
                    promisedBack,
                    kept,
                    valid().stream().mapToLong(Ticket::price).sum(),
                    inDoubt ? 1 : 0);
        }

        String order() {
            return order;
        }
    }

    /// @param paid for orders that got their seats
    /// @param late paid for orders that did not
    /// @param back promised back, for either
    /// @param kept as fees
    /// @param inHand worth of all valid tickets
    /// @param inDoubt orders whose payment nobody has explained
    record Sum(long paid, long late, long back, long kept, long inHand, int inDoubt) {

        static final Sum NOTHING = new Sum(0, 0, 0, 0, 0, 0);

        Sum plus(Sum other) {
            return new Sum(
                    paid + other.paid,
                    late + other.late,
                    back + other.back,
                    kept + other.kept,
                    inHand + other.inHand,
                    inDoubt + other.inDoubt);
        }

        /// What the gateway must have kept of it.
        long net() {
            return paid + late - back;
        }
    }

    private final Collection<Purchase> purchases = new ConcurrentLinkedQueue<>();
    private final AtomicInteger mayCancel = new AtomicInteger();

    Purchase open(String order, long total) {
        var purchase = new Purchase(order, total);
        purchases.add(purchase);
        return purchase;
    }

    Collection<Purchase> purchases() {
        return purchases;
    }

    Sum sum() {
        return purchases.stream().map(Purchase::sum).reduce(Sum.NOTHING, Sum::plus);
    }

    /// All valid tickets in anybody's hand.
    List<Ticket> tickets() {
        return purchases.stream().flatMap(purchase -> purchase.valid().stream()).toList();
    }

    /// Somebody is about to buy and means to cancel.
    void cancellationAhead() {
        mayCancel.incrementAndGet();
    }

    void cancellationBehind() {
        mayCancel.decrementAndGet();
    }

    /// Whether somebody may still give seats back.
    boolean cancellationsAhead() {
        return mayCancel.get() > 0;
    }
}
