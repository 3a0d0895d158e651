package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.availability.Availability;
import io.holdfast.ticketing.ranking.Ranking;
import io.holdfast.ticketing.refundrule.RefundRule;
import io.holdfast.ticketing.refundrule.RefundRules;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is on, for everybody.
@Path("/api")
@RunOnVirtualThread
public class ShowResource {

    private static final int MOST_SHOWS = 200;

    public record ShowList(
            List<ShowSummary> shows, @Nullable String next) {}

    /// @param region empty when its organiser named none
    public record ShowSummary(
            ShowId id,
            String title,
            String category,
            String region,
            String venue,
            String timeZone,
            SaleTimes sale,
            List<PerformanceTime> performances,
            Money fromPrice) {}

    public record SaleTimes(
            SaleId id,
            Instant opensAt,
            Instant lobbyOpensAt,
            Instant closesAt,
            Sale.State state,
            boolean waitingRoom,
            Instant serverTime) {}

    public record PerformanceTime(
            PerformanceId id, Instant startsAt, @Nullable CalledOff cancelled) {}

    /// The shows that sell best.
    ///
    /// @param minutes how far back counts
    /// @param shows best first, at most ten
    public record Top(int minutes, List<ShowSummary> shows) {}

    public record ShowDetail(
            ShowId id,
            String title,
            String category,
            String region,
            String description,
            String venue,
            String timeZone,
            List<Grade> grades,
            RefundRule refundRule,
            List<PerformanceDetail> performances,
            SaleTimes sale) {}

    public record PerformanceDetail(
            PerformanceId id,
            Instant startsAt,
            String timeZone,
            Map<String, Integer> seatsLeft,
            boolean soldOut,
            @Nullable CalledOff cancelled) {}

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

    private final Catalogue catalogue;
    private final Availability availability;
    private final RefundRules refundRules;
    private final Ranking ranking;
    private final Clock clock;

    ShowResource(
            Catalogue catalogue, Availability availability, RefundRules refundRules, Ranking ranking, Clock clock) {
        this.catalogue = catalogue;
        this.availability = availability;
        this.refundRules = refundRules;
        this.ranking = ranking;
        this.clock = clock;
    }

    /// Newest first.
    @GET
    @Path("/shows")
    @Transactional
    public ShowList shows() {
        List<ShowRow> rows =
                ShowRow.find("order by id desc").page(0, MOST_SHOWS).list();
        return new ShowList(rows.stream().map(this::summary).toList(), null);
    }

    /// The TOP 10 of the last thirty minutes, by tickets sold; a booking counts as soon as it is confirmed.
    @GET
    @Path("/ranking")
    @Transactional
    public Response top() {
        List<UUID> best = ranking.top().stream().map(ShowId::value).toList();
        List<ShowRow> rows = best.isEmpty() ? List.of() : ShowRow.list("id in ?1", best);
        var shows = rows.stream()
                .sorted(Comparator.comparingInt(row -> best.indexOf(row.id)))
                .map(this::summary)
                .toList();
        return Response.ok(new Top(Ranking.MINUTES, shows))
                .header("Cache-Control", "public, max-age=1")
                .build();
    }

    @GET
    @Path("/shows/{show}")
    @Transactional
    public ShowDetail show(@PathParam("show") ShowId id) {
        var show = catalogue.show(id);
        var performances = catalogue.performancesOf(show.id).stream()
                .map(row -> {
                    var left = availability.left(new PerformanceId(row.id));
                    return new PerformanceDetail(
                            new PerformanceId(row.id),
                            row.startsAt,
                            show.timeZone,
                            left,
                            row.calledOff() == null && none(left),
                            row.calledOff());
                })
                .toList();
        return new ShowDetail(
                id,
                show.title,
                show.category,
                show.region,
                show.description,
                show.venue,
                show.timeZone,
                catalogue.grades(id),
                refundRules.at(show.refundRule, clock.instant()),
                performances,
                times(catalogue.saleOf(show.id)));
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
                times(performance.sale()),
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

    private ShowSummary summary(ShowRow row) {
        var id = new ShowId(row.id);
        var cheapest = catalogue.grades(id).stream().map(Grade::price).min(Money::compareTo);
        return new ShowSummary(
                id,
                row.title,
                row.category,
                row.region,
                row.venue,
                row.timeZone,
                times(catalogue.saleOf(row.id)),
                catalogue.performancesOf(row.id).stream()
                        .map(performance -> new PerformanceTime(
                                new PerformanceId(performance.id), performance.startsAt, performance.calledOff()))
                        .collect(Collectors.toList()),
                cheapest.orElseThrow());
    }

    private SaleTimes times(Sale sale) {
        var now = clock.instant();
        return new SaleTimes(
                sale.id(),
                sale.opensAt(),
                sale.lobbyOpensAt(),
                sale.closesAt(),
                sale.state(now),
                sale.waitingRoom(),
                now);
    }

    private static boolean none(Map<String, Integer> left) {
        return left.values().stream().allMatch(count -> count == 0);
    }
}
