package io.holdfast.room.guard;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.proof.Challenge;
import io.holdfast.room.sale.Sales;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

/// A challenge before joining, in the form ALTCHA's widget asks for.
@Path("/api/sales/{sale}/challenge")
@RunOnVirtualThread
@RegisterForReflection(targets = Challenge.class) // in a problem it hides where Quarkus does not look
public class ChallengeResource {

    private final Sales sales;
    private final Guard guard;

    ChallengeResource(Sales sales, Guard guard) {
        this.sales = sales;
        this.guard = guard;
    }

    @GET
    public Challenge challenge(@PathParam("sale") SaleId sale) {
        return guard.challenge(sales.get(sale));
    }
}
