package io.holdfast.ticketing.personaldata;

import io.holdfast.contracts.money.Money;
import java.util.List;

/// What may come of the wish to be forgotten.
sealed interface ErasureOutcome {

    /// Now, or before.
    record Forgotten() implements ErasureOutcome {}

    /// @param points what there is, so that whoever gives it up has seen how much it is
    record NotYet(List<Obstacle> obstacles, List<Money> points) implements ErasureOutcome {}

    /// Why somebody cannot be forgotten yet.
    enum Obstacle {
        /// Seats for a performance that is not over, bought or given to them.
        ORDERS_TO_COME,
        /// An order that may still be paid.
        ORDERS_UNPAID,
        /// A payment of which nobody knows yet what comes of it.
        PAYMENTS_OPEN,
        /// Money on its way back.
        REFUNDS_OPEN,
        /// Performances to come of an organisation of which nobody else is an owner.
        ORGANISATION_SELLS,
        /// Points to be used, or given up by saying how many.
        POINTS_LEFT
    }
}
