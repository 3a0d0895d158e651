package io.holdfast.ticketing.seat;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import java.time.Instant;
import java.util.Collection;

/// Seats of a performance have just been put aside, and it is committed. Told to this process only, by CDI: in a crowd
/// so many are that nobody should have to read them again.
///
/// @param until exclusive, by the database clock
public record SeatsHeld(PerformanceId performance, Collection<SeatId> seats, Instant until) {}
