package io.holdfast.room.queue;

import io.holdfast.room.door.Door;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What may come of joining a queue.
sealed interface JoinOutcome {

    /// @param again whether the visitor had this place before
    record Joined(Place place, PlaceState state, boolean again) implements JoinOutcome {}

    record LobbyNotOpen(Instant lobbyOpensAt, Instant opensAt) implements JoinOutcome {}

    /// @param reason why nobody new may join; null: the staff lets the queue run dry
    record SaleClosed(Door.@Nullable Reason reason) implements JoinOutcome {}

    /// The queue is being brought back after a fault.
    record Recovering() implements JoinOutcome {}
}
