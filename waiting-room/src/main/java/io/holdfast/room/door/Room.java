package io.holdfast.room.door;

import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A sale's room at one moment, as Redis told it.
///
/// @param at by Redis' clock
/// @param joined tickets given so far
/// @param drawn lobby tickets in the draw; empty before the opening
/// @param serving the highest number called so far
/// @param called who has been called and has not come in yet
/// @param active who is inside
/// @param admitted how many have been called, ever
/// @param gone places given up whose number is still to come
/// @param leavers places given up in the lobby whose number is not worked out yet
/// @param paused why nobody is called; null: somebody is
public record Room(
        Instant at,
        long epoch,
        long joined,
        OptionalLong drawn,
        long serving,
        long called,
        long active,
        long admitted,
        long noShows,
        long done,
        long left,
        long gone,
        long leavers,
        @Nullable String paused,
        double ratePerSecond,
        int burst,
        int activeCap) {

    /// How many are in front of the door, in the lobby or in the queue.
    public long waiting() {
        return Math.max(0, joined - serving - gone - leavers);
    }

    /// How many are in front of the given number, itself not counted.
    public long ahead(long number) {
        return Math.max(0, number - serving - 1);
    }
}
