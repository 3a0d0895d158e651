package io.holdfast.waitlist.entry;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import java.time.Instant;
import java.util.Optional;

/// One customer's wish in one performance's line.
///
/// @param place the order of registration; larger for whoever joined later
/// @param automaticPayment what an offer is to be paid with by itself, see [AutomaticPayment]; absent: the customer is
///     asked
public record Entry(
        EntryId id,
        PerformanceId performance,
        CustomerId customer,
        long place,
        Wish wish,
        Optional<String> automaticPayment,
        EntryState state,
        Instant joinedAt) {}
