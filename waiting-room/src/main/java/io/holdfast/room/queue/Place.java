package io.holdfast.room.queue;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.draw.Draw;
import java.util.OptionalLong;

/// A place in one sale's queue. The visitor carries it, signed; we keep next to nothing of it.
///
/// @param epoch of the room that gave it, or took it back after a loss
/// @param ticket a lobby ticket, whose number the draw decides, or the number itself
/// @param session which window or device has it, from 1; the newest counts
/// @param invited whether it was given for an invitation
/// @param subject who joined
public record Place(SaleId sale, long epoch, Kind kind, long ticket, int session, boolean invited, Subject subject) {

    public enum Kind {
        LOBBY,
        QUEUE
    }

    /// The same place after the room has been brought back.
    Place inEpoch(long later) {
        return new Place(sale, later, kind, ticket, session, invited, subject);
    }

    /// The number in the queue.
    ///
    /// @param drawn lobby tickets in the draw; empty before the opening
    /// @return empty while the draw is still to come
    public OptionalLong number(Draw draw, OptionalLong drawn) {
        return switch (kind) {
            case QUEUE -> OptionalLong.of(ticket);
            case LOBBY ->
                drawn.isEmpty() || ticket > drawn.getAsLong()
                        ? OptionalLong.empty()
                        : OptionalLong.of(draw.number(drawn.getAsLong(), ticket));
        };
    }
}
