package io.holdfast.ticketing.hold;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;

/// What may come of asking for seats. Being too late is an everyday answer here, not an exception.
sealed interface HoldOutcome {

    /// @param answer what the visitor is told, as JSON; recorded with the hold
    /// @param until exclusive, by the database clock
    record Placed(HoldId hold, String answer, Instant until) implements HoldOutcome {}

    /// The same was asked before, and this was the answer.
    record Replayed(int status, String answer) implements HoldOutcome {}

    /// The key belongs to another request.
    record KeyReused() implements HoldOutcome {}

    /// The same is being asked at this very moment.
    record Running() implements HoldOutcome {}

    /// @param seats those that somebody else has or is taking this very moment
    record SeatsTaken(List<SeatId> seats) implements HoldOutcome {}

    /// A single seat would be left alone, and there are choices that leave none.
    record SeatLeftAlone(List<List<SeatId>> better) implements HoldOutcome {}

    /// This performance has no such seats.
    record SeatsUnknown(List<SeatId> seats) implements HoldOutcome {}

    /// What was asked for fits several areas, at different prices.
    record AreaNeeded(List<AreaOffered> areas) implements HoldOutcome {}

    @RegisterForReflection
    record AreaOffered(String name, String grade, Money price) {}

    /// @param most seats one person may have in this sale, counting those already held or bought
    record TooManySeats(int most) implements HoldOutcome {}

    record NotOpen(Instant opensAt) implements HoldOutcome {}

    /// Something is wrong with this performance, and a person has to look first.
    record Stopped() implements HoldOutcome {}

    /// It will not be.
    record CalledOff(String reason) implements HoldOutcome {}

    record Closed() implements HoldOutcome {}

    /// A waiting room has meanwhile been put before the sale.
    record PassNeeded() implements HoldOutcome {}

    /// The visitor has bought or left, and has to wait for another turn.
    record ShoppingOver() implements HoldOutcome {}

    /// The account goes on in a newer window.
    record SessionReplaced() implements HoldOutcome {}
}
