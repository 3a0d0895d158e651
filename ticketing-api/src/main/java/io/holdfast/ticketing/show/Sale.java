package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.SaleId;
import java.time.Instant;

/// The opening of one or more performances.
///
/// @param closesAt exclusive
/// @param waitingRoom whether a pass is needed to hold seats
/// @param holdSeconds how long seats stay put aside
/// @param maxSeats most seats one person may have in this sale
public record Sale(
        SaleId id,
        Instant lobbyOpensAt,
        Instant opensAt,
        Instant closesAt,
        boolean waitingRoom,
        int holdSeconds,
        int maxSeats) {

    public enum State {
        SCHEDULED,
        LOBBY,
        OPEN,
        CLOSED
    }

    public State state(Instant now) {
        if (now.isBefore(lobbyOpensAt)) {
            return State.SCHEDULED;
        }
        if (now.isBefore(opensAt)) {
            return State.LOBBY;
        }
        return now.isBefore(closesAt) ? State.OPEN : State.CLOSED;
    }
}
