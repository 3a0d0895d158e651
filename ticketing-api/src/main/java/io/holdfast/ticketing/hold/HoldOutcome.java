package io.holdfast.ticketing.hold;

import io.holdfast.contracts.id.SeatId;
import java.time.Instant;
import java.util.List;

/// What may come of asking for seats. Being too late is an everyday answer here, not an exception.
sealed interface HoldOutcome {

    record Placed(Hold hold) implements HoldOutcome {}

    /// @param seats those that somebody else has or is taking this very moment
    record SeatsTaken(List<SeatId> seats) implements HoldOutcome {}

    /// This performance has no such seats.
    record SeatsUnknown(List<SeatId> seats) implements HoldOutcome {}

    /// @param most seats one person may have in this sale, counting those already held or bought
    record TooManySeats(int most) implements HoldOutcome {}

    record NotOpen(Instant opensAt) implements HoldOutcome {}

    /// Something is wrong with this performance, and a person has to look first.
    record Stopped() implements HoldOutcome {}

    record Closed() implements HoldOutcome {}

    /// A waiting room has meanwhile been put before the sale.
    record PassNeeded() implements HoldOutcome {}

    /// The visitor has bought or left, and has to wait for another turn.
    record ShoppingOver() implements HoldOutcome {}
}
