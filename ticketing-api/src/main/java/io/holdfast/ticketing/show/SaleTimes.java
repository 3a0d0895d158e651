package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.SaleId;
import java.time.Instant;

/// When a sale opens and closes, and how it stands by the server's time.
public record SaleTimes(
        SaleId id,
        Instant opensAt,
        Instant lobbyOpensAt,
        Instant closesAt,
        Sale.State state,
        boolean waitingRoom,
        Instant serverTime) {

    static SaleTimes of(Sale sale, Instant now) {
        return new SaleTimes(
                sale.id(),
                sale.opensAt(),
                sale.lobbyOpensAt(),
                sale.closesAt(),
                sale.state(now),
                sale.waitingRoom(),
                now);
    }
}
