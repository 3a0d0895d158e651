package io.holdfast.room.queue;

import java.time.Instant;

/// The life of a place in the queue, from the lobby to the ticket.
///
/// ```
///            opening           turn comes          comes in           buys
/// LOBBY ───────────▶ WAITING ───────────▶ CALLED ───────────▶ ACTIVE ─────▶ DONE
///   │                 │ ▲ │                │ │ │              │ │
///   │                 │ │ │                │ │ ╰─ no-show ─╮  │ ╰── time is up ──╮
///   │                 │ ╰─┼─ first no-show ╯ │  once more  │  │                  │
///   ╰───── leave ─────┴───┼────── leave ─────┴─────────────│──╯                  │
///                  ▼      ╰─ the sale ends ──╮             ▼                     ▼
///                LEFT                        ╰───────▶  EXPIRED ◀────────────────╯
/// ```
///
/// The staff may end any of them: REVOKED. A window that is no longer the newest one of its place is told so
/// ([Replaced]); the place itself lives on in the newest.
///
/// Redis decides every one of these moves: `join.lua` gives a place, `admit.lua` draws, calls, moves back and
/// expires, `claim.lua` lets in, `leave.lua` and `done.lua` end, `present.lua` takes back what was forgotten. An
/// ended place stays ended; who joins again gets a new number. A place still waiting when the sale closes is told
/// it has expired.
public sealed interface PlaceState {

    /// In the lobby; the draw will give it a number.
    record Lobby() implements PlaceState {}

    /// @param turn what is being served when it is called: its number, unless it has been moved back
    /// @param ahead how many are called before it, at most
    /// @param movedBack whether it has missed a call
    record Waiting(long number, long turn, long ahead, boolean movedBack) implements PlaceState {}

    /// @param until exclusive; by then it has come in or is a no-show
    record Called(long number, Instant until, boolean movedBack) implements PlaceState {}

    /// @param until exclusive; so long it may shop
    record Active(long number, Instant until) implements PlaceState {}

    record Done(long number) implements PlaceState {}

    record Expired() implements PlaceState {}

    record Left() implements PlaceState {}

    record Revoked() implements PlaceState {}

    /// Not a state of the place but of this window: a newer one has it.
    record Replaced() implements PlaceState {}

    /// What it is called in the API.
    default String label() {
        return switch (this) {
            case Lobby _ -> "LOBBY";
            case Waiting _ -> "WAITING";
            case Called _ -> "CALLED";
            case Active _ -> "ACTIVE";
            case Done _ -> "DONE";
            case Expired _ -> "EXPIRED";
            case Left _ -> "LEFT";
            case Revoked _ -> "REVOKED";
            case Replaced _ -> "REPLACED";
        };
    }

    default boolean ended() {
        return switch (this) {
            case Lobby _, Waiting _, Called _, Active _, Replaced _ -> false;
            case Done _, Expired _, Left _, Revoked _ -> true;
        };
    }
}
