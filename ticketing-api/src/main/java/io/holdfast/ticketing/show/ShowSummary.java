package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A show in a list.
///
/// @param region empty when its organiser named none
/// @param performances those asked for that are to be, soonest first, ten at most
/// @param performanceCount how many of them there are
/// @param picture absent where its organiser has given none
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
        Money fromPrice,
        @Nullable Picture picture) {

    public record PerformanceTime(PerformanceId id, Instant startsAt) {}

    ShowSummary with(List<PerformanceTime> soonest, int count) {
        return new ShowSummary(id, title, category, region, venue, timeZone, sale, soonest, count, fromPrice, picture);
    }
}
