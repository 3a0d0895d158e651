package io.holdfast.ticketing.hold;

import static io.holdfast.contracts.problem.ProblemType.HOLD_ALREADY_EXTENDED;
import static io.holdfast.contracts.problem.ProblemType.HOLD_LAPSED;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.SEATS_TAKEN;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.ticketing.choice.OrphanRule;
import io.holdfast.ticketing.hold.HoldAnswers.Told;
import io.holdfast.ticketing.hold.HoldOutcome.PassNeeded;
import io.holdfast.ticketing.hold.HoldOutcome.SeatLeftAlone;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.Sale;
import io.holdfast.visitor.Visitor;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Choosing seats puts them aside at once.
@Path("/api")
@RunOnVirtualThread
public class HoldResource {

    /// Either seats, or what the best would be.
    public record PlaceHold(
            @Nullable @Size(min = 1, max = 20) Set<@NotNull SeatId> seats,
            @Nullable @Valid Best best) {}

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
    private final HoldGroups groups;
    private final BestHolds bestHolds;
    private final HoldAnswers answers;
    private final OrphanRule orphans;
    private final Visitor visitor;
    private final Clock clock;

    HoldResource(
            Holds holds,
            Catalogue catalogue,
            Admission admission,
            HoldGroups groups,
            BestHolds bestHolds,
            HoldAnswers answers,
            OrphanRule orphans,
            Visitor visitor,
            Clock clock) {
        this.holds = holds;
        this.catalogue = catalogue;
        this.admission = admission;
        this.groups = groups;
        this.bestHolds = bestHolds;
        this.answers = answers;
        this.orphans = orphans;
        this.visitor = visitor;
        this.clock = clock;
    }

    /// Puts seats aside: all of them or none. Whoever names none gets the best there are.
    @POST
    @Path("/performances/{performance}/holds")
    public Response place(
            @PathParam("performance") PerformanceId id,
            @HeaderParam(AdmissionPass.HEADER) @Nullable String pass,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid PlaceHold request) {
        var valid = IdempotentRequests.validated(key);
        if ((request.seats() == null) == (request.best() == null)) {
            throw INVALID_REQUEST
                    .because("Please name either the seats or what the best would be.")
                    .asException();
        }
        var wish = wish(id, catalogue.performance(id).sale(), pass, valid, request);
        var outcome = outcome(wish, request.best());
        if (outcome instanceof PassNeeded) {
            // The sale has got a waiting room since we last looked, so its rules are to be read once more.
            catalogue.forget(catalogue.performance(id).sale().id());
            wish = wish(id, catalogue.performance(id).sale(), pass, valid, request);
            outcome = outcome(wish, request.best());
        }
        return response(
                request.best() != null && outcome instanceof SeatsTaken
                        ? answers.problem(SEATS_TAKEN
                                .because("There are not so many left.")
                                .with("seats", List.of())
                                .with("alternatives", List.of()))
                        : answers.told(wish, outcome));
    }

    private Wish wish(PerformanceId id, Sale sale, @Nullable String pass, String key, PlaceHold request) {
        if (sale.accountsOnly()) {
            visitor.customerOrProblem();
        }
        var admitted = admission.check(sale, pass, visitor.subjects());
        var subject = admitted.map(AdmissionPass::subject).map(Subject::new).orElseGet(visitor::subject);
        var session = admitted.map(AdmissionPass::session);
        return request.best() == null
                ? Wish.of(id, subject, session, key, Objects.requireNonNull(request.seats()))
                : Wish.of(id, subject, session, key, request.best());
    }

    private HoldOutcome outcome(Wish wish, @Nullable Best best) {
        if (best != null) {
            return bestHolds.place(wish, best);
        }
        var performance = catalogue.performance(wish.performance());
        var better = performance.sale().opensAt().isAfter(clock.instant())
                ? List.<List<SeatId>>of()
                : orphans.better(performance, wish.seats());
        return better.isEmpty() ? groups.placed(wish) : new SeatLeftAlone(better);
    }

    private static Response response(Told told) {
        var response = Response.status(told.status())
                .type(told.problem() ? Problem.MEDIA_TYPE : MediaType.APPLICATION_JSON)
                .entity(told.body());
        if (told.replayed()) {
            response.header("Idempotent-Replayed", "true");
        }
        if (told.retryAfterSeconds() > 0) {
            response.header("Retry-After", told.retryAfterSeconds());
        }
        return response.build();
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
