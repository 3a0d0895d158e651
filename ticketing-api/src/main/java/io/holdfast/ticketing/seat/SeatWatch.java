package io.holdfast.ticketing.seat;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// Tells those in this process who watch seats that some have changed hands. Whoever moves a seat's row says so here.
/// Nothing is decided by it: who misses it finds the truth in PostgreSQL.
@ApplicationScoped
public class SeatWatch {

    private final TransactionSynchronizationRegistry transaction;
    private final Event<SeatsChanged> changes;
    private final Event<SeatsHeld> holds;

    SeatWatch(TransactionSynchronizationRegistry transaction, Event<SeatsChanged> changes, Event<SeatsHeld> holds) {
        this.transaction = transaction;
        this.changes = changes;
        this.holds = holds;
    }

    /// In a transaction it is told when that has committed, else at once.
    public void changed(PerformanceId performance, Collection<SeatId> seats) {
        if (seats.isEmpty()) {
            return;
        }
        var change = new SeatsChanged(performance, List.copyOf(seats));
        if (transaction.getTransactionStatus() == Status.STATUS_ACTIVE) {
            transaction.registerInterposedSynchronization(new OnceCommitted(() -> changes.fire(change)));
        } else {
            changes.fire(change);
        }
    }

    /// @param until exclusive, by the database clock; already committed
    public void held(PerformanceId performance, Collection<SeatId> seats, Instant until) {
        holds.fire(new SeatsHeld(performance, seats, until));
    }

    private record OnceCommitted(Runnable told) implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                told.run();
            }
        }
    }
}
