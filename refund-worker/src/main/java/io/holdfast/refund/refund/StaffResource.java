package io.holdfast.refund.refund;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.refund.refund.Desk.Actor;
import io.holdfast.refund.refund.Desk.Cursor;
import io.holdfast.refund.refund.Desk.Filter;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// The staff's desk for refunds. Whoever runs the house may look; to act on money needs the role `refund`.
@Path("/api/staff/refunds")
@RolesAllowed({"operations", "refund"})
@RunOnVirtualThread
public class StaffResource {

    private static final int PAGE = 50;

    public record Reason(@NotBlank @Size(max = 500) String reason) {}

    /// @param reference where the transfer is found, e.g. the bank's number of it; never an account
    public record Settlement(
            @NotBlank @Size(max = 500) String reason,
            @NotBlank @Size(max = 100) String reference) {}

    /// @param refunds what waits for staff first, then what waits for customers, for nobody, and what is done
    /// @param next to be sent as `after` for the next page; absent on the last
    public record RefundList(
            List<RefundView> refunds, @Nullable String next) {}

    /// @param history what staff did, oldest first
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record WholeRefund(RefundView refund, List<RefundView.Attempt> attempts, List<RefundView.Deed> history) {}

    /// One person's keys never meet another's, nor the same key for another refund.
    private record Asked(RefundId refund, Object body) {}

    private final Desk desk;
    private final RefundLoop loop;
    private final IdempotentRequests requests;
    private final SecurityIdentity staff;

    StaffResource(Desk desk, RefundLoop loop, IdempotentRequests requests, SecurityIdentity staff) {
        this.desk = desk;
        this.loop = loop;
        this.requests = requests;
        this.staff = staff;
    }

    /// @param requestedBefore only those asked for before then
    /// @param after where the page before ended
    @GET
    public RefundList list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("order") @Nullable String order,
            @QueryParam("performance") @Nullable String performance,
            @QueryParam("requestedBefore") @Nullable String requestedBefore,
            @QueryParam("after") @Nullable String after) {
        var filter = new Filter(
                read(state, RefundView.State::valueOf, "The state is one of a refund's."),
                read(order, OrderId::fromString, "An order is an id."),
                read(performance, PerformanceId::fromString, "A performance is an id."),
                read(requestedBefore, Instant::parse, "A time is written as in RFC 3339."));
        var cursor = read(
                after,
                text -> Desk.cursor(text).orElseThrow(IllegalArgumentException::new),
                "A page begins where another one said it would.");
        var found = desk.list(filter, cursor == null ? Cursor.FIRST : cursor, PAGE + 1);
        var page = found.stream().limit(PAGE).toList();
        return new RefundList(
                page.stream().map(Desk.Listed::refund).toList(),
                found.size() > PAGE
                        ? "%d-%d"
                                .formatted(
                                        page.getLast().place().desk(),
                                        page.getLast().place().seq())
                        : null);
    }

    @GET
    @Path("/{refund}")
    public WholeRefund one(@PathParam("refund") String refund) {
        return whole(id(refund));
    }

    /// Has a parked refund sent again.
    @POST
    @Path("/{refund}/retry")
    @RolesAllowed("refund")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response retry(
            @PathParam("refund") String refund,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Reason request) {
        var id = id(refund);
        return done("retry", id, key, request, () -> desk.retry(id, actor(request.reason())));
    }

    /// Lets a refund go out that is so large that it needs a person's approval.
    @POST
    @Path("/{refund}/approval")
    @RolesAllowed("refund")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response approve(
            @PathParam("refund") String refund,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Reason request) {
        var id = id(refund);
        return done("approval", id, key, request, () -> desk.approve(id, actor(request.reason())));
    }

    /// Says that it was settled by hand; somebody else confirms.
    @POST
    @Path("/{refund}/settlement")
    @RolesAllowed("refund")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response propose(
            @PathParam("refund") String refund,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Settlement request) {
        var id = id(refund);
        desk.askGateway(id);
        return done(
                "settlement",
                id,
                key,
                request,
                () -> desk.propose(
                        id, actor(request.reason()), request.reference().strip()));
    }

    @POST
    @Path("/{refund}/settlement/confirmation")
    @RolesAllowed("refund")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response confirm(
            @PathParam("refund") String refund,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Reason request) {
        var id = id(refund);
        desk.askGateway(id);
        return done("confirmation", id, key, request, () -> desk.confirm(id, actor(request.reason())));
    }

    /// It was not settled by hand: the refund is parked again.
    @POST
    @Path("/{refund}/settlement/refusal")
    @RolesAllowed("refund")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response refuse(
            @PathParam("refund") String refund,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid Reason request) {
        var id = id(refund);
        return done("refusal", id, key, request, () -> desk.refuse(id, actor(request.reason())));
    }

    private Response done(String operation, RefundId id, @Nullable String key, Object request, Runnable work) {
        var answer = requests.once(
                new Subject("s:" + by()), key, "POST /staff/refunds/" + operation, new Asked(id, request), () -> {
                    work.run();
                    return new Outcome(200, whole(id));
                });
        loop.wake();
        var response = Response.status(answer.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(answer.body());
        if (answer.replayed()) {
            response.header("Idempotent-Replayed", "true");
        }
        return response.build();
    }

    private WholeRefund whole(RefundId id) {
        return new WholeRefund(desk.one(id), desk.attempts(id), desk.history(id));
    }

    private Actor actor(String reason) {
        return new Actor(by(), reason.strip());
    }

    /// The `sub` of their token.
    private String by() {
        return staff.getPrincipal() instanceof JsonWebToken token && token.getSubject() != null
                ? token.getSubject()
                : staff.getPrincipal().getName();
    }

    private static RefundId id(String text) {
        try {
            return RefundId.fromString(text);
        } catch (IllegalArgumentException e) {
            throw NOT_FOUND.because("There is no such refund.").asException();
        }
    }

    private static <T> @Nullable T read(@Nullable String text, Function<String, T> reader, String fault) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw INVALID_REQUEST.because(fault).asException();
        }
    }
}
