package io.holdfast.room.notice;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.guard.Guard;
import io.holdfast.room.queue.PlaceInHeader;
import io.holdfast.room.sale.Sales;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.jspecify.annotations.Nullable;

/// Being told of one's turn. Only members can be: of others we know no address. It is limited like claiming.
@Path("/api/sales/{sale}/places/me/notice")
@RunOnVirtualThread
public class NoticeResource {

    private final Sales sales;
    private final Notices notices;
    private final PlaceInHeader header;
    private final Guard guard;
    private final Visitor visitor;

    NoticeResource(Sales sales, Notices notices, PlaceInHeader header, Guard guard, Visitor visitor) {
        this.sales = sales;
        this.notices = notices;
        this.header = header;
        this.guard = guard;
        this.visitor = visitor;
    }

    /// Tells me when my turn is near and when it has come. Asking twice is the same as once.
    @PUT
    public void ask(@PathParam("sale") SaleId saleId, @HeaderParam(PlaceInHeader.NAME) @Nullable String header) {
        var customer = visitor.customerOrProblem();
        var sale = sales.get(saleId);
        var place = this.header.read(header, saleId);
        guard.letClaim(saleId, place.subject());
        notices.ask(sale, place, customer);
    }

    @DELETE
    public void drop(@PathParam("sale") SaleId saleId, @HeaderParam(PlaceInHeader.NAME) @Nullable String header) {
        var customer = visitor.customerOrProblem();
        var sale = sales.get(saleId);
        var place = this.header.read(header, saleId);
        guard.letClaim(saleId, place.subject());
        notices.drop(sale, place, customer);
    }
}
