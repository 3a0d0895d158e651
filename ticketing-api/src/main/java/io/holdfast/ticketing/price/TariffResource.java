package io.holdfast.ticketing.price;

import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;

import io.holdfast.contracts.id.ShowId;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/// The organiser's hand on what a show's seats cost.
@Path("/api/organiser/shows/{show}/prices")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class TariffResource {

    private final Tariffs tariffs;
    private final SecurityIdentity who;

    TariffResource(Tariffs tariffs, SecurityIdentity who) {
        this.tariffs = tariffs;
        this.who = who;
    }

    /// Sets all prices besides the regular ones anew. Orders that exist keep theirs.
    @PUT
    public PriceResource.Prices set(@PathParam("show") ShowId show, @NotNull @Valid PriceList wish) {
        var name = who.getPrincipal().getName();
        if (!tariffs.organiserOf(show).equals(name) && !who.hasRole("operations")) {
            throw NOT_ALLOWED.because("This show is somebody else's.").asException();
        }
        return PriceResource.view(tariffs.set(show, wish, name), tariffs.grades(show));
    }
}
