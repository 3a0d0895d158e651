package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.List;

/// A show in a list.
///
/// @param region empty when its organiser named none
/// @param performances those asked for that are to be, soonest first, ten at most
/// @param performanceCount how many of them there are
public record ShowSummary(
        ShowId id,
        String title,
        String category,
        String region,
        String venue,
        String timeZone,
        SaleTimes sale,
        List<PerformanceTime> performances,
        int performanceCount,
        Money fromPrice) {

    public record PerformanceTime(PerformanceId id, Instant startsAt) {}

    ShowSummary with(List<PerformanceTime> soonest, int count) {
        return new ShowSummary(id, title, category, region, venue, timeZone, sale, soonest, count, fromPrice);
    }
}
