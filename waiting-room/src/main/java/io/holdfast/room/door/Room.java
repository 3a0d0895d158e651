package io.holdfast.room.door;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A sale's room at one moment, as Redis told it.
///
/// @param at by Redis' clock
/// @param epoch counts how often the room had to be brought back after Redis had forgotten it, from 1
/// @param floor numbers up to here had been called long before the last such loss
/// @param recovering until when nobody is called after such a loss
/// @param joined tickets given so far
/// @param drawn lobby tickets in the draw; empty before the opening
/// @param serving the highest number called so far
/// @param called who has been called and has not come in yet
/// @param active who is inside
/// @param again who waits to be called at another turn than their number's
/// @param invited who waits with an invitation
/// @param calls how many calls there have been, ever
/// @param admitted how many have come in, ever
/// @param noShows how many calls have run out, ever
/// @param gone places given up or called early whose number is still to come
/// @param leavers places given up in the lobby whose number is not worked out yet
/// @param guests places invited in the lobby whose number is not worked out yet
/// @param told what the staff and ticketing-api say of this room
/// @param stay the mean length of the last stays
/// @param useful most visitors inside together who can still be of use there, at most the cap
/// @param limit what keeps more people from being called at this moment; null: nothing, or nobody waits
/// @param news what has lately become of places by other hands than their own
/// @param staysEnd how many stays end in each tenth of the longest stay, from now
public record Room(
        Instant at,
        long epoch,
        long floor,
        @Nullable Instant recovering,
        long joined,
        OptionalLong drawn,
        long serving,
        long called,
        long active,
        long again,
        long invited,
        long calls,
        long admitted,
        long noShows,
        long done,
        long left,
        long gone,
        long leavers,
        long guests,
        Told told,
        Duration stay,
        int useful,
        @Nullable Limit limit,
        List<Long> staysEnd,
        List<News> news) {

    /// @param session the newest one of the ticket; 0: its place has ended
    public record News(long ticket, int session) {}

    /// What keeps the pace of a queue down.
    public enum Limit {
        /// The rate the staff has set.
        RATE,
        /// The most people inside.
        CAP,
        /// There are not more seats to be had.
        SEATS,
        /// Payment or database are in trouble.
        HEALTH
    }

    /// How the door is set: by the sale, unless the staff has changed it.
    ///
    /// @param decided when the staff has changed something last; 1970: never
    /// @param paused why nobody is called; null: somebody is
    /// @param closed why the staff has closed the sale early; null: it has not
    /// @param draining nobody new may join
    /// @param invitedShare of all calls that invited visitors may have while others wait, 0 to 1
    /// @param health 0 to 1: the share of the rate that ticketing-api can bear
    /// @param trouble what ails ticketing-api, in its words; null: nothing
    /// @param seats that can be had at once; −1: not known
    /// @param held seats that may come back
    public record Told(
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            Instant decided,
            @Nullable String paused,
            @Nullable String closed,
            boolean draining,
            double ratePerSecond,
            int burst,
            int activeCap,
            double invitedShare,
            double health,
            @Nullable String trouble,
            long seats,
            long held) {

        public boolean soldOut() {
            return seats == 0 && held == 0;
        }
    }

    public double ratePerSecond() {
        return told.ratePerSecond();
    }

    /// How many are in front of the door, in the lobby or in the queue.
    public long waiting() {
        return Math.max(0, joined - serving - gone - leavers) + again;
    }

    /// How many are in front of the given turn, itself not counted.
    public long ahead(long turn) {
        return Math.max(0, turn - serving - 1);
    }

    /// The most this room can take in per second for long: its rate, or as many as leave it, whatever is less.
    public double sustainedPerSecond() {
        return Math.min(told.ratePerSecond() * told.health(), useful * 1000.0 / Math.max(1, stay.toMillis()));
    }

    Room withJoined(long joined) {
        return new Room(
                at,
                epoch,
                floor,
                recovering,
                joined,
                drawn,
                serving,
                called,
                active,
                again,
                invited,
                calls,
                admitted,
                noShows,
                done,
                left,
                gone,
                leavers,
                guests,
                told,
                stay,
                useful,
                limit,
                staysEnd,
                news);
    }
}
