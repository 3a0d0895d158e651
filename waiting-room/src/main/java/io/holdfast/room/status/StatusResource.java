package io.holdfast.room.status;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.IncidentId;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What works and what does not, for everybody. Nobody is asked for it: it is in this process's memory.
@Path("/api/status")
@NonBlocking
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

    private static final CharSequence CACHED = HttpHeaders.createOptimized("public, max-age=5");

    /// Before authentication and everything else.
    private static final int FIRST = 10_000;

    private final Statuses statuses;

    StatusResource(Statuses statuses) {
        this.statuses = statuses;
    }

    /// A whole stadium may ask: it is answered by whoever has read the question. The resource is there for all else.
    void answerFirst(@Observes Filters filters) {
        filters.register(
                context -> {
                    if (context.request().method() == HttpMethod.GET
                            && "/api/status".equals(context.request().path())) {
                        statuses.document().answer(context, CACHED);
                    } else {
                        context.next();
                    }
                },
                FIRST);
    }

    @GET
    public Response status(@HeaderParam("If-None-Match") @Nullable String tag) {
        return statuses.document().answer(tag, CACHED);
    }

    /// What was and is over, of the last 90 days.
    ///
    /// @param after where the page before ended
    @GET
    @Path("/history")
    public Response history(@QueryParam("after") @Nullable String after) {
        return Response.ok(statuses.history(cursor(after)))
                .header("Cache-Control", CACHED)
                .build();
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `INVALID_REQUEST`
    public static Optional<IncidentId> cursor(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(IncidentId.fromString(after));
        } catch (IllegalArgumentException _) {
            throw INVALID_REQUEST
                    .because("A page begins where another one said it would.")
                    .asException();
        }
    }
}
