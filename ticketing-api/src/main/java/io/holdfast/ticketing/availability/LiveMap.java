package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.availability.Readings.Reading;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What this process knows about the seats of one performance: how each stood when it was last looked at, and when
/// that was. Of two accounts of a seat the later counts, whichever arrives first.
final class LiveMap {

    /// Two accounts of a seat so near to each other say nothing about which is the later: who said it was, when it
    /// learnt of a hold, had the database's time only by estimate. The seat is read again.
    static final long DOUBT = TimeUnit.MILLISECONDS.toMicros(100);

    /// How many versions back somebody may be to be told only what has changed.
    private static final int REMEMBERED = 512;

    private record Change(String before, int[] ordinals) {}

    private final PerformanceId performance;
    private final Listeners listeners;
    /// Held by whoever reads all seats.
    private final ReentrantLock reading = new ReentrantLock();

    private @Nullable Seating seating;
    private byte[] states = {};
    private long[] untils = {};
    private long[] ats = {};
    private long nextLapse = Seen.NEVER;
    private boolean touched;
    private boolean forgotten;
    private final List<Seen> early = new ArrayList<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private int remembered;
    private final BitSet untold = new BitSet();
    private boolean tellAll;
    private long sequence;

    private volatile @Nullable LiveSeats seats;
    private volatile long lookedAt = System.nanoTime();
    private volatile long changedAt = System.nanoTime() - TimeUnit.HOURS.toNanos(1);
    private volatile long readAt;
    private volatile long readingTook;
    private volatile long triedAt;
    private volatile long toldAt = System.nanoTime();

    LiveMap(PerformanceId performance, Listeners listeners) {
        this.performance = performance;
        this.listeners = listeners;
    }

    PerformanceId performance() {
        return performance;
    }

    Listeners listeners() {
        return listeners;
    }

    ReentrantLock reading() {
        return reading;
    }

    /// @return null as long as nothing has been read
    @Nullable
    LiveSeats seats() {
        return seats;
    }

    LiveSeats seatsLookedAt() {
        lookedAt = System.nanoTime();
        return Objects.requireNonNull(seats);
    }

    synchronized @Nullable Seating seating() {
        return seating;
    }

    long lookedAt() {
        return lookedAt;
    }

    long changedAt() {
        return changedAt;
    }

    /// When the last reading of all seats began.
    long readAt() {
        return readAt;
    }

    long readingTook() {
        return readingTook;
    }

    long triedAt() {
        return triedAt;
    }

    void tried(long nanos) {
        triedAt = nanos;
    }

    /// All seats have been read.
    ///
    /// @param began in nanoseconds of this JVM
    synchronized void read(Seating read, Reading reading, long began, long now) {
        var known = seating;
        if (known == null || known.mark() != read.mark() || states.length != reading.capacity()) {
            if (known != null) {
                changes.clear();
                remembered = 0;
                untold.clear();
                tellAll = true;
            }
            seating = read;
            states = reading.states().clone();
            untils = reading.untils().clone();
            ats = new long[states.length];
            Arrays.fill(ats, reading.at());
        } else {
            for (var i = 0; i < states.length; i++) {
                if (reading.at() >= ats[i]) {
                    states[i] = reading.states()[i];
                    untils[i] = reading.untils()[i];
                    ats[i] = reading.at();
                }
            }
        }
        touched = true;
        readingTook = System.nanoTime() - began;
        readAt = began;
        if (!early.isEmpty()) {
            learn(List.copyOf(early));
            early.clear();
        }
        refresh(now);
    }

    /// @param doubted must be read again
    /// @param strange whether the performance has other seats than was thought
    record Learnt(List<SeatId> doubted, boolean strange) {}

    /// Somebody has learnt of some seats.
    synchronized Learnt learn(Collection<Seen> all) {
        var known = seating;
        if (known == null) {
            early.addAll(all);
            return new Learnt(List.of(), false);
        }
        var doubted = new ArrayList<SeatId>();
        var strange = false;
        for (var seen : all) {
            var i = known.ordinal(seen.seat());
            if (i < 0) {
                strange = true;
                continue;
            }
            var differs = states[i] != seen.state() || untils[i] != seen.until();
            if (differs && Math.abs(seen.at() - ats[i]) < DOUBT) {
                doubted.add(seen.seat());
            }
            if (seen.at() >= ats[i]) {
                states[i] = seen.state();
                untils[i] = seen.until();
                ats[i] = seen.at();
                touched |= differs;
            }
        }
        return new Learnt(doubted, strange);
    }

