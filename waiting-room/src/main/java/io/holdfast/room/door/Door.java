package io.holdfast.room.door;

import io.holdfast.room.sale.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/// What one process knows of a sale's door without asking anybody: the room as last seen, and the time since.
///
/// @param now Redis' time, carried on by this process' own ticking, so that a wrong wall clock does no harm
/// @param outflow numbers passed per second lately; empty: not known
public record Door(Sale sale, Room room, Instant now, OptionalDouble outflow) {

    /// The fewest places before the door that are always told exactly.
    private static final long NEAR = 50;

    /// Places the door may pass while somebody waits for the next look.
    private static final double NEAR_SECONDS = 5;

    /// How far the pace of a queue strays, up and down, in what is promised.
    private static final double MARGIN = 0.25;

    public SaleState state() {
        if (!now.isBefore(sale.closesAt())) {
            return SaleState.CLOSED;
        }
        if (room.drawn().isPresent()) {
            return room.paused() == null ? SaleState.OPEN : SaleState.PAUSED;
        }
        return now.isBefore(sale.lobbyOpensAt()) ? SaleState.SCHEDULED : SaleState.LOBBY;
    }

    /// Whether a number is so far back that it cannot have been called yet, whatever has happened since the room
    /// was seen.
    public boolean farBack(long number) {
        return number > room.serving() + Math.max(NEAR, (long) (room.ratePerSecond() * NEAR_SECONDS));
    }

    /// How long somebody with so many people ahead waits, from the pace of late.
    ///
    /// @return empty when nobody can tell
    public Optional<Eta> eta(long ahead) {
        if (state() != SaleState.OPEN || outflow.isEmpty()) {
            return Optional.empty();
        }
        var fastest = Math.min(outflow.getAsDouble() * (1 + MARGIN), room.ratePerSecond());
        var slowest = outflow.getAsDouble() * (1 - MARGIN);
        return Optional.of(new Eta(
                (long) Math.floor(ahead / Math.max(fastest, slowest)), (long) Math.ceil((ahead + 1) / slowest)));
    }

    /// @param from seconds
    /// @param to seconds
    public record Eta(long from, long to) {}

    /// How long the given visitor may wait before asking again: the longer, the farther back they are and the slower
    /// the queue has really moved of late. A full room moves slower than its rate, and nobody gains by asking.
    public int nextPollSeconds(long ahead) {
        return switch (state()) {
            case SCHEDULED, LOBBY -> secondsToOpening();
            case OPEN ->
                between(1, ahead / Math.min(outflow.orElse(room.ratePerSecond()), room.ratePerSecond()) / 4, 20);
            case PAUSED -> 5;
            case CLOSED -> 30;
        };
    }

    /// The same for somebody whose distance is not known.
    public int nextPollSeconds() {
        return state() == SaleState.OPEN ? 2 : nextPollSeconds(0);
    }

    private int secondsToOpening() {
        var left = Duration.between(now, sale.opensAt()).toMillis() / 1000.0;
        return between(1, left / 2, 15);
    }

    private static int between(int least, double wanted, int most) {
        return (int) Math.max(least, Math.min(most, Math.ceil(wanted)));
    }
}
