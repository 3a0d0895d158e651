package io.holdfast.ticketing.organisation;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Organisation.Change;
import io.holdfast.ticketing.organisation.Organisation.State;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a member becomes an organiser: by applying for an organisation, which operations approve.
@Path("/api")
@RunOnVirtualThread
public class ApplicationResource {

    /// @param name what the organisation is called
    /// @param country of its registration, ISO 3166-1, e.g. `KR`
    /// @param registrationNumber of Korea the ten digits of 사업자등록번호; blanks and hyphens do not count
    /// @param representative who speaks for it
    public record Apply(
            @NotBlank @Size(max = 200) String name,

            @NotNull @Pattern(regexp = "[A-Z]{2}", message = "is a country in two capital letters")
            String country,

            @NotBlank @Size(max = 60) String registrationNumber,
            @NotNull @Valid Representative representative) {}

    /// How the one is reached who speaks for an organisation; kept sealed, and seen by operations.
    public record Representative(
            @NotBlank @Size(max = 100) String name,

            @NotNull @Pattern(regexp = "\\+?[0-9][0-9 -]{6,20}", message = "is a phone number")
            String phone,

            @NotBlank @Email @Size(max = 200) String email) {

        Contact contact() {
            return new Contact(name.strip(), phone.replaceAll("[ -]", ""), email.strip(), "ko");
        }
    }

    /// @param reason what operations have said last
    /// @param decidedAt when that was; absent as long as nobody has decided
    @RegisterForReflection
    public record MyOrganisation(
            OrganisationId id,
            String name,
            @Nullable String country,
            @Nullable String registrationNumber,
            State state,
            String reason,
            Instant appliedAt,
            @Nullable Instant decidedAt) {}

    /// @param organisation the one whoever asks belongs to or has applied for; absent when there is none
    public record OrganisationStanding(@Nullable MyOrganisation organisation) {}

    private final Organisations organisations;
    private final IdempotentRequests requests;
    private final Visitor visitor;

    ApplicationResource(Organisations organisations, IdempotentRequests requests, Visitor visitor) {
        this.organisations = organisations;
        this.requests = requests;
        this.visitor = visitor;
    }

    @GET
    @Path("/me/organisation")
    public OrganisationStanding mine() {
        return new OrganisationStanding(organisations
                .of(visitor.customerOrProblem())
                .map(ApplicationResource::view)
                .orElse(null));
    }

    /// Applies for an organisation. A member has one at a time, and whoever was refused may apply again.
    @POST
    @Path("/me/organisation-applications")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response apply(@HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid Apply request) {
        var customer = visitor.customerOrProblem();
        var registration = Registration.of(request.country(), request.registrationNumber())
                .orElseThrow(() -> INVALID_REQUEST
                        .because("This is no registration number of that country.")
                        .with("field", "registrationNumber")
                        .asException());
        return Answers.of(requests.once(
                Subject.member(customer),
                key,
                "POST /me/organisation-applications",
                request,
                () -> new Outcome(
                        201,
                        view(organisations.apply(
                                customer,
                                request.name().strip(),
                                registration,
                                request.representative().contact())))));
    }

    /// Takes one's application back before it is decided. Taking it back again changes nothing.
    @DELETE
    @Path("/me/organisation-applications/{organisation}")
    public void withdraw(@PathParam("organisation") OrganisationId id) {
        var customer = visitor.customerOrProblem();
        if (!organisations.appliedFor(id, customer)) {
            throw NOT_FOUND.because("There is no such application.").asException();
        }
        organisations.say(
                id, State.WITHDRAWN, customer, Subject.member(customer).value(), "");
    }

    private static MyOrganisation view(Organisation organisation) {
        Optional<Change> decision = organisation.lastSaid().filter(said -> said.state() != State.APPLIED);
        return new MyOrganisation(
                organisation.id(),
                organisation.name(),
                organisation.registration().map(Registration::country).orElse(null),
                organisation.registration().map(Registration::number).orElse(null),
                organisation.state(),
                decision.map(Change::reason).orElse(""),
                organisation.at(),
                decision.map(Change::at).orElse(null));
    }
}
