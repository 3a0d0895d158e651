package io.holdfast.waitlist.entry;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.problem.ProblemException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which seats would do.
///
/// @param grades the ones that would do, dearest wish first
/// @param seats 1 to [#MOST_SEATS]
/// @param adjacent next to each other in one row
/// @param until when the wish ends by itself; exclusive
public record Wish(List<String> grades, int seats, boolean adjacent, Optional<Instant> until) {

    public static final int MOST_SEATS = 4;

    /// @param performanceGrades the grades there are
    /// @throws ProblemException `INVALID_REQUEST` if this is not a wish one can have
    static Wish of(
            @Nullable List<@Nullable String> grades,
            @Nullable Integer seats,
            @Nullable Boolean adjacent,
            @Nullable Instant until,
            List<String> performanceGrades,
            Instant now) {
        if (grades == null || grades.isEmpty() || !performanceGrades.containsAll(grades)) {
            throw fault("grades", "names grades of this performance, at least one");
        }
        if (new HashSet<>(grades).size() < grades.size()) {
            throw fault("grades", "names each grade once");
        }
        if (seats == null || seats < 1 || seats > MOST_SEATS) {
            throw fault("seats", "is a number from 1 to " + MOST_SEATS);
        }
        if (until != null && !until.isAfter(now)) {
            throw fault("until", "lies in the future");
        }
        return new Wish(
                grades.stream().map(String::valueOf).toList(),
                seats,
                adjacent == null || adjacent,
                Optional.ofNullable(until));
    }

    private static ProblemException fault(String field, String message) {
        return INVALID_REQUEST
                .plain()
                .with("faults", List.of(Map.of("field", field, "message", message)))
                .asException();
    }
}
