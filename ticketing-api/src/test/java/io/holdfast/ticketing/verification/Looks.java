package io.holdfast.ticketing.verification;

import io.holdfast.contracts.id.PerformanceId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/// Looks at one performance as the running house does, for tests of other features.
@ApplicationScoped
public class Looks {

    private final Looking looking;

    Looks(Looking looking) {
        this.looking = looking;
    }

    /// What must never be so and is.
    public List<String> at(String performance) {
        return looking.of(PerformanceId.fromString(performance)).stream()
                .map(finding -> finding.invariant() + ": " + finding.about() + " " + finding.found())
                .toList();
    }
}
