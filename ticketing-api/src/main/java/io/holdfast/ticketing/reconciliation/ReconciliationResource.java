package io.holdfast.ticketing.reconciliation;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Comparing our books with the payment gateways'. It takes its time; the answer says where to look.
@Path("/api")
@RolesAllowed("operations")
@RunOnVirtualThread
public class ReconciliationResource {

    private static final Duration LONGEST = Duration.ofDays(31);

    /// @param to now, when absent
    /// @param repair whether to put right what can be; nothing is changed when absent
    public record Reconcile(@NotNull Instant from, @Nullable Instant to, boolean repair) {}

    @RegisterForReflection
    public record Begun(UUID id) {}

    private final Reconciliations reconciliations;
    private final IdempotentRequests requests;
    private final SecurityIdentity who;
    private final Clock clock;

    ReconciliationResource(
            Reconciliations reconciliations, IdempotentRequests requests, SecurityIdentity who, Clock clock) {
        this.reconciliations = reconciliations;
        this.requests = requests;
        this.who = who;
        this.clock = clock;
    }

    @POST
    @Path("/staff/reconciliations")
    public Response begin(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key, @NotNull @Valid Reconcile request) {
        var to = request.to() == null ? clock.instant() : request.to();
        if (!request.from().isBefore(to) || Duration.between(request.from(), to).compareTo(LONGEST) > 0) {
            throw INVALID_REQUEST
                    .because("A period goes forward and has at most 31 days.")
                    .asException();
        }
        var name = who.getPrincipal().getName();
        return Answers.of(requests.once(Subject.staff(name), key, "POST /staff/reconciliations", request, () -> {
            var id = UUID.randomUUID();
            reconciliations.begin(id, request.from(), to, request.repair(), name);
            return new Outcome(202, new Begun(id));
        }));
    }

    /// How far it is, and what it has found.
    @GET
    @Path("/staff/reconciliations/{reconciliation}")
    public Reconciliation get(@PathParam("reconciliation") String reconciliation) {
        return reconciliations.one(id(reconciliation));
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw NOT_FOUND.because("There is no such reconciliation.").asException();
        }
    }
}
