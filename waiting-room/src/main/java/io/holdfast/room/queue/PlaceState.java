package io.holdfast.room.queue;

import java.time.Instant;

/// The life of a place in the queue, from the lobby to the ticket.
///
/// ```
///            opening           turn comes          comes in           buys
/// LOBBY ───────────▶ WAITING ───────────▶ CALLED ───────────▶ ACTIVE ─────▶ DONE
///   │                   │                  │  │                │  │
///   │                   │                  │  ╰── no-show ──╮  │  ╰── time is up ──╮
///   ╰──────── leave ────┴──────── leave ───┴──── leave ─────│──╯                   │
///                       ▼                                   ▼                      ▼
///                     LEFT                               EXPIRED ◀─────────────────╯
/// ```
///
/// Redis decides every one of these moves: `join.lua` gives a place, `admit.lua` draws, calls and expires,
/// `claim.lua` lets in, `leave.lua` and `done.lua` end. An ended place stays ended; who joins again gets a new
/// number. A place still waiting when the sale closes is told it has expired.
public sealed interface PlaceState {

    /// In the lobby; the draw will give it a number.
    record Lobby() implements PlaceState {}

    /// @param ahead how many are called before it, at most
    record Waiting(long number, long ahead) implements PlaceState {}

    /// @param until exclusive; by then it has come in or is a no-show
    record Called(long number, Instant until) implements PlaceState {}

    /// @param until exclusive; so long it may shop
    record Active(long number, Instant until) implements PlaceState {}

    record Done(long number) implements PlaceState {}

    record Expired() implements PlaceState {}

    record Left() implements PlaceState {}

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
        };
    }

    default boolean ended() {
        return switch (this) {
            case Lobby _, Waiting _, Called _, Active _ -> false;
            case Done _, Expired _, Left _ -> true;
        };
    }
}
