package io.holdfast.ticketing.choice;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What to take instead of seats that are gone.
@ApplicationScoped
public class Alternatives {

    /// In a crowd the same seats are asked for a thousand times at once.
    static final Duration FRESH = Duration.ofMillis(50);

    private static final int MOST_REMEMBERED = 10_000;

    private record Question(PerformanceId performance, Set<SeatId> wanted) {}

    private record Answer(List<List<SeatId>> alternatives, long at) {}

    private final Map<Question, Answer> answers = new ConcurrentHashMap<>();
    private final Moment moment;

    Alternatives(Moment moment) {
        this.moment = moment;
    }

    /// At most three choices of the same size that do not overlap and can be held as they are: of the same grades
    /// first, the party together, near to what was wanted. Fewer when there are not so many; a moment later they
    /// may be gone, too.
    public List<List<SeatId>> of(PerformanceId performance, Collection<SeatId> wanted) {
        var question = new Question(performance, Set.copyOf(wanted));
        var known = answers.get(question);
        if (known != null && System.nanoTime() - known.at() < FRESH.toNanos()) {
            return known.alternatives();
        }
        if (answers.size() >= MOST_REMEMBERED) {
            answers.clear();
        }
        var found = moment.look(performance, wanted, Choices::alternatives);
        answers.put(question, new Answer(found, System.nanoTime()));
        return found;
    }
}
