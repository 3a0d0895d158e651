package io.holdfast.ticketing.choice;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.show.Performance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;

/// Nobody buys a single seat between others. A choice that leaves one is refused, but only where another choice of
/// that size and those grades would leave none, and only in performances that have this rule.
@ApplicationScoped
public class OrphanRule {

    private final Moment moment;

    OrphanRule(Moment moment) {
        this.moment = moment;
    }

    /// Whether the choice is fine as far as this process knows, without asking anybody.
    ///
    /// @return false when [#better] has to say
    public boolean isFine(Performance performance, Collection<SeatId> wanted) {
        return !performance.orphanRule() || moment.leavesNoOrphan(performance, wanted);
    }

    /// @return empty: the choice is fine. Else at most three choices that leave no single seat
    public List<List<SeatId>> better(Performance performance, Collection<SeatId> wanted) {
        return performance.orphanRule() ? moment.look(performance.id(), wanted, Choices::better) : List.of();
    }
}
