package io.holdfast.ticketing.channel;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.ticketing.show.Catalogue;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which ways to pay there are.
@Path("/api")
@RunOnVirtualThread
public class ChannelResource {

    private static final Currency WON = Currency.getInstance("KRW");

    public record ChannelList(List<ChannelView> channels) {}

    /// @param health `GOOD`, `SLOW`, `BROKEN` or `OFF`
    /// @param available whether it can be chosen now
    public record ChannelView(String name, Channel.Label label, Channels.Health health, boolean available) {}

    private final Channels channels;
    private final Catalogue catalogue;

    ChannelResource(Channels channels, Catalogue catalogue) {
        this.channels = channels;
        this.catalogue = catalogue;
    }

    /// Those of a performance's show; without one, those of the house.
    @GET
    @Path("/channels")
    public ChannelList list(@QueryParam("performance") @Nullable PerformanceId performance) {
        var show =
                performance == null ? null : catalogue.performance(performance).show();
        return new ChannelList(channels.offered(show, WON).stream()
                .map(offered ->
                        new ChannelView(offered.name(), offered.label(), offered.health(), offered.isAvailable()))
                .toList());
    }
}
