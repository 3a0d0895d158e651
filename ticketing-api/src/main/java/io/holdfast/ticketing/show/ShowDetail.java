package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.refundrule.RefundRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All that everybody is told of a show.
///
/// @param region empty when its organiser named none
/// @param address of the venue; empty when its organiser named none
/// @param cast in the organiser's order
/// @param notes what one should know before coming
/// @param notices in the organiser's order
/// @param minimumAge 0: for everybody
/// @param picture absent where its organiser has given none
public record ShowDetail(
        ShowId id,
        String title,
        String category,
        String region,
        String description,
        String venue,
        String address,
        String timeZone,
        List<FactSheet.Part> cast,
        String notes,
        List<FactSheet.Announcement> notices,
        @Nullable Integer runtimeMinutes,
        @Nullable Integer minimumAge,
        List<Grade> grades,
        RefundRule refundRule,
        List<PerformanceDetail> performances,
        SaleTimes sale,
        @Nullable Picture picture) {

    public record PerformanceDetail(
            PerformanceId id,
            Instant startsAt,
            String timeZone,
            Map<String, Integer> seatsLeft,
            boolean soldOut,
            @Nullable CalledOff cancelled) {}
}
