package io.holdfast.ticketing.show;

import io.holdfast.contracts.id.PerformanceId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where the seats are, for whoever draws them. Changes only when the organiser edits the plan, and then under another
/// tag.
@Path("/api/performances/{performance}/plan")
@RunOnVirtualThread
public class GeometryResource {

    private static final int MOST_SECTIONS = 50;

    private final Catalogue catalogue;

    GeometryResource(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /// All of it.
    @GET
    public Response plan(
            @PathParam("performance") PerformanceId id, @HeaderParam("If-None-Match") @Nullable String known) {
        return drawn(id, known, catalogue::geometry);
    }

    /// What there is to see before one looks closer: of a hall of more than 1,500 seats only the sections.
    @GET
    @Path("/overview")
    public Response overview(
            @PathParam("performance") PerformanceId id, @HeaderParam("If-None-Match") @Nullable String known) {
        return drawn(id, known, catalogue::overview);
    }

    /// The seats of some sections, for whoever has the overview.
    ///
    /// @param from the first section, counted from 0
    /// @param count how many; fewer come where the plan ends
    @GET
    @Path("/sections")
    public Response sections(
            @PathParam("performance") PerformanceId id,
            @QueryParam("from") @DefaultValue("0") @Min(0) int from,
            @QueryParam("count") @DefaultValue("1") @Min(1) @Max(MOST_SECTIONS) int count,
            @HeaderParam("If-None-Match") @Nullable String known) {
        return drawn(id, known, performance -> catalogue.sections(performance, from, count));
    }

    private Response drawn(PerformanceId id, @Nullable String known, Function<Performance, byte[]> drawing) {
        var performance = catalogue.performance(id);
        var tag = "\"" + performance.plan() + "\"";
        var response = tag.equals(known)
                ? Response.notModified()
                : Response.ok(drawing.apply(performance), MediaType.APPLICATION_JSON_TYPE);
        return response.header("ETag", tag)
                .header("Cache-Control", "public, max-age=0, must-revalidate")
                .build();
    }
}
