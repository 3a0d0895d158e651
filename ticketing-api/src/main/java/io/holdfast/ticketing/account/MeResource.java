package io.holdfast.ticketing.account;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.visitor.Visitor;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/// Who a page is talking to.
@Path("/api")
public class MeResource {

    public record Me(boolean signedIn, @Nullable CustomerId customer) {}

    private final Visitor visitor;

    MeResource(Visitor visitor) {
        this.visitor = visitor;
    }

    @GET
    @Path("/me")
    public Me me() {
        return new Me(visitor.customer().isPresent(), visitor.customer().orElse(null));
    }
}
