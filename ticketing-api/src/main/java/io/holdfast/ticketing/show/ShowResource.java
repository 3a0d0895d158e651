package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.availability.Availability;
import io.holdfast.ticketing.ranking.Ranking;
import io.holdfast.ticketing.refundrule.RefundRule;
import io.holdfast.ticketing.refundrule.RefundRules;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is on, for everybody.
@Path("/api")
@RunOnVirtualThread
public class ShowResource {

    private static final int MOST_SHOWS = 200;

    /// The shows that sell best.
    ///
    /// @param minutes how far back counts
    /// @param shows best first, at most ten
    public record Top(int minutes, List<ShowSummary> shows) {}

    public record OnePerformance(
            PerformanceId id,
            ShowName show,
            String venue,
            Instant startsAt,
            String timeZone,
            SaleTimes sale,
            List<GradeLeft> grades,
            RefundRule refundRule,
            int maxSeats,
            int holdSeconds,
            boolean soldOut,
            @Nullable CalledOff cancelled) {}

    public record ShowName(ShowId id, String title) {}

    public record GradeLeft(String grade, Money price, String color, int left) {}

    private final Showcase showcase;
    private final Catalogue catalogue;
    private final Availability availability;
    private final RefundRules refundRules;
    private final Clock clock;

    ShowResource(
            Showcase showcase, Catalogue catalogue, Availability availability, RefundRules refundRules, Clock clock) {
        this.showcase = showcase;
        this.catalogue = catalogue;
        this.availability = availability;
        this.refundRules = refundRules;
        this.clock = clock;
    }

    /// Shows with something to come, the soonest first, a page of 24 at a time.
    ///
    /// @param words each of which is in the title, the venue or the cast, written in whatever way
    /// @param from the first day, in each venue's time zone; days that are over can be asked for too
    /// @param to the last day
    /// @param state `OPEN`: seats can be had now; `SOON`: the sale has not opened yet
    /// @param after the `next` of the page before
    @GET
    @Path("/shows")
    public Showcase.ShowList shows(
            @QueryParam("q") @Nullable String words,
            @QueryParam("category") @Nullable String category,
            @QueryParam("region") @Nullable String region,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("state") @Nullable String state,
            @QueryParam("after") @Nullable String after) {
        return showcase.find(Search.of(words, category, region, from, to, state, after));
    }

    /// The TOP 10 of the last thirty minutes, by tickets sold; a booking counts as soon as it is confirmed.
    @GET
    @Path("/ranking")
    public Response top() {
        return Response.ok(new Top(Ranking.MINUTES, showcase.top()))
                .header("Cache-Control", "public, max-age=1")
                .build();
    }

    @GET
    @Path("/shows/{show}")
    public ShowDetail show(@PathParam("show") ShowId id) {
        return showcase.show(id);
    }

    @GET
    @Path("/performances/{performance}")
    public OnePerformance performance(@PathParam("performance") PerformanceId id) {
        var performance = catalogue.performance(id);
        var left = availability.left(id);
        return new OnePerformance(
                id,
                new ShowName(performance.show(), performance.title()),
                performance.venue(),
                performance.startsAt(),
                performance.timeZone().getId(),
                SaleTimes.of(performance.sale(), clock.instant()),
                catalogue.grades(performance.show()).stream()
                        .map(grade -> new GradeLeft(
                                grade.grade(), grade.price(), grade.color(), left.getOrDefault(grade.grade(), 0)))
                        .toList(),
                refundRules.at(performance.refundRule(), clock.instant()),
                performance.sale().maxSeats(),
                performance.sale().holdSeconds(),
                performance.calledOff().isEmpty() && none(left),
                performance.calledOff().orElse(null));
    }

    private static boolean none(Map<String, Integer> left) {
        return left.values().stream().allMatch(count -> count == 0);
    }
}
