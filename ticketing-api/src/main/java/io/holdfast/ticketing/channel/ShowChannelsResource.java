package io.holdfast.ticketing.channel;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.organisation.Ownership;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;

/// Which ways to pay one show offers: its organiser's choice among the house's.
@Path("/api/organiser/shows/{show}/channels")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class ShowChannelsResource {

    public record ChosenChannels(@NotEmpty @Size(max = 20) List<@NotBlank @Size(max = 50) String> channels) {}

    private final Channels channels;
    private final Ownership ownership;

    ShowChannelsResource(Channels channels, Ownership ownership) {
        this.channels = channels;
        this.ownership = ownership;
    }

    /// From now on the show offers these, in this order.
    @PUT
    public ChosenChannels choose(@PathParam("show") ShowId show, @NotNull @Valid ChosenChannels wish) {
        ownership.require(show);
        var names = wish.channels().stream().distinct().toList();
        channels.choose(show, names, ownership.name());
        return new ChosenChannels(names);
    }
}
