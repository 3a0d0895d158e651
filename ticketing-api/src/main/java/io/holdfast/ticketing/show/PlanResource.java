package io.holdfast.ticketing.show;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.id.HallId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Organiser;
import io.holdfast.ticketing.organisation.Ownership;
import io.holdfast.ticketing.seat.Adjustments;
import io.holdfast.ticketing.seat.Adjustments.What;
import io.holdfast.ticketing.show.OrganiserResource.GradeAndPrice;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Seating plans for those who draw them: out again as they came in, and exchanged while a performance is on sale. An
/// organiser's own, operations any.
@Path("/api/organiser")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class PlanResource {

    @RegisterForReflection
    public record HallList(List<HallName> halls) {}

    public record HallName(HallId id, String name, int seats, Instant at) {}

    /// @param grades prices of grades that the show does not have yet
    /// @param reason is kept with who did it
    public record EditPlan(
            @NotNull JsonNode plan,
            @Nullable @Size(max = 50) List<@Valid @NotNull GradeAndPrice> grades,
            @NotBlank @Size(max = 400) String reason) {}

    @RegisterForReflection
    public record PlanEdited(HallId hall, int seats, int added, int dropped, int changed) {}

    public record OrphanRule(
            @NotNull Boolean on, @NotBlank @Size(max = 400) String reason) {}

    public record AdjustmentList(List<AdjustmentView> adjustments) {}

    public record AdjustmentView(What what, List<String> seats, String who, String reason, Instant at) {}

    private static final String MY_HALLS = """
        select id, name, seats, at
          from hall
         where cast(:organisation as uuid) is null or organisation_id = :organisation
         order by at desc
         limit 200
        """;

    private static final String ORPHAN_RULE = """
        update performance
           set orphan_rule = :on
         where id = :performance
        returning sale_id
        """;

    private final PlanEdits edits;
    private final Ownership ownership;
    private final Catalogue catalogue;
    private final Adjustments adjustments;
    private final IdempotentRequests requests;
    private final DataSource database;

    PlanResource(
            PlanEdits edits,
            Ownership ownership,
            Catalogue catalogue,
            Adjustments adjustments,
            IdempotentRequests requests,
            DataSource database) {
        this.edits = edits;
        this.ownership = ownership;
        this.catalogue = catalogue;
        this.adjustments = adjustments;
        this.requests = requests;
        this.database = database;
    }

    /// One's own, for operations any; newest first, at most 200.
    @GET
    @Path("/halls")
    public HallList halls() {
        return new HallList(Sql.of(MY_HALLS)
                .with(
                        "organisation",
                        ownership
                                .organiserOrHouse()
                                .map(Organiser::organisation)
                                .orElse(null))
                .list(
                        database,
                        row -> new HallName(
                                new HallId(row.uuid("id")), row.text("name"), row.number("seats"), row.moment("at"))));
    }

    /// The plan as it was sent, for the editor it came from.
    @GET
    @Path("/halls/{hall}/plan")
    public Response plan(@PathParam("hall") HallId hall) {
        ownership.require(hall);
        return file(hall);
    }

    /// The plan a performance has now.
    @GET
    @Path("/performances/{performance}/plan")
    public Response plan(@PathParam("performance") PerformanceId performance) {
        ownership.require(performance);
        return file(Sql.of("select hall_id from performance where id = :performance")
                .with("performance", performance)
                .one(database, row -> new HallId(row.uuid("hall_id"))));
    }

    /// Exchanges the plan: all of it or, if somebody has a seat that would go or change, nothing.
    @PUT
    @Path("/performances/{performance}/plan")
    public Response edit(
            @PathParam("performance") PerformanceId performance,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid EditPlan wish) {
        ownership.require(performance);
        var prices = Objects.requireNonNullElse(wish.grades(), List.<GradeAndPrice>of()).stream()
                .collect(Collectors.toMap(GradeAndPrice::grade, GradeAndPrice::price, (first, _) -> first));
        var answer = requests.once(
                ownership.subject(), key, "PUT /organiser/performances/" + performance + "/plan", wish, () -> {
                    var done = edits.edit(
                            performance,
                            wish.plan(),
                            prices,
                            ownership.name(),
                            wish.reason().strip());
                    return new Outcome(
                            200,
                            new PlanEdited(done.hall(), done.seats(), done.added(), done.dropped(), done.changed()));
                });
        catalogue.forget(catalogue.performance(performance).sale().id());
        return Answers.of(answer);
    }

    /// Whether choices that leave a single empty seat are refused where another would not.
    @PUT
    @Path("/performances/{performance}/orphan-rule")
    public OrphanRule orphanRule(@PathParam("performance") PerformanceId performance, @NotNull @Valid OrphanRule wish) {
        ownership.require(performance);
        QuarkusTransaction.requiringNew().run(() -> {
            var sale = Sql.of(ORPHAN_RULE)
                    .with("performance", performance)
                    .with("on", wish.on())
                    .one(database, row -> row.uuid("sale_id"));
            Sql.of(PlanEdits.PERFORMANCES_CHANGED).with("sale", sale).run(database);
            adjustments.note(
                    performance,
                    What.ORPHAN_RULE,
                    List.of(),
                    ownership.name(),
                    (wish.on() ? "on: " : "off: ") + wish.reason().strip());
        });
        catalogue.forget(catalogue.performance(performance).sale().id());
        return wish;
    }

    /// What staff did to seats by hand, and why; newest first, at most 500.
    @GET
    @Path("/performances/{performance}/adjustments")
    public AdjustmentList adjustments(@PathParam("performance") PerformanceId performance) {
        ownership.require(performance);
        return new AdjustmentList(adjustments.of(performance).stream()
                .map(done -> new AdjustmentView(done.what(), done.seats(), done.who(), done.reason(), done.at()))
                .toList());
    }

    private Response file(HallId hall) {
        var plan = Sql.of("select plan from hall where id = :hall")
                .with("hall", hall)
                .one(database, row -> row.text("plan"));
        return Response.ok(plan, MediaType.APPLICATION_JSON_TYPE)
                .header("Content-Disposition", "attachment; filename=\"seating-plan.json\"")
                .header("Cache-Control", "private, no-cache")
                .build();
    }
}
