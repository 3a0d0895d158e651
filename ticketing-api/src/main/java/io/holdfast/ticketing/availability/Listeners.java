package io.holdfast.ticketing.availability;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Everybody who listens to one performance, by event loop: what there is to say is handed to each loop once.
final class Listeners {

    private final Map<Context, Set<Listener>> byLoop = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    boolean any() {
        return count.get() > 0;
    }

    int count() {
        return count.get();
    }

    /// On the listener's event loop.
    void add(Context loop, Listener listener) {
        if (byLoop.computeIfAbsent(loop, _ -> new HashSet<>()).add(listener)) {
            count.incrementAndGet();
        }
    }

    /// On the listener's event loop.
    void remove(Context loop, Listener listener) {
        var here = byLoop.get(loop);
        if (here != null && here.remove(listener)) {
            count.decrementAndGet();
        }
    }

    void tell(long sequence, Buffer event) {
        each(listener -> listener.tell(sequence, event));
    }

    void each(Consumer<Listener> what) {
        byLoop.forEach((loop, here) -> {
            loop.runOnContext(_ -> {
                for (var listener : here.toArray(Listener[]::new)) {
                    what.accept(listener);
                }
            });
        });
    }
}
