package io.holdfast.ticketing.seat;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import java.util.Collection;

/// Seats of a performance stand otherwise than before, and it is committed. Told to this process only, by CDI.
public record SeatsChanged(PerformanceId performance, Collection<SeatId> seats) {}
