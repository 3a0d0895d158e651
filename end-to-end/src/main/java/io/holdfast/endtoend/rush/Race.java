package io.holdfast.endtoend.rush;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Who got the seats that everybody wanted.
public final class Race {

    private final Map<String, AtomicInteger> wanted = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> winners = new ConcurrentSkipListMap<>();

    /// Somebody goes for it.
    public void runs(String seat) {
        wanted.computeIfAbsent(seat, _ -> new AtomicInteger()).incrementAndGet();
    }

    /// Somebody was told that it is theirs.
    public void wins(String seat) {
        winners.computeIfAbsent(seat, _ -> new AtomicInteger()).incrementAndGet();
    }

    /// Whether each seat that somebody went for has exactly one winner.
    public boolean fair() {
        return !wanted.isEmpty()
                && winners.keySet().equals(wanted.keySet())
                && winners.values().stream().allMatch(count -> count.get() == 1);
    }

    /// In numbers.
    @Override
    public String toString() {
        return "%,d wanted %,d seats; winners of each: %s"
                .formatted(wanted.values().stream().mapToInt(AtomicInteger::get).sum(), wanted.size(), winners);
    }
}
