package io.holdfast.ticketing.hold;

import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.DatabaseException;
import io.holdfast.ticketing.hold.HoldOutcome.Placed;
import io.holdfast.ticketing.hold.HoldOutcome.Running;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.seat.SeatWatch;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Puts the holds of a crowd into one transaction: two writers each take what has been asked meanwhile, ask PostgreSQL
/// once, and give everybody an outcome of their own. Who comes alone goes at once; in a crowd the next lot gathers
/// while the last is being committed. An answer is given when its hold is committed, so a crash loses no answered hold.
///
/// Wishes in flight at one time never share a seat, a person or a key, so that one cannot spoil another's lot; the
/// statement itself would refuse them too.
///
/// Who wants a seat that somebody has for certain ([TakenSeats]) is refused without a transaction, a thousand at a
/// time, after one look whether they ask again for what they have been answered before.
@ApplicationScoped
class HoldGroups {

    private static final Logger LOG = Logger.getLogger(HoldGroups.class);

    private static final int WRITERS = 2;

    /// A lot of so many takes about 15 ms.
    static final int MOST_AT_ONCE = 256;

    /// More than can be answered in a second or two are asked to come back.
    private static final int MOST_WAITING = 8_192;

    /// Of the refused more can wait: a thousand of them take about 3 ms.
    private static final int MOST_REFUSED_WAITING = 65_536;

    private static final int MOST_REFUSED_AT_ONCE = 1_024;

    static final String UNIQUE_VIOLATION = "23505";

    private record Waiting(Wish wish, List<Object> marks, CompletableFuture<HoldOutcome> outcome) {}

    /// @param gone the seats that somebody else has
    private record Refused(Waiting one, List<SeatId> gone) {}

    private record Key(String subject, String key) {}

    private record Shopper(Object performance, String subject) {}

    private record Seat(Object performance, Object seat) {}

    private final DataSource database;
    private final TakenSeats taken;
    private final SeatWatch watch;
    private final DistributionSummary sizes;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToDo = lock.newCondition();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Set<Object> inFlight = new HashSet<>();
    private final BlockingQueue<Refused> refused = new LinkedBlockingQueue<>(MOST_REFUSED_WAITING);
    private final List<Thread> writers = new ArrayList<>();
    private @Nullable Thread refuser;
    private boolean closing;

    HoldGroups(DataSource database, TakenSeats taken, SeatWatch watch, MeterRegistry metrics) {
        this.database = database;
        this.taken = taken;
        this.watch = watch;
        this.sizes = DistributionSummary.builder("holdfast.hold.lot")
                .description("how many holds were asked for in one transaction")
                .register(metrics);
        metrics.gauge("holdfast.hold.waiting", waiting, ArrayDeque::size);
    }

