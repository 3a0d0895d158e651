package io.holdfast.ticketing.show;

import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.contracts.problem.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/// A performance will not be.
///
/// @param reason what customers are told
@RegisterForReflection
public record CalledOff(Instant at, String reason) {

    /// What somebody is told who still wants something of it.
    public static ProblemException problem(String reason) {
        return ProblemType.PERFORMANCE_CANCELLED
                .because("This performance has been called off.")
                .with("reason", reason)
                .asException();
    }
}
