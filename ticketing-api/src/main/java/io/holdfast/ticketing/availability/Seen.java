package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.SeatId;

/// What somebody has learnt about one seat.
///
/// @param until microseconds since 1970; from then on the seat is free, whatever `state` says. [#NEVER] if it has to be
///     freed by somebody
/// @param at when it was so, by the database's clock in microseconds since 1970. What was seen later counts
record Seen(SeatId seat, byte state, long until, long at) {

    static final long NEVER = Long.MAX_VALUE;
}
