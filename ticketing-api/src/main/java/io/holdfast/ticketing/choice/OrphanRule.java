package io.holdfast.ticketing.choice;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
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

    /// @return empty: the choice is fine. Else at most three choices that leave no single seat
    public List<List<SeatId>> better(PerformanceId performance, Collection<SeatId> wanted) {
        return moment.look(performance, wanted, Choices::better);
    }
}
