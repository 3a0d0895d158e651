package io.holdfast.ticketing.organisation;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.ticketing.organisation.Organisation.Change;
import io.holdfast.ticketing.organisation.Organisation.State;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operations look at who would like to sell, and say what becomes of it. Whatever is said stays with who said it.
@Path("/api/staff/organisations")
@RolesAllowed("operations")
@RunOnVirtualThread
public class OrganisationResource {

    /// @param state `APPROVED`, `REFUSED` or `SUSPENDED`; `APPROVED` also ends a suspension
    /// @param reason is told to the members of the organisation
    public record Decide(
            @NotNull State state, @NotBlank @Size(max = 500) String reason) {}

    public record OrganisationSummary(
            OrganisationId id,
            String name,
            @Nullable String country,
            @Nullable String registrationNumber,
            State state,
            Instant at) {}

    public record OrganisationList(List<OrganisationSummary> organisations) {}

    public record Speaker(String name, String phone, String email) {}

    public record Said(State state, String who, String reason, Instant at) {}

    /// @param representative absent for those who were there before organisations were, and once who has applied has
    ///     been forgotten
    /// @param changes newest first, at most 100
    public record OrganisationView(
            OrganisationId id,
            String name,
            @Nullable String country,
            @Nullable String registrationNumber,
            State state,
            Instant at,
            @Nullable Speaker representative,
            List<Said> changes) {}

    private final Organisations organisations;
    private final SecurityIdentity who;

    OrganisationResource(Organisations organisations, SecurityIdentity who) {
        this.organisations = organisations;
        this.who = who;
    }

    /// Oldest first, at most 100 at a time.
    ///
    /// @param state of those to list; all when absent
    /// @param after the last one seen
    @GET
    public OrganisationList all(
            @QueryParam("state") @Nullable State state, @QueryParam("after") @Nullable OrganisationId after) {
        return new OrganisationList(organisations.all(state, after).stream()
                .map(one -> new OrganisationSummary(
                        one.id(),
                        one.name(),
                        one.registration().map(Registration::country).orElse(null),
                        one.registration().map(Registration::number).orElse(null),
                        one.state(),
                        one.at()))
                .toList());
    }

    @GET
    @Path("/{organisation}")
    public OrganisationView one(@PathParam("organisation") OrganisationId id) {
        return view(organisations.one(id));
    }

    /// Approves or refuses an application, or suspends an organisation for as long as it is not approved again.
    @PUT
    @Path("/{organisation}/state")
    @Consumes(MediaType.APPLICATION_JSON)
    public OrganisationView decide(@PathParam("organisation") OrganisationId id, @NotNull @Valid Decide decision) {
        if (decision.state() == State.APPLIED || decision.state() == State.WITHDRAWN) {
            throw INVALID_REQUEST
                    .because("An organisation is approved, refused or suspended.")
                    .asException();
        }
        return view(organisations.say(
                id,
                decision.state(),
                null,
                who.getPrincipal().getName(),
                decision.reason().strip()));
    }

    private OrganisationView view(Organisation organisation) {
        return new OrganisationView(
                organisation.id(),
                organisation.name(),
                organisation.registration().map(Registration::country).orElse(null),
                organisation.registration().map(Registration::number).orElse(null),
                organisation.state(),
                organisation.at(),
                organisations
                        .representative(organisation.id())
                        .filter(contact -> !contact.name().isEmpty())
                        .map(OrganisationResource::speaker)
                        .orElse(null),
                organisations.changes(organisation.id()).stream()
                        .map(OrganisationResource::said)
                        .toList());
    }

    private static Speaker speaker(Contact contact) {
        return new Speaker(contact.name(), contact.phone(), contact.email());
    }

    private static Said said(Change change) {
        return new Said(change.state(), change.who(), change.reason(), change.at());
    }
}
