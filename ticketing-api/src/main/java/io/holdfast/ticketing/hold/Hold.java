package io.holdfast.ticketing.hold;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Seats put aside for one visitor.
///
/// @param session the pass's `sid`; empty when there was no waiting room or it came from an offer
/// @param offer the waitlist offer it came from
/// @param until exclusive, by the database clock
/// @param extended whether the one extension has been used
/// @param accepted whether the customer has said yes to the offer it came from
public record Hold(
        HoldId id,
        PerformanceId performance,
        SaleId sale,
        Subject subject,
        Optional<String> session,
        Optional<OfferId> offer,
        State state,
        Instant until,
        boolean extended,
        boolean accepted,
        List<HeldSeat> seats) {

    public enum State {
        ACTIVE,
        BOUGHT,
        RELEASED,
        LAPSED
    }

    public record HeldSeat(SeatId id, String label, String grade, Money price) {}

    public Money total() {
        return seats.stream().map(HeldSeat::price).reduce(Money::plus).orElseThrow();
    }
}
