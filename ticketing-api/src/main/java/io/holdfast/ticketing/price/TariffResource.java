package io.holdfast.ticketing.price;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.organisation.Ownership;
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
    private final Ownership ownership;

    TariffResource(Tariffs tariffs, Ownership ownership) {
        this.tariffs = tariffs;
        this.ownership = ownership;
    }

    /// Sets all prices besides the regular ones anew. Orders that exist keep theirs.
    @PUT
    public PriceResource.Prices set(@PathParam("show") ShowId show, @NotNull @Valid PriceList wish) {
        ownership.require(show);
        return PriceResource.view(tariffs.set(show, wish, ownership.name()), tariffs.grades(show));
    }
}
