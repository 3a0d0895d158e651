package io.holdfast.ticketing.seatchange;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Ownership;
import io.holdfast.ticketing.seatchange.SeatChange.Afterwards;
import io.holdfast.ticketing.ticket.Tickets;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Staff propose other seats: organisers in their own shows, operations in any.
@Path("/api/organiser")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class ProposalResource {

    private static final int USUAL_HOURS = 48;

    /// @param seat costs as much as the ticket's own or less
    /// @param reason the customer reads it
    /// @param hours how long they may think about it; 48 when absent
    /// @param blockOldSeat whether nobody else is to get their old seat
    public record ProposeSeat(
            @NotNull SeatId seat,
            @NotBlank @Size(max = 400) String reason,
            @Nullable @Min(1) @Max(168) Integer hours,
            boolean blockOldSeat) {}

    /// @param answeredBy who agreed, declined or withdrew it
    /// @param shown what they were shown when they answered
    @RegisterForReflection
    public record ProposalView(
            SeatChangeId id,
            OrderId order,
            TicketId ticket,
            SeatId from,
            String fromLabel,
            SeatId to,
            String toLabel,
            String reason,
            String state,
            Instant until,
            String proposedBy,
            Instant proposedAt,
            @Nullable String answeredBy,
            @Nullable Instant answeredAt,
            @Nullable String shown) {}

    public record ProposalList(List<ProposalView> seatChanges) {}

    private final SeatChanges changes;
    private final Tickets tickets;
    private final Ownership ownership;
    private final IdempotentRequests requests;

    ProposalResource(SeatChanges changes, Tickets tickets, Ownership ownership, IdempotentRequests requests) {
        this.changes = changes;
        this.tickets = tickets;
        this.ownership = ownership;
        this.requests = requests;
    }

    /// Proposes another seat for a ticket and keeps it aside; the customer is told.
    @POST
    @Path("/tickets/{ticket}/seat-changes")
    public Response propose(
            @PathParam("ticket") TicketId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid ProposeSeat wish) {
        var ticket = tickets.find(id)
                .orElseThrow(() -> NOT_FOUND.because("There is no such ticket.").asException());
        ownership.require(ticket.performance());
        return Answers.of(
                requests.once(ownership.subject(), key, "POST /organiser/tickets/" + id + "/seat-changes", wish, () -> {
                    var hours = wish.hours() == null ? USUAL_HOURS : wish.hours();
                    var afterwards = wish.blockOldSeat() ? Afterwards.BLOCKED : Afterwards.RELEASED;
                    var change = changes.propose(
                            ticket,
                            new SeatChanges.Wish(
                                    wish.seat(),
                                    afterwards,
                                    hours,
                                    wish.reason().strip()),
                            ownership.name());
                    return new Outcome(201, view(change));
                }));
    }

    /// Newest first, at most 500.
    @GET
    @Path("/performances/{performance}/seat-changes")
    public ProposalList list(@PathParam("performance") PerformanceId performance) {
        ownership.require(performance);
        return new ProposalList(
                changes.of(performance).stream().map(ProposalResource::view).toList());
    }

    /// Takes a proposal back that nobody has answered.
    @POST
    @Path("/seat-changes/{change}/withdrawal")
    public Response withdraw(
            @PathParam("change") SeatChangeId id, @HeaderParam(IdempotentRequests.HEADER) @Nullable String key) {
        ownership.require(changes.find(id).orElseThrow(SeatChanges::unknown).performance());
        return Answers.of(requests.once(
                ownership.subject(),
                key,
                "POST /organiser/seat-changes/" + id + "/withdrawal",
                "",
                () -> new Outcome(200, view(changes.withdraw(id, ownership.name())))));
    }

    private static ProposalView view(SeatChange change) {
        return new ProposalView(
                change.id(),
                change.order(),
                change.ticket(),
                change.from().seat(),
                change.from().label(),
                change.to().seat(),
                change.to().label(),
                change.reason(),
                change.state().name(),
                change.until(),
                change.proposedBy(),
                change.proposedAt(),
                change.answeredBy().orElse(null),
                change.answeredAt().orElse(null),
                change.shown().orElse(null));
    }
}
