package io.holdfast.ticketing.offer;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answering offers of the waitlist. Saying yes gives a hold to be ordered and paid like any other.
@Path("/api")
@RunOnVirtualThread
public class OfferResource {

    /// @param state `OPEN`, `ACCEPTED`, `BOUGHT` or `ENDED`
    /// @param automaticPayment how paying it without the customer stands; absent when they wanted to be asked
    public record OfferView(
            OfferId id,
            HoldId hold,
            String state,
            PerformanceOffered performance,
            List<Hold.HeldSeat> seats,
            Money total,
            Instant until,
            AutomaticPayments.@Nullable AutomaticPaymentView automaticPayment,
            Instant serverTime) {}

    public record PerformanceOffered(PerformanceId id, String title, String venue, Instant startsAt, String timeZone) {}

    public record OfferList(List<OfferView> offers) {}

    private final Offers offers;
    private final AutomaticPayments automatic;
    private final Catalogue catalogue;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final Clock clock;

    OfferResource(
            Offers offers,
            AutomaticPayments automatic,
            Catalogue catalogue,
            IdempotentRequests requests,
            Visitor visitor,
            Clock clock) {
        this.offers = offers;
        this.automatic = automatic;
        this.catalogue = catalogue;
        this.requests = requests;
        this.visitor = visitor;
        this.clock = clock;
    }

    @GET
    @Path("/offers/{offer}")
    public OfferView get(@PathParam("offer") OfferId id) {
        return view(offers.mine(id, visitor.customerOrProblem()));
    }

    private OfferView view(Hold hold) {
        var offer = hold.offer().orElseThrow();
        return view(hold, automatic.of(List.of(offer)).get(offer));
    }

    @GET
    @Path("/me/offers")
    public OfferList mine() {
        var holds = offers.mine(visitor.customerOrProblem());
        var paying = automatic.of(
                holds.stream().map(hold -> hold.offer().orElseThrow()).toList());
        return new OfferList(holds.stream()
                .map(hold -> view(hold, paying.get(hold.offer().orElseThrow())))
                .toList());
    }

    @POST
    @Path("/offers/{offer}/acceptance")
    public OfferView accept(
            @PathParam("offer") OfferId id, @HeaderParam(IdempotentRequests.HEADER) @Nullable String key) {
        var customer = visitor.customerOrProblem();
        var operation = "POST /offers/" + id + "/acceptance";
        return requests.bound(Subject.member(customer), key, operation, "", () -> view(offers.accept(id, customer)));
    }

    @POST
    @Path("/offers/{offer}/decline")
    public void decline(@PathParam("offer") OfferId id) {
        offers.decline(id, visitor.customerOrProblem());
    }

    private OfferView view(Hold hold, AutomaticPayments.@Nullable AutomaticPaymentView automaticPayment) {
        var performance = catalogue.performance(hold.performance());
        var state =
                switch (hold.state()) {
                    case ACTIVE -> hold.accepted() ? "ACCEPTED" : "OPEN";
                    case BOUGHT -> "BOUGHT";
                    case RELEASED, LAPSED -> "ENDED";
                };
        return new OfferView(
                hold.offer().orElseThrow(),
                hold.id(),
                state,
                new PerformanceOffered(
                        performance.id(),
                        performance.title(),
                        performance.venue(),
                        performance.startsAt(),
                        performance.timeZone().getId()),
                hold.seats(),
                hold.total(),
                hold.until(),
                automaticPayment,
                clock.instant());
    }
}
