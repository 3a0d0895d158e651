package io.holdfast.ticketing.point;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.point.Wallets.Reason;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A member's points, and staff's hand on them.
@Path("/api")
@RunOnVirtualThread
public class PointResource {

    /// What staff give at once, at most: a slip of the finger is not a fortune.
    private static final long MOST_GIVEN = 100_000_000;

    /// @param next to be sent as `after` for the next page; absent on the last
    public record Points(
            List<Money> balances,
            List<Wallets.Entry> history,
            @Nullable String next) {}

    public record GivePoints(
            @NotNull Money amount,
            @NotBlank @Size(max = 500) String reason) {}

    @RegisterForReflection
    public record PointsGiven(CustomerId customer, Money balance) {}

    private final Wallets wallets;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final SecurityIdentity who;

    PointResource(Wallets wallets, IdempotentRequests requests, Visitor visitor, SecurityIdentity who) {
        this.wallets = wallets;
        this.requests = requests;
        this.visitor = visitor;
        this.who = who;
    }

    /// What the member has, and how it came to that, newest first.
    @GET
    @Path("/me/points")
    public Points mine(@QueryParam("after") @Nullable String after) {
        var customer = visitor.customerOrProblem();
        var history = wallets.history(customer, cursor(after));
        return new Points(
                wallets.balances(customer),
                history.entries(),
                history.next().map(String::valueOf).orElse(null));
    }

    /// Gives a member points, with the reason the member reads.
    @POST
    @Path("/staff/customers/{customer}/points")
    @RolesAllowed("operations")
    public Response give(
            @PathParam("customer") CustomerId customer,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid GivePoints request) {
        var name = who.getPrincipal().getName();
        var operation = "POST /staff/customers/" + customer + "/points";
        return Answers.of(requests.once(Subject.staff(name), key, operation, request, () -> {
            if (request.amount().amount() < 1 || request.amount().amount() > MOST_GIVEN) {
                throw INVALID_REQUEST
                        .because("Points are given from 1 to %d at once.".formatted(MOST_GIVEN))
                        .asException();
            }
            if (!wallets.isMember(customer)) {
                throw NOT_FOUND.because("There is no such member.").asException();
            }
            var why = new Reason.Goodwill(name, request.reason().strip());
            wallets.credit(customer, request.amount(), why, UUID.randomUUID());
            var currency = request.amount().currency().getCurrencyCode();
            return new Outcome(201, new PointsGiven(customer, wallets.balance(customer, currency)));
        }));
    }

    private static @Nullable Long cursor(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return null;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw INVALID_REQUEST
                    .because("A page begins where another one said it would.")
                    .asException();
        }
        return Long.valueOf(after);
    }
}
