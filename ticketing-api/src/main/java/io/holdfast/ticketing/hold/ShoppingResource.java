package io.holdfast.ticketing.hold;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.jspecify.annotations.Nullable;

/// The visitor's own shopping in a sale that has a waiting room.
@Path("/api/me/shopping/{sale}")
@RunOnVirtualThread
public class ShoppingResource {

    private final Shopping shopping;
    private final Admission admission;
    private final Catalogue catalogue;
    private final Visitor visitor;

    ShoppingResource(Shopping shopping, Admission admission, Catalogue catalogue, Visitor visitor) {
        this.shopping = shopping;
        this.admission = admission;
        this.catalogue = catalogue;
        this.visitor = visitor;
    }

    /// Leaves: what is held is free at once, and so is the room inside. Where there is no waiting room there is
    /// nothing to leave, and leaving again changes nothing.
    @DELETE
    public void leave(@PathParam("sale") SaleId sale, @HeaderParam(AdmissionPass.HEADER) @Nullable String pass) {
        admission
                .pass(catalogue.sale(sale), pass, visitor.subjects())
                .ifPresent(admitted -> shopping.left(sale, admitted.session(), new Subject(admitted.subject())));
    }
}
