package io.holdfast.ticketing.transfer;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.organisation.Ownership;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;

/// Whether tickets of a show can be given to others; as long as nobody has said otherwise, they can.
@Path("/api/organiser/shows/{show}/transfers")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class TransferRuleResource {

    public record TransferRule(@NotNull Boolean allowed) {}

    private final Transfers transfers;
    private final Ownership ownership;

    TransferRuleResource(Transfers transfers, Ownership ownership) {
        this.transfers = transfers;
        this.ownership = ownership;
    }

    /// What has been given away stays so; links that are not accepted yet cannot be any more while it is
    /// forbidden.
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public TransferRule set(@PathParam("show") ShowId show, @NotNull @Valid TransferRule rule) {
        ownership.require(show);
        transfers.allow(show, rule.allowed());
        return rule;
    }
}
