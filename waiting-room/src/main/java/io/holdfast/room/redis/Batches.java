package io.holdfast.room.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Questions of the same kind, asked together: whoever asks while an answer is under way goes with the next lot, and
/// in a crowd the next lot gathers for a moment. So one who comes alone never waits for others, and a crowd shares a
/// round trip.
///
/// @param <Q> one question
/// @param <A> its answer
public final class Batches<Q, A> {

    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    private final int atOnce;
    private final Executor later;
    private final Function<List<Q>, CompletionStage<List<A>>> ask;
    private final ConcurrentLinkedQueue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean underWay = new AtomicBoolean();

    /// @param atOnce most questions in one lot
    /// @param ask answers a lot, each in its place
    public Batches(int atOnce, Function<List<Q>, CompletionStage<List<A>>> ask) {
        this(atOnce, Duration.ZERO, ask);
    }

    /// @param gathering how long a lot gathers when the one before had more than one question
    public Batches(int atOnce, Duration gathering, Function<List<Q>, CompletionStage<List<A>>> ask) {
        this.atOnce = atOnce;
        this.ask = ask;
        this.later = gathering.isZero()
                ? Runnable::run
                : CompletableFuture.delayedExecutor(gathering.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
    }

    public CompletionStage<A> ask(Q question) {
        var asked = new Asked<Q, A>(question, new CompletableFuture<>());
        waiting.add(asked);
        goOn();
        return asked.answer();
    }

    private void next() {
        underWay.set(false);
        goOn();
    }

    private void goOn() {
        if (waiting.isEmpty() || !underWay.compareAndSet(false, true)) {
            return;
        }
        var lot = new ArrayList<Asked<Q, A>>();
        while (lot.size() < atOnce && waiting.peek() != null) {
            lot.add(waiting.remove());
        }
        if (lot.isEmpty()) {
            underWay.set(false);
            goOn();
            return;
        }
        CompletionStage<List<A>> answers;
        try {
            answers = ask.apply(lot.stream().map(Asked::question).toList());
        } catch (RuntimeException e) {
            answers = CompletableFuture.failedStage(e);
        }
        answers.whenComplete((each, failure) -> {
            if (lot.size() == 1 || lot.size() == atOnce) {
                next();
            } else {
                later.execute(this::next);
            }
            for (var i = 0; i < lot.size(); i++) {
                if (failure == null) {
                    lot.get(i).answer().complete(each.get(i));
                } else {
                    lot.get(i).answer().completeExceptionally(failure);
                }
            }
        });
    }
}
