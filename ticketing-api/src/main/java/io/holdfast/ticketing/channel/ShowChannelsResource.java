package io.holdfast.ticketing.channel;

import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.sql.Sql;
import io.quarkus.security.identity.SecurityIdentity;
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
import javax.sql.DataSource;

/// Which ways to pay one show offers: its organiser's choice among the house's.
@Path("/api/organiser/shows/{show}/channels")
@RolesAllowed({"organiser", "operations"})
@RunOnVirtualThread
public class ShowChannelsResource {

    public record ChosenChannels(@NotEmpty @Size(max = 20) List<@NotBlank @Size(max = 50) String> channels) {}

    private final Channels channels;
    private final DataSource database;
    private final SecurityIdentity who;

    ShowChannelsResource(Channels channels, DataSource database, SecurityIdentity who) {
        this.channels = channels;
        this.database = database;
        this.who = who;
    }

    /// From now on the show offers these, in this order.
    @PUT
    public ChosenChannels choose(@PathParam("show") ShowId show, @NotNull @Valid ChosenChannels wish) {
        var organiser = Sql.of("select organiser from show where id = :show")
                .with("show", show)
                .first(database, row -> row.text("organiser"))
                .orElseThrow(() -> NOT_FOUND.because("There is no such show.").asException());
        if (!who.hasRole("operations") && !organiser.equals(who.getPrincipal().getName())) {
            throw NOT_ALLOWED.because("This show is somebody else's.").asException();
        }
        var names = wish.channels().stream().distinct().toList();
        channels.choose(show, names, who.getPrincipal().getName());
        return new ChosenChannels(names);
    }
}
