package io.holdfast.ticketing.account;

import io.holdfast.contracts.id.SessionId;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Sessions that are over: those this process has ended itself, known at once, and those that everybody has read
/// lately. A session that was in it once is in it at every moment until it is forgotten everywhere.
final class EndedSet {

    private final LongSupplier nanoTime;
    private final Map<SessionId, Long> here = new ConcurrentHashMap<>();
    private volatile Set<SessionId> everywhere = Set.of();

    EndedSet(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// In this order: what is no longer known from here is known from everywhere by then.
    boolean contains(SessionId session) {
        return isKnownFromHere(session) || isKnownFromEverywhere(session);
    }

    boolean isKnownFromHere(SessionId session) {
        return here.containsKey(session);
    }

    boolean isKnownFromEverywhere(SessionId session) {
        return everywhere.contains(session);
    }

    /// Once they have been written down.
    void add(Collection<SessionId> sessions) {
        var now = nanoTime.getAsLong();
        sessions.forEach(session -> here.put(session, now));
    }

    /// One at a time.
    ///
    /// @param read all that were written down when it is asked, or later
    void renew(Supplier<Set<SessionId>> read) {
        var asked = nanoTime.getAsLong();
        everywhere = read.get();
        // What had been ended before we asked is among them.
        here.values().removeIf(at -> at - asked < 0);
    }
}
