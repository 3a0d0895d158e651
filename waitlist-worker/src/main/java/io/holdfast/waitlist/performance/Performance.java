package io.holdfast.waitlist.performance;

import io.holdfast.contracts.id.PerformanceId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// One date and time of a show.
///
/// @param grades in the seller's order
public record Performance(
        PerformanceId id, String title, String venue, Instant startsAt, ZoneId timeZone, List<String> grades) {}
