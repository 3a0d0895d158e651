package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import java.time.Instant;
import java.time.ZoneId;

/// One date and time of a show, with what everybody needs to know of it.
///
/// @param timeZone the venue's
/// @param refundRule the name of the preset that applies to new orders
public record Performance(
        PerformanceId id,
        ShowId show,
        String title,
        String venue,
        Instant startsAt,
        ZoneId timeZone,
        String refundRule,
        Sale sale) {

    Performance with(Sale newer) {
        return new Performance(id, show, title, venue, startsAt, timeZone, refundRule, newer);
    }
}
