package io.holdfast.ticketing.organisation;

import io.holdfast.contracts.id.InvitationId;
import io.holdfast.contracts.id.MemberId;
import io.holdfast.ticketing.organisation.Membership.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
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
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Who sells for one's own organisation.
@Path("/api/organiser")
@RolesAllowed("organiser")
@RunOnVirtualThread
public class MemberResource {

    public record Invite(@NotNull Role role) {}

    /// @param url for the other person; whoever has it may accept
    /// @param until exclusive
    @RegisterForReflection
    public record InvitationLink(InvitationId id, String url, Instant until) {}

    /// @param name empty when it is not known
    /// @param you whether it is whoever asks
    public record MemberView(MemberId id, String name, Role role, Instant since, boolean you) {}

    /// @param owner whether whoever asks says who the members are
    public record MemberList(boolean owner, List<MemberView> members) {}

    private final Members members;
    private final Ownership ownership;
    private final String publicUrl;

    MemberResource(
            Members members, Ownership ownership, @ConfigProperty(name = "holdfast.public-url") String publicUrl) {
        this.members = members;
        this.ownership = ownership;
        this.publicUrl = publicUrl.replaceAll("/+$", "");
    }

    /// Who has been there longest first, at most 200.
    @GET
    @Path("/members")
    public MemberList all() {
        var me = ownership.membership();
        return new MemberList(
                me.role() == Role.OWNER,
                members.of(me.organiser().organisation()).stream()
                        .map(member -> new MemberView(
                                member.id(),
                                member.name(),
                                member.role(),
                                member.since(),
                                member.id().equals(me.id())))
                        .toList());
    }

    /// Makes a link by which one person becomes a member within three days. While it is open, it is answered again.
    @POST
    @Path("/invitations")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response invite(@NotNull @Valid Invite wish) {
        var link = members.invite(ownership.membership(), wish.role());
        return Response.status(Response.Status.CREATED)
                .entity(new InvitationLink(
                        link.id(), publicUrl + "/business/invitations/" + link.token(), link.until()))
                .build();
    }

    /// Takes a link back that nobody has accepted yet.
    @DELETE
    @Path("/invitations/{invitation}")
    public void withdraw(@PathParam("invitation") InvitationId invitation) {
        members.withdraw(ownership.membership(), invitation);
    }

    /// Ends a membership: one's own, or as an owner anybody's but the last owner's.
    @DELETE
    @Path("/members/{member}")
    public void end(@PathParam("member") MemberId member) {
        members.end(ownership.membership(), member);
    }
}
