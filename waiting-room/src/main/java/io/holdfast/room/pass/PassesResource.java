package io.holdfast.room.pass;

import static io.holdfast.contracts.problem.ProblemType.NOT_YOUR_TURN;
import static io.holdfast.contracts.problem.ProblemType.PLACE_EXPIRED;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.guard.Guard;
import io.holdfast.room.pass.Passes.ClaimOutcome.Ended;
import io.holdfast.room.pass.Passes.ClaimOutcome.Granted;
import io.holdfast.room.pass.Passes.ClaimOutcome.NotYet;
import io.holdfast.room.pass.Passes.ClaimOutcome.Replaced;
import io.holdfast.room.queue.PlaceInHeader;
import io.holdfast.room.queue.PlacesResource;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.holdfast.visitor.Visitor;
import io.holdfast.web.ProblemResponses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Claiming one's turn.
@Path("/api/sales/{sale}/passes")
@RunOnVirtualThread
public class PassesResource {

    private final Sales sales;
    private final Passes passes;
    private final PlaceInHeader header;
    private final Guard guard;
    private final Rooms rooms;
    private final Visitor visitor;

    /// @param pass to be carried in the header `Holdfast-Pass`
    /// @param until exclusive
    /// @param renewAt from then on another claim gives the next pass; null: this one lasts as long as the stay
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record GivenPass(
            String pass, Instant until, @Nullable Instant renewAt) {}

    PassesResource(Sales sales, Passes passes, PlaceInHeader header, Guard guard, Rooms rooms, Visitor visitor) {
        this.sales = sales;
        this.passes = passes;
        this.header = header;
        this.guard = guard;
        this.rooms = rooms;
        this.visitor = visitor;
    }

    @POST
    public Response claim(
            @PathParam("sale") SaleId saleId,
            @HeaderParam(PlaceInHeader.NAME) @Nullable String header,
            @HeaderParam(AdmissionPass.HEADER) @Nullable String former) {
        var sale = sales.get(saleId);
        var place = this.header.read(header, saleId);
        guard.letClaim(saleId, place.subject());
        return switch (passes.claim(sale, place, former)) {
            case Granted(var pass, var until, var renewAt) ->
                Response.status(201)
                        .entity(new GivenPass(pass, until, renewAt))
                        .cookie(cookie(sale, pass, until))
                        .build();
            case NotYet(var ahead, var nextPollSeconds) -> {
                var problem = NOT_YOUR_TURN
                        .because("Please wait until you are called.")
                        .with("nextPollSeconds", nextPollSeconds);
                yield ProblemResponses.of(ahead == null ? problem : problem.with("ahead", ahead));
            }
            case Replaced() -> throw PlacesResource.replaced();
            case Ended() ->
                ProblemResponses.of(PLACE_EXPIRED.because("Your turn is over. You may join the queue again."));
        };
    }

    /// For a site that knows nothing of us; ours sends the header.
    private NewCookie cookie(Sale sale, String pass, Instant until) {
        var seconds = Duration.between(rooms.door(sale).now(), until).toSeconds();
        return PassCookie.carrying(pass, sale.id(), (int) Math.max(0, seconds), visitor.secure());
    }
}
