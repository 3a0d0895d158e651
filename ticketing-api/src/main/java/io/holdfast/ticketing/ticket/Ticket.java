package io.holdfast.ticketing.ticket;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;

/// The right to one seat.
///
/// @param price what was paid for it
/// @param couponDiscount what a coupon paid of it
/// @param code what the QR code says; a secret of the holder
public record Ticket(
        TicketId id,
        OrderId order,
        PerformanceId performance,
        SeatId seat,
        String label,
        String grade,
        Money price,
        @JsonIgnore Money couponDiscount,
        State state,
        @JsonIgnore String code) {

    public enum State {
        VALID,
        CANCELLED
    }
}
