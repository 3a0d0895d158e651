package io.holdfast.endtoend.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.endtoend.prove.check.Operation;
import io.holdfast.endtoend.prove.check.Operation.Kind;
import io.holdfast.endtoend.prove.check.Operation.Outcome;
import io.holdfast.endtoend.rush.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Has things done and writes down what came of them. While nobody can say whether something has been done it is asked
/// for again, under the same key.
final class Recorder {

    private static final Duration PAUSE = Duration.ofMillis(400);

    private final Duration patience;
    private final AtomicLong numbers = new AtomicLong();
    private final Collection<Operation> operations = new ConcurrentLinkedQueue<>();

    /// @param patience how long people keep asking
    Recorder(Duration patience) {
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    /// What is to be asked.
    ///
    /// @param asked what it is about, for the history
    record Wish(
            Kind kind,
            String method,
            String path,
            String key,
            @Nullable JsonNode body,
            ObjectNode asked) {

        Wish again() {
            return new Wish(Kind.REPEAT, method, path, key, body, asked);
        }
    }

    /// What came of it.
    record Heard(Outcome outcome, Answer answer) {

        boolean ok() {
            return outcome == Outcome.OK;
        }
    }

    Heard ask(String client, Caller caller, Wish wish) throws InterruptedException {
        return ask(client, caller, wish, UnaryOperator.identity());
    }

    /// A gate tells of several scans at once; this is about the first.
    Heard askAtDoor(String client, Caller door, Wish wish) throws InterruptedException {
        return ask(client, door, wish, answer -> answer.path("scans").path(0));
    }

    private Heard ask(String client, Caller caller, Wish wish, UnaryOperator<JsonNode> said)
            throws InterruptedException {
        var number = numbers.incrementAndGet();
        var begin = Instant.now();
        var unknowns = 0;
        while (true) {
            var answer = caller.send(
                    wish.method(),
                    wish.path(),
                    wish.body() == null ? null : wish.body().toString(),
                    Map.of("Idempotency-Key", wish.key()));
            var outcome = outcome(answer);
            if (outcome == Outcome.UNKNOWN && Instant.now().isBefore(begin.plus(patience))) {
                unknowns += answer.is("REQUEST_RUNNING") ? 0 : 1;
                Thread.sleep(PAUSE);
                continue;
            }
            write(number, client, wish, begin, outcome, answer.brief(), said.apply(answer.json()), unknowns);
            return new Heard(outcome, answer);
        }
    }

    /// Something that was looked after by whoever asked.
    void write(
            long number,
            String client,
            Wish wish,
            Instant begin,
            Outcome outcome,
            String problem,
            JsonNode answer,
            int unknowns) {
        operations.add(new Operation(
                number,
                client,
                wish.kind(),
                wish.key(),
                begin,
                Instant.now(),
                wish.asked(),
                outcome,
                outcome == Outcome.REFUSED ? problem : "",
                answer,
                unknowns));
    }

    long next() {
        return numbers.incrementAndGet();
    }

    /// Whatever is not an answer to what was asked says nothing of whether it has been done.
    static Outcome outcome(Answer answer) {
        if (answer.good()) {
            return Outcome.OK;
        }
        return answer.status() == 0
                        || answer.status() >= 500 && !answer.is("CHANNEL_UNAVAILABLE")
                        || answer.is("REQUEST_RUNNING")
                ? Outcome.UNKNOWN
                : Outcome.REFUSED;
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }
}
