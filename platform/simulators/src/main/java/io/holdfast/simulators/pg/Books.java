package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Asked;
import io.holdfast.simulators.gateway.Journal;
import io.holdfast.simulators.gateway.Names;
import io.holdfast.simulators.gateway.Refused;
import io.holdfast.simulators.pg.PaymentState.Aborted;
import io.holdfast.simulators.pg.PaymentState.Authenticated;
import io.holdfast.simulators.pg.PaymentState.Captured;
import io.holdfast.simulators.pg.PaymentState.Expired;
import io.holdfast.simulators.pg.PaymentState.Ready;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The gateway's books: every payment, each behind a lock of its own. A change is in the journal before anybody
/// hears of it.
final class Books {

    /// So many payments are listed at once.
    static final int PAGE = 50;

    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Journal<Payment> journal;
    private final Consumer<Payment> changed;

    /// @param changed hears of every payment whose status has changed
    Books(InstantSource clock, Journal<Payment> journal, Consumer<Payment> changed) {
        this.clock = clock;
        this.journal = journal;
        this.changed = changed;
        journal.read(payment -> entries.put(payment.paymentKey(), new Entry(payment)));
    }

    Payment open(Terms terms, Asked asked) {
        var payment = new Payment(
                Names.fresh("pay_"),
                terms.orderId(),
                terms.orderName(),
                terms.amount(),
                terms.currency(),
                terms.method(),
                terms.successUrl(),
                terms.failUrl(),
                clock.instant(),
                asked,
                new Ready());
        journal.write(payment);
        entries.put(payment.paymentKey(), new Entry(payment));
        return payment;
    }

    /// The payer's answer on the hosted page; a second answer changes nothing.
    Payment answer(String paymentKey, boolean approved) {
        return change(paymentKey, payment -> switch (payment.state()) {
            case Ready ready -> payment.with(approved ? ready.approve() : ready.decline());
            case Authenticated _, Captured _, Aborted _, Expired _ -> payment;
        });
    }

    /// @throws Refused if it cannot be captured
    Payment confirm(String paymentKey, String orderId, long amount, Asked asked, boolean rejected) {
        var confirmed = change(paymentKey, payment -> switch (payment.state()) {
            case Ready _ -> throw new Refused(400, "NOT_AUTHENTICATED", "the payer has not agreed yet");
            case Authenticated authenticated -> {
                if (!payment.orderId().equals(orderId)) {
                    throw new Refused(400, "ORDER_MISMATCH", "this payment is for another order");
                }
                if (payment.amount() != amount) {
                    throw new Refused(400, "AMOUNT_MISMATCH", "this is not the amount of the payment");
                }
                yield payment.with(rejected ? authenticated.reject() : authenticated.confirm(clock.instant(), asked));
            }
            case Captured _ -> throw new Refused(400, "ALREADY_PROCESSED", "this payment is captured already");
            case Aborted(var code) -> throw new Refused(400, code, "this payment has failed");
            case Expired _ -> throw new Refused(400, "EXPIRED", "this payment has expired");
        });
        if (confirmed.state() instanceof Aborted(var code)) {
            throw new Refused(400, code, "the card was declined");
        }
        return confirmed;
    }

    /// @throws Refused if so much cannot be given back
    Cancel cancel(String paymentKey, long amount, String reason, Asked asked) {
        var cancelled = change(paymentKey, payment -> switch (payment.state()) {
            case Captured captured -> {
                var balance = payment.balance();
                if (balance == 0) {
                    throw new Refused(400, "ALREADY_CANCELED", "all of it has been given back");
                }
                if (amount > balance) {
                    throw new Refused(400, "NOT_ENOUGH_BALANCE", "less than that is left of this payment");
                }
                yield payment.with(captured.cancel(
                        new Cancel(Names.fresh("cancel_"), amount, reason, clock.instant(), balance - amount, asked)));
            }
            case Ready _, Authenticated _, Aborted _, Expired _ ->
                throw new Refused(400, "NOT_CAPTURED", "no money was taken with this payment");
        });
        return cancelled.cancels().getLast();
    }

    Payment find(String paymentKey) {
        return change(paymentKey, payment -> payment);
    }

    /// Newest first.
    List<Payment> ofOrder(String orderId) {
        return all().stream()
                .filter(payment -> payment.orderId().equals(orderId))
                .sorted(Comparator.comparing(Payment::createdAt).reversed())
                .toList();
    }

    /// Those captured from one moment on and before another, oldest first: a page of them and, if there is, one more.
    ///
    /// @param after the last of the page before
    List<Payment> taken(Instant from, Instant to, Optional<String> after) {
        record Taken(Instant at, Payment payment) {}
        var taken = all().stream()
                .flatMap(payment -> payment.state() instanceof Captured captured
                        ? Stream.of(new Taken(captured.at(), payment))
                        : Stream.empty())
                .filter(one -> !one.at().isBefore(from) && one.at().isBefore(to))
                .sorted(Comparator.comparing(Taken::at)
                        .thenComparing(one -> one.payment().paymentKey()))
                .map(Taken::payment)
                .toList();
        var begins = after.map(
                        key -> taken.stream().map(Payment::paymentKey).toList().indexOf(key) + 1)
                .orElse(0);
        return taken.stream().skip(begins).limit(PAGE + 1L).toList();
    }

    Collection<Payment> all() {
        return entries.values().stream().map(Entry::read).toList();
    }

    private Payment change(String paymentKey, UnaryOperator<Payment> move) {
        var entry = entries.get(paymentKey);
        if (entry == null) {
            throw new Refused(404, "UNKNOWN_PAYMENT", "there is no such payment");
        }
        entry.lock.lock();
        try {
            var before = entry.payment;
            // An expiry is on the books even when the move that met it is refused.
            keep(entry, before.at(clock.instant()));
            keep(entry, move.apply(entry.payment));
            return entry.payment;
        } finally {
            entry.lock.unlock();
        }
    }

    private void keep(Entry entry, Payment next) {
        if (next.state().equals(entry.payment.state())) {
            return;
        }
        journal.write(next);
        entry.payment = next;
        changed.accept(next);
    }

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();
        private Payment payment;

        private Entry(Payment payment) {
            this.payment = payment;
        }

        private Payment read() {
            lock.lock();
            try {
                return payment;
            } finally {
                lock.unlock();
            }
        }
    }
}
