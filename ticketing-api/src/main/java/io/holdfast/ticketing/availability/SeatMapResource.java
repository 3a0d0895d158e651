package io.holdfast.ticketing.availability;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.TOO_MANY_REQUESTS;

import io.holdfast.contracts.id.PerformanceId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// The live map of a performance, for everybody. What can be answered at once, [SeatMapAtOnce] has answered already.
@Path("/api")
@RunOnVirtualThread
public class SeatMapResource {

    private final LiveMaps maps;

    SeatMapResource(LiveMaps maps) {
        this.maps = maps;
    }

    /// How all seats stand, two bits for each, in the plan's order.
    @GET
    @Path("/performances/{performance}/seats")
    @Produces(MediaType.APPLICATION_JSON)
    public Response seats(
            @PathParam("performance") PerformanceId performance, @HeaderParam("If-None-Match") @Nullable String known) {
        return map(performance).seatsLookedAt().document().answer(known, SeatMapAtOnce.KEPT);
    }

    /// What changes from a known version on, as server-sent events.
    ///
    /// @param known the version a client has already; `Last-Event-ID` counts more
    @GET
    @Path("/performances/{performance}/seats/changes")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Response changes(
            @PathParam("performance") PerformanceId performance,
            @QueryParam("since") @Nullable String known,
            @HeaderParam("Last-Event-ID") @Nullable String last) {
        map(performance);
        throw TOO_MANY_REQUESTS
                .because("Too many people follow the seats from here. They can be asked for instead.")
                .asException();
    }

    private LiveMap map(PerformanceId performance) {
        return maps.map(performance)
                .orElseThrow(
                        () -> NOT_FOUND.because("There is no such performance.").asException());
    }
}
