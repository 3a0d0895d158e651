package io.holdfast.waitlist.entry;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import java.time.Instant;

/// One customer's wish in one performance's line.
public record Entry(
        EntryId id, PerformanceId performance, CustomerId customer, Wish wish, EntryState state, Instant joinedAt) {}
