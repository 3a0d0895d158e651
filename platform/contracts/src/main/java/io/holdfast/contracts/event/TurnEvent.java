package io.holdfast.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the waiting room has decided, told on topic `waiting-room.turns`, keyed by sale.
///
/// The topic is kept for ever: a process that starts reads the staff's decisions from the beginning.
public sealed interface TurnEvent extends Event {

    String TOPIC = "waiting-room.turns";

    SaleId sale();

    Instant at();

    @Override
    default String topic() {
        return TOPIC;
    }

    @Override
    default String key() {
        return sale().toString();
    }

    /// The staff has decided something about a door.
    ///
    /// @param settings how the door stands after it, whole
    /// @param reason what the waiting are told, or why it was done
    /// @param by the `sub` of the token it was asked for with
    record DoorChanged(
            SaleId sale,
            Change change,
            DoorSettings settings,
            @Nullable String reason,
            String by,
            Instant at) implements TurnEvent {}

    /// What was decided.
    enum Change {
        CREATED,
        LOBBY_OPENED,
        OPENED,
        PAUSED,
        RESUMED,
        ADMISSION_CHANGED,
        DRAINED,
        CLOSED
    }

    /// A door, whole.
    ///
    /// @param lobbyOpensAt from then on visitors may gather
    /// @param opensAt from then on visitors are called
    /// @param closesAt exclusive; nobody joins or is called after it
    /// @param ratePerSecond visitors called per second, > 0
    /// @param burst most visitors called at one moment after a quiet while, ≥ 1
    /// @param activeCap most visitors called and inside together, ≥ 1
    /// @param calledFor how long a called visitor may take to come in
    /// @param activeFor how long a visitor may stay
    /// @param invitedShare how much of the rate is kept for the invited, 0 to 1
    /// @param accountsOnly whether only who is signed in may join
    /// @param draining whether nobody may join any more while those who wait are still called
    /// @param paused why nobody is called; null: somebody is
    /// @param closed why the staff has closed it; null: it has not
    /// @param own whether the staff has made it here, for a site that is not ours
    /// @param organiser whose sale it is, as a [mark][io.holdfast.contracts.account.OrganiserMark]; absent where
    ///     operations have made it, and in old facts
    record DoorSettings(
            String title,
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            double ratePerSecond,
            int burst,
            int activeCap,
            Duration calledFor,
            Duration activeFor,
            double invitedShare,
            boolean accountsOnly,
            boolean draining,
            @Nullable String paused,
            @Nullable String closed,
            boolean own,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String organiser) {}

    /// A sale has opened, and so many lobby tickets were in the draw.
    ///
    /// @param size ≥ 0
    record LobbyDrawn(SaleId sale, long size, Instant at) implements TurnEvent {}

    /// The passes of a session must not be honoured any more, though they would last.
    ///
    /// @param session their `sid`
    /// @param until exclusive; none of them lasts longer
    /// @param replaced whether the same person goes on in a newer window; otherwise they left or were sent away
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PassRevoked(
            SaleId sale,
            String session,
            Instant until,
            @Nullable Boolean replaced,
            Instant at) implements TurnEvent {}

    /// It will soon be the turn of somebody who asked to be told.
    ///
    /// @param ahead how many are called before
    record TurnNear(SaleId sale, CustomerId customer, long ahead, Instant at) implements TurnEvent {}

    /// It is the turn of somebody who asked to be told.
    ///
    /// @param until exclusive; the call ends then
    record TurnCame(SaleId sale, CustomerId customer, Instant until, Instant at) implements TurnEvent {}
}
