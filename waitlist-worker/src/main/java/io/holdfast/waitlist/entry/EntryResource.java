package io.holdfast.waitlist.entry;

import static io.holdfast.contracts.problem.ProblemType.ALREADY_ON_WAITLIST;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.WAITLIST_CLOSED;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Answer;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.visitor.Visitor;
import io.holdfast.waitlist.entry.EntryView.EntryList;
import io.holdfast.waitlist.entry.JoinOutcome.AlreadyWaiting;
import io.holdfast.waitlist.entry.JoinOutcome.Closed;
import io.holdfast.waitlist.entry.JoinOutcome.Joined;
import io.holdfast.waitlist.entry.JoinOutcome.UnknownPerformance;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Waiting for returned seats, for customers who are signed in.
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class EntryResource {

    /// @param adjacent next to each other; so it is when absent
    /// @param sections anywhere when absent
    /// @param highestPrice for each seat; whatever it costs when absent
    /// @param automaticPayment `points` or a saved way to pay; the customer is asked when absent
    @RegisterForReflection
    public record Join(
            @Nullable List<@Nullable String> grades,
            @Nullable Integer seats,
            @Nullable Boolean adjacent,
            @Nullable Instant until,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<@Nullable String> sections,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Money highestPrice,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String automaticPayment) {}

    /// @param automaticPayment `points` or a saved way to pay
    @RegisterForReflection
    public record PayWith(@Nullable String automaticPayment) {}

    @RegisterForReflection
    record Asked(PerformanceId performance, Join join) {}

    private final Line line;
    private final Visitor visitor;
    private final IdempotentRequests requests;

    EntryResource(Line line, Visitor visitor, IdempotentRequests requests) {
        this.line = line;
        this.visitor = visitor;
        this.requests = requests;
    }

    @POST
    @Path("/performances/{performance}/waitlist")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response join(
            @PathParam("performance") PerformanceId performance,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @Nullable Join join) {
        var customer = visitor.customerOrProblem();
        if (join == null) {
            throw INVALID_REQUEST.because("Please say what you wait for.").asException();
        }
        var automaticPayment = AutomaticPayment.of(join.automaticPayment());
        return response(requests.once(
                Subject.member(customer),
                key,
                "POST /api/performances/waitlist",
                new Asked(performance, join),
                () -> switch (line.join(
                        performance, customer, automaticPayment, (found, now) -> Wish.of(join, found, now))) {
                    case Joined(var entry) -> new Outcome(201, line.view(entry));
                    case UnknownPerformance _ ->
                        throw NOT_FOUND.because("There is no such performance.").asException();
                    case Closed(var why) -> throw WAITLIST_CLOSED.because(why).asException();
                    case AlreadyWaiting _ ->
                        throw ALREADY_ON_WAITLIST
                                .because("One entry for each performance; leave it to change your wish.")
                                .asException();
                }));
    }

    /// The entries that may still be served.
    @GET
    @Path("/waitlist")
    public EntryList mine() {
        return new EntryList(
                line.of(visitor.customerOrProblem()).stream().map(line::view).toList());
    }

    @GET
    @Path("/waitlist/{entry}")
    public EntryView one(@PathParam("entry") EntryId entry) {
        return line.find(entry, visitor.customerOrProblem())
                .map(line::view)
                .orElseThrow(() -> NOT_FOUND.because("There is no such entry.").asException());
    }

    /// Offers from now on are paid by themselves. One that is open already stays as it was made.
    @PUT
    @Path("/waitlist/{entry}/automatic-payment")
    @Consumes(MediaType.APPLICATION_JSON)
    public EntryView payWith(@PathParam("entry") EntryId entry, @Nullable PayWith wish) {
        var customer = visitor.customerOrProblem();
        var asked = AutomaticPayment.of(wish == null ? null : wish.automaticPayment());
        if (asked.isEmpty()) {
            throw INVALID_REQUEST.because("Please say what to pay with.").asException();
        }
        return changed(entry, customer, asked);
    }

    /// The customer is asked from now on.
    @DELETE
    @Path("/waitlist/{entry}/automatic-payment")
    public EntryView askAgain(@PathParam("entry") EntryId entry) {
        return changed(entry, visitor.customerOrProblem(), Optional.empty());
    }

    private EntryView changed(EntryId entry, CustomerId customer, Optional<String> automaticPayment) {
        if (line.find(entry, customer).isEmpty()) {
            throw NOT_FOUND.because("There is no such entry.").asException();
        }
        return line.payWith(entry, customer, automaticPayment)
                .map(line::view)
                .orElseThrow(() -> WAITLIST_CLOSED.because("This wait is over.").asException());
    }

    /// An offer that is open stays open at ticketing-api until its end.
    @DELETE
    @Path("/waitlist/{entry}")
    public Response leave(@PathParam("entry") EntryId entry) {
        if (!line.leave(entry, visitor.customerOrProblem())) {
            throw NOT_FOUND.because("There is no such entry.").asException();
        }
        return Response.noContent().build();
    }

    private static Response response(Answer answer) {
        var response = Response.status(answer.status()).entity(answer.body());
        if (answer.replayed()) {
            response.header("Idempotent-Replayed", "true");
        }
        return response.build();
    }
}
