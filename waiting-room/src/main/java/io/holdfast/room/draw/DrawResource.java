package io.holdfast.room.draw;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.sale.Sales;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/// What anybody needs to recompute the order of a lobby.
@Path("/api/sales/{sale}/draw")
@RunOnVirtualThread
public class DrawResource {

    private final Sales sales;
    private final Rooms rooms;
    private final Draws draws;

    /// @param commitment SHA-256 of the key, in hexadecimal
    /// @param key in hexadecimal; null before the opening
    /// @param size lobby tickets in the draw; null before the opening
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record PublishedDraw(
            String commitment,
            @Nullable String key,
            @Nullable Long size) {}

    DrawResource(Sales sales, Rooms rooms, Draws draws) {
        this.sales = sales;
        this.rooms = rooms;
        this.draws = draws;
    }

    @GET
    public Response draw(@PathParam("sale") SaleId sale) {
        var draw = draws.of(sale);
        var drawn = rooms.door(sales.get(sale)).room().drawn();
        var published = drawn.isEmpty()
                ? new PublishedDraw(draw.commitment(), null, null)
                : new PublishedDraw(draw.commitment(), draw.key(), drawn.getAsLong());
        return Response.ok(published)
                .header("Cache-Control", "public, max-age=1")
                .build();
    }
}
