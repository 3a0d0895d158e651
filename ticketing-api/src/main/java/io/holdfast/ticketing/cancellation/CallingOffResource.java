package io.holdfast.ticketing.cancellation;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.cancellation.CallingOff.Progress;
import io.holdfast.ticketing.cancellation.CallingOff.State;
import io.holdfast.ticketing.cancellation.CallingOff.Totals;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.organisation.Ownership;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Calling a performance off: one person proposes it and sees what it comes to, another one confirms.
@Path("/api/organiser/performances/{performance}/cancellation")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class CallingOffResource {

    /// @param reason what customers are told
    public record CallOff(@NotBlank @Size(max = 400) String reason) {}

    public record Confirm(@NotNull UUID proposal) {}

    /// @param totals what it came to when it was proposed
    /// @param totalsNow what it would come to now; only while it is proposed
    /// @param changed whether other orders are concerned now than when it was proposed
    /// @param totalsAtConfirmation what it came to when it was confirmed
    /// @param progress since it was confirmed
    @RegisterForReflection
    public record CallingOffView(
            UUID proposal,
            PerformanceId performance,
            State state,
            String reason,
            Totals totals,
            @Nullable Totals totalsNow,
            boolean changed,
            String proposedBy,
            Instant proposedAt,
            Instant expiresAt,
            @Nullable String confirmedBy,
            @Nullable Instant confirmedAt,
            @Nullable Totals totalsAtConfirmation,
            @Nullable Progress progress,
            @Nullable Instant finishedAt) {}

    private final CallingsOff callingsOff;
    private final GivingAllBack givingAllBack;
    private final Ownership ownership;
    private final IdempotentRequests requests;

    CallingOffResource(
            CallingsOff callingsOff, GivingAllBack givingAllBack, Ownership ownership, IdempotentRequests requests) {
        this.callingsOff = callingsOff;
        this.givingAllBack = givingAllBack;
        this.ownership = ownership;
        this.requests = requests;
    }

    /// A dry run: says what it would come to and keeps that as a proposal. Nothing else changes.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response propose(
            @PathParam("performance") PerformanceId performance,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid CallOff request) {
        ownership.require(performance);
        var operation = "POST /organiser/performances/" + performance + "/cancellation";
        return Answers.of(requests.once(ownership.subject(), key, operation, request, () -> {
            var proposed = callingsOff.propose(performance, request.reason().strip(), ownership.name());
            return new Outcome(201, view(proposed));
        }));
    }

    /// The newest proposal, and how far it has got.
    @GET
    public CallingOffView get(@PathParam("performance") PerformanceId performance) {
        ownership.require(performance);
        return view(callingsOff.newest(performance).orElseThrow(CallingsOff::unknown));
    }

    /// Calls the performance off. Everybody is given everything back from then on; nothing stops that.
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/confirmation")
    public Response confirm(
            @PathParam("performance") PerformanceId performance,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Confirm request) {
        ownership.require(performance);
        var operation = "POST /organiser/performances/" + performance + "/cancellation/confirmation";
        var answer = Answers.of(requests.once(
                ownership.subject(),
                key,
                operation,
                request,
                () -> new Outcome(200, view(callingsOff.confirm(performance, request.proposal(), ownership.name())))));
        callingsOff.forget(performance);
        givingAllBack.wake();
        return answer;
    }

    /// Takes the proposal back.
    @DELETE
    public void withdraw(@PathParam("performance") PerformanceId performance) {
        ownership.require(performance);
        callingsOff.withdraw(performance, ownership.name());
    }

    private CallingOffView view(CallingOff callingOff) {
        var now = callingOff.state() == State.PROPOSED ? callingsOff.totals(callingOff.performance()) : null;
        var confirmed = callingOff.confirmed();
        return new CallingOffView(
                callingOff.proposal(),
                callingOff.performance(),
                callingOff.state(),
                callingOff.reason(),
                callingOff.totals(),
                now,
                now != null && !now.basis().equals(callingOff.totals().basis()),
                callingOff.proposedBy(),
                callingOff.proposedAt(),
                callingOff.expiresAt(),
                confirmed.map(CallingOff.Confirmed::by).orElse(null),
                confirmed.map(CallingOff.Confirmed::at).orElse(null),
                confirmed.map(CallingOff.Confirmed::totals).orElse(null),
                confirmed
                        .map(done -> callingsOff.progress(callingOff.performance(), done.at()))
                        .orElse(null),
                callingOff.finishedAt().orElse(null));
    }
}
