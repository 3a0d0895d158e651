package io.holdfast.room.queue;

import java.time.Instant;

/// What may come of joining a queue.
sealed interface JoinOutcome {

    /// @param again whether the visitor had this place before
    record Joined(Place place, PlaceState state, boolean again) implements JoinOutcome {}

    record LobbyNotOpen(Instant lobbyOpensAt, Instant opensAt) implements JoinOutcome {}

    record SaleClosed() implements JoinOutcome {}
}
