package io.holdfast.ticketing.seatchange;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import java.time.Instant;
import java.util.Optional;

/// One proposal.
///
/// @param hold keeps the new seat aside
/// @param afterwards what becomes of the old seat
/// @param proposedBy the one signed in
/// @param until exclusive, by the database clock
/// @param answeredBy the customer's subject, or the staff who withdrew it
record SeatChange(
        SeatChangeId id,
        PerformanceId performance,
        OrderId order,
        TicketId ticket,
        HoldId hold,
        Place from,
        Place to,
        Afterwards afterwards,
        String reason,
        String proposedBy,
        Instant proposedAt,
        Instant until,
        State state,
        Optional<String> answeredBy,
        Optional<Instant> answeredAt,
        Optional<String> shown) {

    /// @param label how a person finds it
    record Place(SeatId seat, String label, String grade) {}

    enum Afterwards {
        /// Somebody else may have it; the waitlist has the first word.
        RELEASED,
        /// Nobody may, e.g. because it is broken.
        BLOCKED
    }

    enum State {
        PROPOSED,
        AGREED,
        DECLINED,
        WITHDRAWN,
        LAPSED
    }
}
