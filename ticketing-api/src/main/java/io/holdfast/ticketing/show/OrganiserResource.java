package io.holdfast.ticketing.show;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Ownership;
import io.holdfast.ticketing.price.PriceList;
import io.holdfast.ticketing.price.Tariffs;
import io.holdfast.ticketing.refundrule.RefundRule;
import io.holdfast.ticketing.refundrule.RefundRules;
import io.holdfast.ticketing.show.FactSheet.Part;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What organisers do to put a show on sale.
@Path("/api/organiser")
@RolesAllowed("organiser")
@RunOnVirtualThread
public class OrganiserResource {

    public record AddHall(
            @NotBlank @Size(max = 100) String name, @NotNull JsonNode plan) {}

    @RegisterForReflection
    public record HallAdded(HallId id, int seats) {}

    /// @param region where it is, as people are interested in regions, e.g. `seoul`; none when absent
    /// @param address of the venue
    /// @param cast who is in it, in this order
    /// @param notes what one should know before coming
    /// @param notices news, which keep the time they were first put up
    /// @param minimumAge 0: for everybody
    public record AddShow(
            @NotBlank @Size(max = 200) String title,
            @NotBlank @Size(max = 50) String category,
            @Nullable @Size(max = 50) String region,
            @NotNull @Size(max = 10_000) String description,
            @NotBlank @Size(max = 200) String venue,
            @Nullable @Size(max = 300) String address,
            @NotBlank @Size(max = 50) String timeZone,
            @Nullable @Size(max = 200) List<@Valid @NotNull Part> cast,
            @Nullable @Size(max = 5_000) String notes,
            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 2_000) String> notices,
            @Nullable @Min(1) @Max(1_440) Integer runtimeMinutes,
            @Nullable @Min(0) @Max(21) Integer minimumAge,
            @NotNull HallId hall,
            @NotEmpty @Size(max = 50) List<@Valid @NotNull GradeAndPrice> grades,
            @NotBlank @Size(max = 50) String refundRule,
            @NotEmpty @Size(max = 100) List<@Valid @NotNull AddPerformance> performances,
            @NotNull @Valid AddSale sale,
            @Nullable @Valid PriceList prices) {

        SetFacts facts() {
            return new SetFacts(description, address, cast, notes, notices, runtimeMinutes, minimumAge);
        }
    }

    /// All of what is told of a show besides its time and place; what is absent is told no longer.
    ///
    /// @param address of the venue
    /// @param cast who is in it, in this order
    /// @param notes what one should know before coming
    /// @param notices news, which keep the time they were first put up
    /// @param minimumAge 0: for everybody
    public record SetFacts(
            @NotNull @Size(max = 10_000) String description,
            @Nullable @Size(max = 300) String address,
            @Nullable @Size(max = 200) List<@Valid @NotNull Part> cast,
            @Nullable @Size(max = 5_000) String notes,
            @Nullable @Size(max = 50) List<@NotBlank @Size(max = 2_000) String> notices,
            @Nullable @Min(1) @Max(1_440) Integer runtimeMinutes,
            @Nullable @Min(0) @Max(21) Integer minimumAge) {

        FactSheets.NewFacts told() {
            return new FactSheets.NewFacts(
                    description,
                    address == null ? "" : address.strip(),
                    cast == null ? List.of() : cast,
                    notes == null ? "" : notes,
                    notices == null ? List.of() : notices,
                    runtimeMinutes,
                    minimumAge);
        }
    }

    /// @param grade of the seating plan, and its regular price
    public record GradeAndPrice(
            @NotBlank @Size(max = 100) String grade,
            @NotNull Money price) {}

    /// @param orphanRule whether a choice that leaves a single empty seat is refused where another would not; no
    ///     when absent
    /// @param hall whose seating plan it has, if not the show's
    public record AddPerformance(
            @NotNull Instant startsAt,
            @Nullable Boolean orphanRule,
            @Nullable HallId hall) {}

    /// The limits are those of the database.
    ///
    /// @param accountsOnly whether only members may queue and choose seats
    /// @param invitedShare the part of the waiting room's rate that is kept for invited visitors, 0 to 1
    public record AddSale(
            @NotNull Instant opensAt,
            @NotNull Instant lobbyOpensAt,
            @NotNull Instant closesAt,
            boolean waitingRoom,
            @Positive @Max(100_000) double ratePerSecond,
            @Min(1) @Max(1_000_000) int burst,
            @Min(1) @Max(1_000_000) int activeCap,
            @Min(10) @Max(600) int calledSeconds,
            @Min(30) @Max(600) int activeSeconds,
            @Min(10) @Max(300) int holdSeconds,
            @Min(1) @Max(20) int maxSeats,
            boolean accountsOnly,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double invitedShare) {}

    /// @param refundRuleHarsherThanStandard where the rule keeps more than the Korean standard; absent if nowhere
    @RegisterForReflection
    public record ShowAdded(
            ShowId id,
            SaleId sale,
            List<PerformanceId> performances,
            RefundRule.@Nullable Harsher refundRuleHarsherThanStandard) {}

    private final Programme programme;
    private final FactSheets factSheets;
    private final Ownership ownership;
    private final Tariffs tariffs;
    private final RefundRules refundRules;
    private final IdempotentRequests requests;
    private final Clock clock;

    OrganiserResource(
            Programme programme,
            FactSheets factSheets,
            Ownership ownership,
            Tariffs tariffs,
            RefundRules refundRules,
            IdempotentRequests requests,
            Clock clock) {
        this.programme = programme;
        this.factSheets = factSheets;
        this.ownership = ownership;
        this.tariffs = tariffs;
        this.refundRules = refundRules;
        this.requests = requests;
        this.clock = clock;
    }

    /// Keeps a seating plan in pretix' format.
    @POST
    @Path("/halls")
    public Response addHall(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid AddHall request) {
        var organiser = ownership.organiser();
        return Answers.of(requests.once(ownership.subject(), key, "POST /organiser/halls", request, () -> {
            var hall = programme.addHall(organiser, request.name(), request.plan());
            return new Outcome(201, new HallAdded(new HallId(hall.id), hall.seats));
        }));
    }

    /// Puts a show with its performances and its sale on the programme.
    @POST
    @Path("/shows")
    public Response addShow(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid AddShow request) {
        var wish = wish(request);
        return Answers.of(requests.once(ownership.subject(), key, "POST /organiser/shows", request, () -> {
            var scheduled = programme.schedule(wish);
            if (request.prices() != null) {
                tariffs.set(scheduled.show(), request.prices(), ownership.name());
            }
            return new Outcome(
                    201,
                    new ShowAdded(
                            scheduled.show(),
                            scheduled.sale(),
                            scheduled.performances(),
                            harsher(wish.refundRule()).orElse(null)));
        }));
    }

    /// Tells other facts about a show, also while it is on sale. The same again changes nothing.
    @PUT
    @Path("/shows/{show}/facts")
    @Consumes(MediaType.APPLICATION_JSON)
    public FactSheet setFacts(@PathParam("show") ShowId show, @NotNull @Valid SetFacts facts) {
        ownership.require(show);
        factSheets.set(show, facts.told());
        return factSheets.of(show);
    }

    private Optional<RefundRule.Harsher> harsher(String rule) {
        var now = clock.instant();
        return refundRules.at(rule, now).harsherThan(refundRules.at(RefundRules.STANDARD, now));
    }

    private Programme.NewShow wish(AddShow request) {
        var sale = request.sale();
        if (sale.opensAt().isBefore(sale.lobbyOpensAt()) || !sale.closesAt().isAfter(sale.opensAt())) {
            throw INVALID_REQUEST
                    .because("A sale's lobby opens before it opens, and it closes after it opens.")
                    .asException();
        }
        try {
            ZoneId.of(request.timeZone());
        } catch (DateTimeException e) {
            throw INVALID_REQUEST
                    .because("The time zone is an IANA name, such as Asia/Seoul.")
                    .asException();
        }
        if (refundRules.find(request.refundRule(), clock.instant()).isEmpty()) {
            throw INVALID_REQUEST
                    .because("There is no such refund rule.")
                    .with("known", refundRules.names(clock.instant()))
                    .asException();
        }
        if (request.grades().stream().anyMatch(grade -> grade.price().amount() < 0)) {
            throw INVALID_REQUEST.because("A price is not negative.").asException();
        }
        var prices = request.grades().stream()
                .collect(Collectors.toMap(GradeAndPrice::grade, GradeAndPrice::price, (first, _) -> first));
        return new Programme.NewShow(
                ownership.organiser(),
                request.title(),
                request.category().strip(),
                request.region() == null ? "" : request.region().strip(),
                request.venue(),
                request.timeZone(),
                request.hall(),
                request.facts().told(),
                prices,
                request.refundRule(),
                request.performances().stream()
                        .map(wanted -> new Programme.NewPerformance(
                                wanted.startsAt(), Boolean.TRUE.equals(wanted.orphanRule()), wanted.hall()))
                        .toList(),
                new Programme.NewSale(
                        sale.opensAt(),
                        sale.lobbyOpensAt(),
                        sale.closesAt(),
                        sale.waitingRoom(),
                        sale.ratePerSecond(),
                        sale.burst(),
                        sale.activeCap(),
                        sale.calledSeconds(),
                        sale.activeSeconds(),
                        sale.holdSeconds(),
                        sale.maxSeats(),
                        sale.accountsOnly(),
                        sale.invitedShare()));
    }
}
