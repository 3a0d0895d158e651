package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.GateId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.ticketing.checkin.GateResource.EntryView;
import io.holdfast.ticketing.checkin.Scan.Verdict;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Organisers set up the gates of their own performances, operations of any.
@Path("/api/organiser")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class GateStaffResource {

    public record AddGate(@NotBlank @Size(max = 60) String name) {}

    public record Added(GateId id, String name) {}

    /// @param secret follows `/gate#` in the link; it is told once
    /// @param until after that, a new invitation is needed
    @RegisterForReflection
    public record InvitationView(String secret, Instant until) {}

    /// @param entered how many it has let in, `exceptions` of them without a checked code
    /// @param turnedAway how often it has not let somebody in
    @RegisterForReflection
    public record GateNumbers(
            GateId id,
            String name,
            @Nullable Instant enrolledAt,
            @Nullable Instant seenAt,
            @Nullable Instant closedAt,
            int entered,
            int exceptions,
            int turnedAway) {}

    /// Somebody is inside whom the ticket did not let in.
    ///
    /// @param earlier when and where the ticket has entered
    @RegisterForReflection
    public record ConflictView(
            UUID scan,
            @Nullable TicketId ticket,
            @Nullable String seat,
            @Nullable String booking,
            Verdict verdict,
            String gate,
            Instant at,
            @Nullable EntryView earlier) {}

    /// @param conflicts the newest 500
    public record GateList(List<GateNumbers> gates, List<ConflictView> conflicts) {}

    /// What became of the tickets of a performance.
    ///
    /// @param at when it was closed, 25 hours after the beginning; absent while gates may still tell something
    /// @param unused valid, and nobody came
    /// @param exceptions how many were let in without a checked code
    /// @param conflicts how often somebody was let in whom the ticket did not let in
    @RegisterForReflection
    public record ClosingView(
            @Nullable Instant at,
            int issued,
            int used,
            int unused,
            int givenBack,
            int exceptions,
            int conflicts,
            List<GateNumbers> gates) {}

    private final Gates gates;
    private final Scans scans;
    private final Closings closings;
    private final Ownership ownership;

    GateStaffResource(Gates gates, Scans scans, Closings closings, Ownership ownership) {
        this.gates = gates;
        this.scans = scans;
        this.closings = closings;
        this.ownership = ownership;
    }

    /// A name again is the same gate.
    @POST
    @Path("/performances/{performance}/gates")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(@PathParam("performance") PerformanceId performance, @NotNull @Valid AddGate request) {
        ownership.require(performance);
        var gate = gates.add(performance, request.name().strip(), ownership.name());
        return Response.status(Response.Status.CREATED)
                .entity(new Added(gate.id(), gate.name()))
                .build();
    }

    @GET
    @Path("/performances/{performance}/gates")
    public GateList gates(@PathParam("performance") PerformanceId performance) {
        ownership.require(performance);
        return new GateList(
                gates.of(performance).stream().map(GateStaffResource::view).toList(),
                scans.conflicts(performance).stream()
                        .map(GateStaffResource::view)
                        .toList());
    }

    /// How many came, by which gate, and how many did not.
    @GET
    @Path("/performances/{performance}/closing")
    public ClosingView closing(@PathParam("performance") PerformanceId performance) {
        ownership.require(performance);
        var closing = closings.of(performance);
        return new ClosingView(
                closing.at().orElse(null),
                closing.issued(),
                closing.used(),
                closing.unused(),
                closing.givenBack(),
                closing.exceptions(),
                closing.conflicts(),
                gates.of(performance).stream().map(GateStaffResource::view).toList());
    }

    /// For one phone, for a day. It ends the invitation of before, and what the phone enrolled by it may do.
    @POST
    @Path("/gates/{gate}/invitation")
    public InvitationView invite(@PathParam("gate") GateId gate) {
        ownership.require(gates.performanceOf(gate));
        var invitation = gates.invite(gate);
        return new InvitationView(invitation.secret(), invitation.until());
    }

    /// Its phone may do nothing any more. What it has told stays; it opens again with a new invitation.
    @DELETE
    @Path("/gates/{gate}")
    public void close(@PathParam("gate") GateId gate) {
        ownership.require(gates.performanceOf(gate));
        gates.close(gate);
    }

    private static GateNumbers view(Gates.Seen seen) {
        return new GateNumbers(
                seen.gate().id(),
                seen.gate().name(),
                seen.enrolledAt().orElse(null),
                seen.seenAt().orElse(null),
                seen.closedAt().orElse(null),
                seen.entered(),
                seen.exceptions(),
                seen.turnedAway());
    }

    private static ConflictView view(Scans.Conflict conflict) {
        return new ConflictView(
                conflict.scan(),
                conflict.ticket().orElse(null),
                conflict.label().orElse(null),
                conflict.booking().orElse(null),
                conflict.verdict(),
                conflict.gate(),
                conflict.at(),
                conflict.earlier().map(EntryView::of).orElse(null));
    }
}