    /// Shows what has been learnt, and frees what has lapsed.
    ///
    /// @param now by the database's clock
    synchronized void refresh(long now) {
        var known = seating;
        if (known == null || !touched && now < nextLapse) {
            return;
        }
        touched = false;
        nextLapse = Seen.NEVER;
        var shown = states.clone();
        for (var i = 0; i < shown.length; i++) {
            if (untils[i] <= now) {
                shown[i] = LiveSeats.FREE;
            } else {
                nextLapse = Math.min(nextLapse, untils[i]);
            }
        }
        var before = seats;
        if (before != null && before.seating() == known && before.sameStates(shown)) {
            return;
        }
        var after = new LiveSeats(known, shown);
        if (before != null && before.seating() == known) {
            remember(before, after);
        }
        changedAt = before == null ? changedAt : System.nanoTime();
        sequence++;
        seats = after;
    }

    private void remember(LiveSeats before, LiveSeats after) {
        var ordinals = new int[after.capacity()];
        var count = 0;
        for (var i = 0; i < after.capacity(); i++) {
            if (before.state(i) != after.state(i)) {
                ordinals[count++] = i;
                untold.set(i);
            }
        }
        changes.addLast(new Change(before.version(), Arrays.copyOf(ordinals, count)));
        remembered += count;
        while (changes.size() > REMEMBERED || remembered > after.capacity() && changes.size() > 1) {
            remembered -= changes.removeFirst().ordinals().length;
        }
    }

    /// @param resync whether it tells everything, since nobody knows what the listener has
    record FirstWord(long sequence, @Nullable Buffer event, boolean resync) {}

    /// What somebody has to be told who knows a version, from which on [#news] follow.
    ///
    /// @return null if this map is forgotten; there may be another by now
    synchronized @Nullable FirstWord join(@Nullable String version, Runnable joined) {
        if (forgotten) {
            return null;
        }
        joined.run();
        lookedAt = System.nanoTime();
        return since(version);
    }

    synchronized FirstWord since(@Nullable String version) {
        var now = Objects.requireNonNull(seats);
        if (now.version().equals(version)) {
            return new FirstWord(sequence, null, false);
        }
        if (version != null) {
            var changed = new BitSet();
            for (var newest = changes.descendingIterator(); newest.hasNext(); ) {
                var change = newest.next();
                for (var ordinal : change.ordinals()) {
                    changed.set(ordinal);
                }
                if (change.before().equals(version)) {
                    return new FirstWord(sequence, changes(now, changed), false);
                }
            }
        }
        return new FirstWord(sequence, SeatEvents.snapshot(now), version != null);
    }

    /// Tells all listeners what they do not know yet.
    ///
    /// @param pause at least so long between two tellings, in nanoseconds
    synchronized void tell(long pause) {
        var now = seats;
        var nanos = System.nanoTime();
        if (now == null || !tellAll && untold.isEmpty() || nanos - toldAt < pause) {
            return;
        }
        toldAt = nanos;
        if (listeners.any()) {
            listeners.tell(sequence, tellAll ? SeatEvents.snapshot(now) : changes(now, untold));
        }
        tellAll = false;
        untold.clear();
    }

    private static Buffer changes(LiveSeats now, BitSet changed) {
        return changed.cardinality() > now.capacity() / 4 + 8
                ? SeatEvents.snapshot(now)
                : SeatEvents.changes(now, changed);
    }

    /// @return whether it is forgotten now: nobody listens, and nobody has looked for so long
    synchronized boolean forget(long afterNanos) {
        if (!forgotten && !listeners.any() && System.nanoTime() - lookedAt >= afterNanos) {
            forgotten = true;
        }
        return forgotten;
    }
}
