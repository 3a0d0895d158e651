package io.holdfast.ticketing.organisation;

import io.holdfast.ticketing.organisation.Members.Invitation;
import io.holdfast.ticketing.organisation.Membership.Role;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;

/// Invitations to sell for an organisation, as whoever has the link sees them.
@Path("/api/organisation-invitations/{token}")
@RunOnVirtualThread
public class InvitationResource {

    /// @param until exclusive
    /// @param open whether it can be accepted
    /// @param mine whether whoever asks has accepted it
    public record InvitationView(String organisation, Role role, Instant until, boolean open, boolean mine) {}

    private final Members members;
    private final Visitor visitor;

    InvitationResource(Members members, Visitor visitor) {
        this.members = members;
        this.visitor = visitor;
    }

    @GET
    public InvitationView look(@PathParam("token") String token) {
        return view(members.look(token, visitor.customer()));
    }

    /// Makes a member of whoever is signed in. Accepting again changes nothing.
    @POST
    @Path("/acceptance")
    public InvitationView accept(@PathParam("token") String token) {
        return view(members.accept(token, visitor.customerOrProblem()));
    }

    private static InvitationView view(Invitation invitation) {
        return new InvitationView(
                invitation.organisation(), invitation.role(), invitation.until(), invitation.open(), invitation.mine());
    }
}
