package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/// One date and time of a show, with what everybody needs to know of it.
///
/// @param timeZone the venue's
/// @param refundRule the name of the rule that applies to new orders
/// @param plan the seating plan it has now; an edited plan is another one
/// @param calledOff when and why it was called off; empty while it is to be
/// @param orphanRule whether a choice that leaves a single empty seat is refused where another would not
public record Performance(
        PerformanceId id,
        ShowId show,
        String title,
        String venue,
        Instant startsAt,
        ZoneId timeZone,
        String refundRule,
        HallId plan,
        boolean orphanRule,
        Optional<CalledOff> calledOff,
        Sale sale) {

    /// Tickets are shown from the beginning of the day before on, where the venue is.
    public Instant ticketsShownFrom() {
        return startsAt.atZone(timeZone)
                .toLocalDate()
                .minusDays(1)
                .atStartOfDay(timeZone)
                .toInstant();
    }

    Performance with(Sale newer) {
        return new Performance(
                id, show, title, venue, startsAt, timeZone, refundRule, plan, orphanRule, calledOff, newer);
    }
}
