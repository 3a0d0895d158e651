package io.holdfast.ticketing.blocking;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Ownership;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Seats that staff put aside and give back: an organiser's own, operations any.
@Path("/api/organiser")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class BlockedSeatsResource {

    /// @param reason is kept with who did it
    public record SeatsAndReason(
            @NotEmpty @Size(max = 2_000) Set<@NotNull SeatId> seats,
            @NotBlank @Size(max = 400) String reason) {}

    @RegisterForReflection
    public record Moved(List<SeatId> seats) {}

    private final BlockedSeats blocked;
    private final Ownership ownership;
    private final IdempotentRequests requests;

    BlockedSeatsResource(BlockedSeats blocked, Ownership ownership, IdempotentRequests requests) {
        this.blocked = blocked;
        this.ownership = ownership;
        this.requests = requests;
    }

    /// Puts seats aside: all of them or none.
    @POST
    @Path("/performances/{performance}/blocked-seats")
    public Response block(
            @PathParam("performance") PerformanceId performance,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid SeatsAndReason wish) {
        return moved(performance, "blocked-seats", key, wish, blocked::block);
    }

    /// Gives blocked seats back to everybody.
    @POST
    @Path("/performances/{performance}/unblocked-seats")
    public Response unblock(
            @PathParam("performance") PerformanceId performance,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid SeatsAndReason wish) {
        return moved(performance, "unblocked-seats", key, wish, blocked::unblock);
    }

    private interface Move {

        /// @return those that were moved
        List<SeatId> of(PerformanceId performance, Set<SeatId> seats, String who, String reason);
    }

    private Response moved(
            PerformanceId performance, String into, @Nullable String key, SeatsAndReason wish, Move move) {
        ownership.require(performance);
        var operation = "POST /organiser/performances/" + performance + "/" + into;
        return Answers.of(requests.once(ownership.subject(), key, operation, wish, () -> {
            var reason = wish.reason().strip();
            return new Outcome(200, new Moved(move.of(performance, wish.seats(), ownership.name(), reason)));
        }));
    }
}
