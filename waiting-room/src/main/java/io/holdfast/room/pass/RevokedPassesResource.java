package io.holdfast.room.pass;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.sale.Sales;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Collection;

/// Passes that must not be honoured though they would last: the same for everybody who verifies passes by themselves.
@Path("/api/sales/{sale}/revoked-passes")
@RunOnVirtualThread
public class RevokedPassesResource {

    private final Sales sales;
    private final Revocations revocations;

    /// @param sessions the `sid` of the passes
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record RevokedPasses(Collection<String> sessions, Instant serverTime) {}

    RevokedPassesResource(Sales sales, Revocations revocations) {
        this.sales = sales;
        this.revocations = revocations;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoked(@PathParam("sale") SaleId sale, @Context Request request) {
        var revoked = revocations.of(sales.get(sale).id());
        var unchanged = request.evaluatePreconditions(revoked.tag());
        var answer = unchanged == null ? Response.ok(new RevokedPasses(revoked.sessions(), revoked.at())) : unchanged;
        return answer.tag(revoked.tag())
                .header("Cache-Control", "public, max-age=1")
                .build();
    }
}