    void start(@Observes StartupEvent started) {
        for (var n = 0; n < WRITERS; n++) {
            var writer = new Thread(this::write, "holds-" + n);
            writer.setDaemon(true);
            writers.add(writer);
            writer.start();
        }
        var thread = new Thread(this::refuse, "holds-refused");
        thread.setDaemon(true);
        thread.start();
        refuser = thread;
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            somethingToDo.signalAll();
        } finally {
            lock.unlock();
        }
        for (var writer : writers) {
            writer.join();
        }
        if (refuser != null) {
            refuser.interrupt();
            refuser.join();
        }
    }

    /// @return fails with [DatabaseException] or a `TEMPORARILY_UNAVAILABLE` problem when nobody knows; the same key
    ///     will tell
    CompletionStage<HoldOutcome> place(Wish wish) {
        var one = new Waiting(wish, marks(wish), new CompletableFuture<>());
        var gone = taken.from(wish.subject(), wish.performance(), wish.seats());
        lock.lock();
        try {
            if (closing || waiting.size() >= MOST_WAITING) {
                return CompletableFuture.failedStage(tooMany());
            }
            if (!gone.isEmpty()) {
                refuse(one, gone);
                return one.outcome();
            }
            waiting.add(one);
            somethingToDo.signal();
        } finally {
            lock.unlock();
        }
        return one.outcome();
    }

    private static ProblemException tooMany() {
        return TEMPORARILY_UNAVAILABLE
                .because("Many people are choosing seats at this moment; please try again.")
                .with("retryAfterSeconds", 1)
                .asException();
    }

    /// The same, for who can wait for it.
    HoldOutcome placed(Wish wish) {
        try {
            return place(wish).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException why ? why : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TEMPORARILY_UNAVAILABLE.plain().with("retryAfterSeconds", 1).asException();
        }
    }

    private static List<Object> marks(Wish wish) {
        var marks = new ArrayList<>(wish.seats().size() + 2);
        marks.add(new Key(wish.subject().value(), wish.key()));
        marks.add(new Shopper(wish.performance(), wish.subject().value()));
        wish.seats().forEach(seat -> marks.add(new Seat(wish.performance(), seat)));
        return marks;
    }

    private void write() {
        while (true) {
            List<Waiting> lot;
            try {
                lot = next();
            } catch (InterruptedException _) {
                return;
            }
            if (lot.isEmpty()) {
                return;
            }
            var outcomes = new IdentityHashMap<Waiting, Runnable>();
            try {
                run(lot, outcomes);
            } catch (Error e) {
                LOG.error("a writer of holds goes on after an error", e);
            } finally {
                land(lot);
            }
            lot.forEach(one -> outcomes.getOrDefault(
                            one, () -> one.outcome().completeExceptionally(new IllegalStateException("no outcome")))
                    .run());
        }
    }

    /// Whoever has an answer may ask again at once.
    private void land(List<Waiting> lot) {
        lock.lock();
        try {
            lot.forEach(one -> one.marks().forEach(inFlight::remove));
            somethingToDo.signal();
        } finally {
            lock.unlock();
        }
    }

    /// @return empty when there is nothing more to do, ever
    private List<Waiting> next() throws InterruptedException {
        while (true) {
            List<Waiting> lot = new ArrayList<>();
            List<Runnable> answers = new ArrayList<>();
            lock.lock();
            try {
                gather(lot, answers);
                if (lot.isEmpty() && answers.isEmpty()) {
                    if (closing && waiting.isEmpty()) {
                        return lot;
                    }
                    somethingToDo.await();
                }
            } finally {
                lock.unlock();
            }
            answers.forEach(Runnable::run);
            if (!lot.isEmpty()) {
                return lot;
            }
        }
    }

    /// Whoever collides with somebody in flight waits for what becomes of them, unless that is known by now.
    private void gather(List<Waiting> lot, List<Runnable> answers) {
        for (var each = waiting.iterator(); each.hasNext() && lot.size() < MOST_AT_ONCE; ) {
            var one = each.next();
            var wish = one.wish();
            var gone = taken.from(wish.subject(), wish.performance(), wish.seats());
            if (inFlight.contains(one.marks().getFirst())) {
                each.remove();
                answers.add(() -> one.outcome().complete(new Running()));
            } else if (!gone.isEmpty()) {
                each.remove();
                answers.add(() -> refuse(one, gone));
            } else if (one.marks().stream().noneMatch(inFlight::contains)) {
                each.remove();
                inFlight.addAll(one.marks());
                lot.add(one);
            }
        }
    }

    private void refuse(Waiting one, List<SeatId> gone) {
        if (!refused.offer(new Refused(one, gone))) {
            one.outcome().completeExceptionally(tooMany());
        }
    }

    private void refuse() {
        var lot = new ArrayList<Refused>();
        while (!Thread.currentThread().isInterrupted() || !refused.isEmpty()) {
            try {
                if (refused.isEmpty()) {
                    lot.add(refused.take());
                }
                refused.drainTo(lot, MOST_REFUSED_AT_ONCE - lot.size());
                refuse(lot);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                LOG.error("who refuses holds goes on after an error", e);
            } finally {
                lot.forEach(
                        each -> each.one().outcome().completeExceptionally(new IllegalStateException("no outcome")));
                lot.clear();
            }
        }
    }

    /// Whoever has been answered under that key before hears the same, whoever has the seats by now.
    private void refuse(List<Refused> lot) {
        var ones = lot.stream().map(Refused::one).toList();
        var outcomes = new IdentityHashMap<Waiting, Runnable>();
        try (var connection = database.getConnection()) {
            var recorded = PlaceHolds.recorded(
                    connection, ones.stream().map(Waiting::wish).toList());
            lot.stream()
                    .filter(each -> !recorded.contains(each.one().wish()))
                    .forEach(each ->
                            outcomes.put(each.one(), () -> each.one().outcome().complete(new SeatsTaken(each.gone()))));
            if (!recorded.isEmpty()) {
                var again = ones.stream()
                        .filter(one -> recorded.contains(one.wish()))
                        .toList();
                refuse(connection, again, outcomes);
            }
        } catch (SQLException | RuntimeException e) {
            ones.stream().filter(one -> !outcomes.containsKey(one)).forEach(one -> fail(one, e, outcomes));
        }
        outcomes.values().forEach(Runnable::run);
    }

    private void run(List<Waiting> lot, Map<Waiting, Runnable> outcomes) {
        sizes.record(lot.size());
        try {
            answer(lot, outcomes);
        } catch (SQLException | RuntimeException together) {
            if (lot.size() == 1) {
                fail(lot.getFirst(), together, outcomes);
                return;
            }
            LOG.warnf("%d holds could not be placed together and are tried one by one: %s", lot.size(), together);
            for (var one : lot) {
                try {
                    answer(List.of(one), outcomes);
                } catch (SQLException | RuntimeException alone) {
                    fail(one, alone, outcomes);
                }
            }
        }
    }

    private static void fail(Waiting one, Exception why, Map<Waiting, Runnable> outcomes) {
        var told = why instanceof SQLException e ? new DatabaseException(e) : why;
        outcomes.put(one, () -> one.outcome().completeExceptionally(told));
    }

    private void answer(List<Waiting> lot, Map<Waiting, Runnable> outcomes) throws SQLException {
        var wishes = lot.stream().map(Waiting::wish).toList();
        try (var connection = database.getConnection()) {
            var placed = place(connection, wishes);
            placed.forEach((n, hold) -> {
                var one = lot.get(n);
                outcomes.put(one, () -> one.outcome().complete(hold));
                taken.byHolder(one.wish());
                watch.held(one.wish().performance(), one.wish().seats(), hold.until());
            });
            var losers = lot.stream().filter(one -> !outcomes.containsKey(one)).toList();
            if (!losers.isEmpty()) {
                refuse(connection, losers, outcomes);
            }
        }
    }

    /// Once more, if another process has recorded one of the keys at this very moment: then it is known.
    private static Map<Integer, Placed> place(Connection connection, List<Wish> wishes) throws SQLException {
        try {
            return PlaceHolds.place(connection, wishes);
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return PlaceHolds.place(connection, wishes);
            }
            throw e;
        }
    }

    private void refuse(Connection connection, List<Waiting> losers, Map<Waiting, Runnable> outcomes)
            throws SQLException {
        var reasons =
                PlaceHolds.whyNot(connection, losers.stream().map(Waiting::wish).toList());
        for (var n = 0; n < losers.size(); n++) {
            var loser = losers.get(n);
            var reason = reasons.get(n);
            reason.taken()
                    .forEach(seat -> taken.by(seat.owner(), loser.wish().performance(), seat.seat(), seat.seconds()));
            outcomes.put(loser, () -> loser.outcome().complete(reason.outcome()));
        }
    }
}
