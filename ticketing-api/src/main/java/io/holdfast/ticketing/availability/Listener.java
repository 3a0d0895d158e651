package io.holdfast.ticketing.availability;

import io.holdfast.ticketing.availability.LiveMap.FirstWord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Somebody's open stream of changes. Used on its own event loop only.
///
/// Whoever takes what is sent too slowly is sent nothing more, and everything afresh once the line is free again; so
/// nothing is kept for anybody but what the socket's buffer holds.
final class Listener {

    private final HttpServerResponse response;
    private final Runnable behind;
    private long sequence;
    private long slowSince;
    private long sentAt = System.nanoTime();

    /// Asked when the line is free again.
    private final Supplier<FirstWord> all;

    Listener(HttpServerResponse response, Supplier<FirstWord> all, Runnable behind) {
        this.response = response;
        this.all = all;
        this.behind = behind;
    }

    void begin(FirstWord word) {
        sequence = word.sequence();
        if (word.event() == null) {
            write(SeatEvents.heartbeat());
        } else {
            write(word.event());
        }
    }

    /// @param at the order of events; one that the listener's first word already covers is not for them
    void tell(long at, Buffer event) {
        if (slowSince != 0 || at <= sequence) {
            return;
        }
        if (response.writeQueueFull()) {
            slowSince = System.nanoTime();
            response.drainHandler(_ -> catchUp());
            return;
        }
        sequence = at;
        write(event);
    }

    private void catchUp() {
        if (slowSince != 0) {
            slowSince = 0;
            behind.run();
            begin(all.get());
        }
    }

    /// @return whether it still makes sense to go on
    boolean beat(long nanos, long every, long patience) {
        if (slowSince != 0) {
            return nanos - slowSince < patience;
        }
        if (nanos - sentAt >= every && !response.writeQueueFull()) {
            write(SeatEvents.heartbeat());
        }
        return true;
    }

    void end(@Nullable Buffer lastWord) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (lastWord == null) {
            response.reset();
        } else {
            response.end(lastWord);
        }
    }

    private void write(Buffer event) {
        if (!response.ended() && !response.closed()) {
            sentAt = System.nanoTime();
            response.write(event);
        }
    }
}
