package io.holdfast.ticketing.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.availability.LiveMap.FirstWord;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
    private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

    private final Line line = new Line();
    private final AtomicInteger behind = new AtomicInteger();
    private final Listener listener = new Listener(
            line.response(), () -> new FirstWord(9, Buffer.buffer("everything"), true), behind::incrementAndGet);

    /// What goes out to a browser that may have stopped reading.
    private static final class Line {

        private final List<String> sent = new ArrayList<>();
        private boolean full;
        private Handler<Void> free = _ -> {};

        @SuppressWarnings("unchecked")
        HttpServerResponse response() {
            return (HttpServerResponse) Proxy.newProxyInstance(
                    Line.class.getClassLoader(), new Class<?>[] {HttpServerResponse.class}, (self, method, given) -> {
                        switch (method.getName()) {
                            case "write" -> sent.add(given[0].toString());
                            case "drainHandler" -> free = (Handler<Void>) given[0];
                            case "writeQueueFull" -> {
                                return full;
                            }
                            case "ended", "closed", "reset" -> {
                                return false;
                            }
                            default -> throw new UnsupportedOperationException(method.getName());
                        }
                        return method.getReturnType() == HttpServerResponse.class ? self : null;
                    });
        }

        void becomesFree() {
            full = false;
            free.handle(null);
        }
    }

    @Test
    void news_go_out_in_order() {
        listener.begin(new FirstWord(3, Buffer.buffer("first"), false));

        listener.tell(4, Buffer.buffer("second"));

        assertThat(line.sent).containsExactly("first", "second");
    }

    @Test
    void what_the_first_word_covers_is_not_told_again() {
        listener.begin(new FirstWord(3, Buffer.buffer("first"), false));

        listener.tell(3, Buffer.buffer("an earlier state"));

        assertThat(line.sent).containsExactly("first");
    }

    @Test
    void nothing_is_kept_for_who_is_too_slow() {
        listener.begin(new FirstWord(3, Buffer.buffer("first"), false));
        line.full = true;

        listener.tell(4, Buffer.buffer("second"));
        listener.tell(5, Buffer.buffer("third"));

        assertThat(line.sent).containsExactly("first");
    }

    @Test
    void who_catches_up_is_told_everything_afresh() {
        listener.begin(new FirstWord(3, Buffer.buffer("first"), false));
        line.full = true;
        listener.tell(4, Buffer.buffer("second"));

        line.becomesFree();
        listener.tell(9, Buffer.buffer("covered"));
        listener.tell(10, Buffer.buffer("next"));

        assertThat(line.sent).containsExactly("first", "everything", "next");
        assertThat(behind).hasValue(1);
    }

    @Test
    void who_stays_too_slow_is_given_up() {
        listener.begin(new FirstWord(3, Buffer.buffer("first"), false));
        line.full = true;
        listener.tell(4, Buffer.buffer("second"));

        var stillThere = listener.beat(System.nanoTime() + PATIENCE, EVERY, PATIENCE);

        assertThat(stillThere).isFalse();
    }

    @Test
    void a_quiet_line_is_told_that_we_are_alive() {
        listener.begin(new FirstWord(3, Buffer.buffer("first"), false));

        listener.beat(System.nanoTime() + EVERY, EVERY, PATIENCE);

        assertThat(line.sent).hasSize(2).last().asString().contains("event: alive");
    }
}
