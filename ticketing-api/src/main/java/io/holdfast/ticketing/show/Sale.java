package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.SaleId;
import java.time.Instant;
import java.util.Optional;

/// The opening of one or more performances, as it stood a moment ago ([Catalogue#sale]).
///
/// @param closesAt exclusive
/// @param waitingRoom whether a pass is needed to hold seats
/// @param holdSeconds how long seats stay put aside
/// @param maxSeats most seats one person may have in this sale
/// @param accountsOnly whether only members may shop
/// @param bookingsPerSecond most orders made in one second; absent means as many as may be
public record Sale(
        SaleId id,
        Instant lobbyOpensAt,
        Instant opensAt,
        Instant closesAt,
        boolean waitingRoom,
        int holdSeconds,
        int maxSeats,
        boolean accountsOnly,
        Optional<Double> bookingsPerSecond) {

    public enum State {
        SCHEDULED,
        LOBBY,
        OPEN,
        CLOSED;

        static State at(Instant now, Instant lobbyOpensAt, Instant opensAt, Instant closesAt) {
            if (now.isBefore(lobbyOpensAt)) {
                return SCHEDULED;
            }
            if (now.isBefore(opensAt)) {
                return LOBBY;
            }
            return now.isBefore(closesAt) ? OPEN : CLOSED;
        }
    }

    public State state(Instant now) {
        return State.at(now, lobbyOpensAt, opensAt, closesAt);
    }
}
