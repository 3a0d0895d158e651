package io.holdfast.ticketing.cancellation;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.repayment.Cancellation;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Giving an order, or some of its tickets, back.
@Path("/api")
@RunOnVirtualThread
public class CancellationResource {

    /// @param tickets absent for all
    /// @param quote of the terms the customer agrees to
    public record Cancel(
            @Nullable @Size(max = 20) Set<@NotNull TicketId> tickets,
            @NotBlank @Size(max = 100) String quote) {}

    /// @param tickets absent for all
    /// @param reason for whoever looks at it later
    public record GiveUp(
            @Nullable @Size(max = 20) Set<@NotNull TicketId> tickets,
            @NotBlank @Size(max = 500) String reason) {}

    @RegisterForReflection
    public record Cancelled(CancellationId id, Money fee, Cancellation.@Nullable Owed refund) {}

    private final Cancellations cancellations;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final SecurityIdentity who;

    CancellationResource(
            Cancellations cancellations, IdempotentRequests requests, Visitor visitor, SecurityIdentity who) {
        this.cancellations = cancellations;
        this.requests = requests;
        this.visitor = visitor;
        this.who = who;
    }

    /// What would come back right now, and when that changes.
    @GET
    @Path("/orders/{order}/cancellation-quote")
    public Cancellations.Quote quote(@PathParam("order") OrderId id, @QueryParam("tickets") @Nullable String tickets) {
        return cancellations.quote(id, visitor, ids(tickets));
    }

    @POST
    @Path("/orders/{order}/cancellations")
    public Response cancel(
            @PathParam("order") OrderId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Cancel request) {
        var wanted = request.tickets() == null ? Set.<TicketId>of() : request.tickets();
        return Answers.of(requests.once(
                visitor.subject(),
                key,
                "POST /orders/" + id + "/cancellations",
                request,
                () -> answer(cancellations.cancel(id, visitor, wanted, request.quote()))));
    }

    /// Gives up tickets whose money has gone back at the gateway without us, e.g. before a restore from a backup. The
    /// books have been compared, so that it is known how much; nothing more goes back.
    @POST
    @Path("/staff/orders/{order}/cancellations")
    @RolesAllowed("operations")
    public Response giveUp(
            @PathParam("order") OrderId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid GiveUp request) {
        var wanted = request.tickets() == null ? Set.<TicketId>of() : request.tickets();
        var name = who.getPrincipal().getName();
        return Answers.of(requests.once(
                Subject.staff(name),
                key,
                "POST /staff/orders/" + id + "/cancellations",
                request,
                () -> answer(cancellations.giveUpReturned(
                        id, wanted, name, request.reason().strip()))));
    }

    private static Outcome answer(Cancellation done) {
        return new Outcome(
                201, new Cancelled(done.id(), done.fee(), done.refund().orElse(null)));
    }

    private static Set<TicketId> ids(@Nullable String text) {
        try {
            return text == null || text.isBlank()
                    ? Set.of()
                    : Arrays.stream(text.split(",", 21))
                            .map(TicketId::fromString)
                            .collect(Collectors.toSet());
        } catch (IllegalArgumentException e) {
            throw INVALID_REQUEST
                    .because("Tickets are ids, separated by commas.")
                    .asException();
        }
    }
}
