package io.holdfast.room.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// Lets questions that come while an answer is on its way be asked together, in the order in which they came. With
/// nobody else asking a question goes out at once.
final class Together<Q, A> {

    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}

    private final Function<List<Q>, List<A>> ask;
    private final int most;
    private final ArrayDeque<Asked<Q, A>> waiting = new ArrayDeque<>();
    private boolean asking;

    /// @param ask an answer to each question
    /// @param most questions asked together
    Together(Function<List<Q>, List<A>> ask, int most) {
        this.ask = ask;
        this.most = most;
    }

    /// Blocks until the answer is there.
    A ask(Q question) {
        var asked = new Asked<Q, A>(question, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(asked);
            if (!asking) {
                asking = true;
                Thread.ofVirtual().name("asks-together").start(this::askAll);
            }
        }
        try {
            return asked.answer().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// How many wait to be asked.
    synchronized int waiting() {
        return waiting.size();
    }

    private void askAll() {
        for (var next = next(); !next.isEmpty(); next = next()) {
            try {
                var answers = ask.apply(next.stream().map(Asked::question).toList());
                for (var i = 0; i < next.size(); i++) {
                    next.get(i).answer().complete(answers.get(i));
                }
            } catch (Throwable failure) {
                // Answered is answered; nobody waits for ever.
                next.forEach(asked -> asked.answer().completeExceptionally(failure));
            }
        }
    }

    private synchronized List<Asked<Q, A>> next() {
        var next = new ArrayList<Asked<Q, A>>();
        while (!waiting.isEmpty() && next.size() < most) {
            next.add(waiting.remove());
        }
        asking = !next.isEmpty();
        return next;
    }
}
