package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.GateId;
import io.holdfast.contracts.id.PerformanceId;

/// A phone that lets people in to one performance.
record Gate(GateId id, PerformanceId performance, String name) {}
