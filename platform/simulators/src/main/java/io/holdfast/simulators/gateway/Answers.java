package io.holdfast.simulators.gateway;

import io.holdfast.simulators.http.Answer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What was answered under each `Idempotency-Key`: one effect, one answer, however often and however concurrently
/// it is asked.
final class Answers {

    private record Given(String request, Answer.Sent answer) {}

    private final ConcurrentHashMap<String, CompletableFuture<Given>> given = new ConcurrentHashMap<>();
    private final Refused keyReused;

    /// @param keyReused what is said to a key that was used for something else
    Answers(Refused keyReused) {
        this.keyReused = keyReused;
    }

    Answer.Sent once(String operation, Asked asked, Supplier<Answer.Sent> effect) {
        if (asked.key() == null) {
            return effect.get();
        }
        var slot = operation + " " + asked.key();
        var mine = new CompletableFuture<Given>();
        var first = given.putIfAbsent(slot, mine);
        if (first != null) {
            return repeated(first.join(), asked);
        }
        try {
            var answer = effect.get();
            mine.complete(new Given(asked.request(), answer));
            return answer;
        } catch (RuntimeException | Error e) {
            given.remove(slot);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /// Takes up what was answered before a restart.
    void remember(String operation, Asked asked, Answer.Sent answer) {
        if (asked.key() != null) {
            given.put(
                    operation + " " + asked.key(),
                    CompletableFuture.completedFuture(new Given(asked.request(), answer)));
        }
    }

    private Answer.Sent repeated(Given first, Asked asked) {
        if (!first.request().equals(asked.request())) {
            throw keyReused;
        }
        return first.answer();
    }
}
