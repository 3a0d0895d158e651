package io.holdfast.waitlist.performance;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One date and time of a show.
///
/// @param grades in the seller's order
/// @param prices what a seat of each grade costs; empty while that has not been told
/// @param organiser whose show it is, as a mark; empty while that has not been told
public record Performance(
        PerformanceId id,
        String title,
        String venue,
        Instant startsAt,
        ZoneId timeZone,
        List<String> grades,
        Map<String, Money> prices,
        Optional<String> organiser) {}
