package io.holdfast.ticketing.incident;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.IncidentEvent.Words;
import io.holdfast.contracts.id.IncidentId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.incident.Incidents.News;
import io.holdfast.ticketing.incident.Incidents.Opening;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where operations tell everybody what does not work, without a developer: opens an incident, adds news,
/// closes it. What is said is on the status page a moment later.
@Path("/api/staff/incidents")
@RolesAllowed("operations")
@RunOnVirtualThread
public class IncidentResource {

    private static final int PAGE = 50;

    public record Title(
            @NotBlank @Size(max = 100) String ko,
            @NotBlank @Size(max = 100) String en) {
        Words words() {
            return said(ko, en);
        }
    }

    /// Plain words for people who want to buy a ticket, in both languages.
    public record Sentences(
            @NotBlank @Size(max = 500) String ko,
            @NotBlank @Size(max = 500) String en) {
        Words words() {
            return said(ko, en);
        }
    }

    /// @param components what does not work as it should
    /// @param startedAt now when absent
    /// @param expectedRecoveryAt absent: nobody can tell
    /// @param nextUpdateAt when there will be news, even if there are none: later than now, within 7 days
    public record Open(
            @NotNull Severity severity,
            @NotNull @Size(min = 1, max = 8) List<@NotNull Component> components,
            @NotNull @Valid Title title,
            @NotNull @Valid Sentences cause,
            @Nullable Instant startedAt,
            @Nullable Instant expectedRecoveryAt,
            @NotNull Instant nextUpdateAt) {}

    /// @param severity and `components`, `cause`: as before when absent
    /// @param expectedRecoveryAt absent: nobody can tell any more
    /// @param nextUpdateAt as in [Open]
    public record Update(
            @NotNull @Valid Sentences text,
            @Nullable Severity severity,
            @Nullable @Size(min = 1, max = 8) List<@NotNull Component> components,
            @Nullable @Valid Sentences cause,
            @Nullable Instant expectedRecoveryAt,
            @NotNull Instant nextUpdateAt) {}

    /// @param text what it was, and that it is over
    public record Closure(@NotNull @Valid Sentences text) {}

    /// @param incidents newest first
    /// @param next to be sent as `after` for the next page; absent on the last
    public record IncidentList(
            List<Incident> incidents, @Nullable String next) {}

    private final Incidents incidents;
    private final IdempotentRequests requests;
    private final SecurityIdentity who;

    IncidentResource(Incidents incidents, IdempotentRequests requests, SecurityIdentity who) {
        this.incidents = incidents;
        this.requests = requests;
        this.who = who;
    }

    /// @param state `open` for those that are not closed
    /// @param after where the page before ended
    @GET
    public IncidentList list(
            @QueryParam("state") @DefaultValue("all") String state, @QueryParam("after") @Nullable String after) {
        if (!state.equals("all") && !state.equals("open")) {
            throw INVALID_REQUEST.because("The state is all or open.").asException();
        }
        var page = incidents.list(state.equals("open"), cursor(after), PAGE);
        return new IncidentList(
                page, page.size() < PAGE ? null : page.getLast().id().toString());
    }

    @GET
    @Path("/{incident}")
    public Incident get(@PathParam("incident") IncidentId incident) {
        return incidents.find(incident).orElseThrow(() -> NOT_FOUND
                .because("There is no such incident.")
                .asException());
    }

    /// Tells everybody that something does not work, and when there will be news.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response open(@HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid Open request) {
        return once(
                key,
                "POST /staff/incidents",
                request,
                201,
                () -> incidents.open(
                        new Opening(
                                request.severity(),
                                request.components(),
                                request.title().words(),
                                request.cause().words(),
                                request.startedAt(),
                                request.expectedRecoveryAt(),
                                request.nextUpdateAt()),
                        name()));
    }

    /// Says what is new, and when there will be more.
    @POST
    @Path("/{incident}/updates")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response update(
            @PathParam("incident") IncidentId incident,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Update request) {
        var cause = request.cause();
        return once(
                key,
                "POST /staff/incidents/" + incident + "/updates",
                request,
                201,
                () -> incidents.update(
                        incident,
                        new News(
                                request.text().words(),
                                request.severity(),
                                request.components(),
                                cause == null ? null : cause.words(),
                                request.expectedRecoveryAt(),
                                request.nextUpdateAt()),
                        name()));
    }

    /// Says that it is over. It stays in the history.
    @POST
    @Path("/{incident}/closure")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response close(
            @PathParam("incident") IncidentId incident,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Closure request) {
        return once(
                key,
                "POST /staff/incidents/" + incident + "/closure",
                request,
                200,
                () -> incidents.close(incident, request.text().words(), name()));
    }

    private Response once(@Nullable String key, String operation, Object request, int status, Supplier<Incident> work) {
        return Answers.of(
                requests.once(Subject.staff(name()), key, operation, request, () -> new Outcome(status, work.get())));
    }

    private String name() {
        return who.getPrincipal().getName();
    }

    private static Words said(String ko, String en) {
        var words = new Words(ko.strip(), en.strip());
        if (words.ko().isEmpty() || words.en().isEmpty()) {
            throw INVALID_REQUEST.because("Please say it in both languages.").asException();
        }
        return words;
    }

    private static Optional<IncidentId> cursor(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IncidentId.fromString(after));
        } catch (IllegalArgumentException _) {
            throw INVALID_REQUEST
                    .because("A page begins where another one said it would.")
                    .asException();
        }
    }
}
