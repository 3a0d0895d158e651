package io.holdfast.ticketing.hold;

import static io.holdfast.contracts.problem.ProblemType.HOLD_ALREADY_EXTENDED;
import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.PASS_EXPIRED;
import static io.holdfast.contracts.problem.ProblemType.SALE_CLOSED;
import static io.holdfast.contracts.problem.ProblemType.SALE_NOT_OPEN;
import static io.holdfast.contracts.problem.ProblemType.SALE_PAUSED;
import static io.holdfast.contracts.problem.ProblemType.SEATS_TAKEN;
import static io.holdfast.contracts.problem.ProblemType.SEAT_UNKNOWN;
import static io.holdfast.contracts.problem.ProblemType.TOO_MANY_SEATS;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.hold.HoldOutcome.Closed;
import io.holdfast.ticketing.hold.HoldOutcome.NotOpen;
import io.holdfast.ticketing.hold.HoldOutcome.PassNeeded;
import io.holdfast.ticketing.hold.HoldOutcome.Placed;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsUnknown;
import io.holdfast.ticketing.hold.HoldOutcome.ShoppingOver;
import io.holdfast.ticketing.hold.HoldOutcome.Stopped;
import io.holdfast.ticketing.hold.HoldOutcome.TooManySeats;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.Sale;
import io.holdfast.web.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Choosing seats puts them aside at once.
@Path("/api")
@RunOnVirtualThread
public class HoldResource {

    public record PlaceHold(@NotEmpty @Size(max = 20) Set<@NotNull SeatId> seats) {}

    public record HoldView(
            HoldId id,
            PerformanceId performance,
            Hold.State state,
            List<Hold.HeldSeat> seats,
            Instant until,
            Instant serverTime,
            Money total,
            boolean extendable) {}

    private final Holds holds;
    private final Catalogue catalogue;
    private final Admission admission;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final Clock clock;

    HoldResource(
            Holds holds,
            Catalogue catalogue,
            Admission admission,
            IdempotentRequests requests,
            Visitor visitor,
            Clock clock) {
        this.holds = holds;
        this.catalogue = catalogue;
        this.admission = admission;
        this.requests = requests;
        this.visitor = visitor;
        this.clock = clock;
    }

    /// Puts seats aside: all of them or none.
    @POST
    @Path("/performances/{performance}/holds")
    public Response place(
            @PathParam("performance") PerformanceId id,
            @HeaderParam(AdmissionPass.HEADER) @Nullable String pass,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid PlaceHold request) {
        try {
            return place(id, catalogue.performance(id).sale(), pass, key, request);
        } catch (WaitingRoomOpened opened) {
            return place(id, catalogue.performance(id).sale(), pass, key, request);
        }
    }

    private Response place(
            PerformanceId id, Sale sale, @Nullable String pass, @Nullable String key, PlaceHold request) {
        if (sale.accountsOnly()) {
            visitor.customerOrProblem();
        }
        var admitted = admission.check(sale, pass, visitor.subjects());
        var subject = admitted.map(AdmissionPass::subject).map(Subject::new).orElseGet(visitor::subject);
        var session = admitted.map(AdmissionPass::session);
        return Answers.of(requests.once(
                subject,
                key,
                "POST /performances/" + id + "/holds",
                request,
                () -> place(id, sale.id(), subject, session, request)));
    }

    /// The sale has got a waiting room since we last looked, so its rules are to be read once more.
    private static final class WaitingRoomOpened extends RuntimeException {
        private static final long serialVersionUID = 1;

        private WaitingRoomOpened() {
            super(null, null, false, false);
        }
    }

    private Outcome place(
            PerformanceId performance, SaleId sale, Subject subject, Optional<String> session, PlaceHold request) {
        return switch (holds.place(HoldId.next(), performance, subject, session, request.seats())) {
            case Placed(var hold) -> new Outcome(201, view(hold));
            case SeatsTaken(var seats) ->
                throw SEATS_TAKEN
                        .because("Somebody was faster. Please pick other seats.")
                        .with("seats", seats)
                        .with("alternatives", List.of())
                        .asException();
            case SeatsUnknown(var seats) ->
                throw SEAT_UNKNOWN
                        .because("This performance has no such seat.")
                        .with("seats", seats)
                        .asException();
            case TooManySeats(int most) ->
                throw TOO_MANY_SEATS
                        .because("One person may have %d seats.".formatted(most))
                        .with("most", most)
                        .asException();
            case NotOpen(var opensAt) ->
                throw SALE_NOT_OPEN
                        .because("Please come back when the sale opens.")
                        .with("opensAt", opensAt)
                        .asException();
            case PassNeeded() -> {
                catalogue.forget(sale);
                throw new WaitingRoomOpened();
            }
            case ShoppingOver() ->
                throw PASS_EXPIRED
                        .because("Your shopping is over; please join the queue again for more.")
                        .asException();
            case Stopped() ->
                throw SALE_PAUSED
                        .because("Booking for this performance is interrupted while we check something.")
                        .asException();
            case Closed() -> throw SALE_CLOSED.because("This sale is over.").asException();
        };
    }

    @GET
    @Path("/holds/{hold}")
    public HoldView get(@PathParam("hold") HoldId id) {
        return view(mine(id));
    }

    /// Gives the seats up at once; doing so again changes nothing.
    @DELETE
    @Path("/holds/{hold}")
    public void release(@PathParam("hold") HoldId id) {
        holds.release(mine(id));
    }

    /// Keeps the seats once more for as long again.
    @POST
    @Path("/holds/{hold}/extension")
    public HoldView extend(@PathParam("hold") HoldId id) {
        var hold = mine(id);
        if (!holds.extend(id)) {
            throw (hold.state() == Hold.State.ACTIVE ? HOLD_ALREADY_EXTENDED : HOLD_LAPSED)
                    .plain()
                    .asException();
        }
        return view(mine(id));
    }

    private Hold mine(HoldId id) {
        return holds.find(id)
                .filter(hold -> visitor.subjects().contains(hold.subject()))
                .orElseThrow(() -> NOT_FOUND.because("There is no such hold.").asException());
    }

    private HoldView view(Hold hold) {
        var extendable = hold.state() == Hold.State.ACTIVE
                && !hold.extended()
                && hold.offer().isEmpty();
        return new HoldView(
                hold.id(),
                hold.performance(),
                hold.state(),
                hold.seats(),
                hold.until(),
                clock.instant(),
                hold.total(),
                extendable);
    }
}
