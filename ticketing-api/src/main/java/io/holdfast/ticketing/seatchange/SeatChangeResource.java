package io.holdfast.ticketing.seatchange;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Another seat has been proposed for a ticket one holds, bought or been given.
@Path("/api")
@RunOnVirtualThread
public class SeatChangeResource {

    /// @param terms names what was shown; an answer says which terms it is about
    @RegisterForReflection
    public record SeatChangeView(
            SeatChangeId id,
            OrderId order,
            TicketId ticket,
            PerformanceId performance,
            String title,
            Instant startsAt,
            String from,
            String fromGrade,
            String to,
            String toGrade,
            String reason,
            Instant until,
            Instant serverTime,
            String state,
            String terms) {}

    public record SeatChangeList(List<SeatChangeView> seatChanges) {}

    public record AnswerSeatChange(
            @NotNull Boolean agree,
            @NotBlank @Size(max = 64) String terms) {}

    private final SeatChanges changes;
    private final Catalogue catalogue;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final Clock clock;

    SeatChangeResource(
            SeatChanges changes, Catalogue catalogue, IdempotentRequests requests, Visitor visitor, Clock clock) {
        this.changes = changes;
        this.catalogue = catalogue;
        this.requests = requests;
        this.visitor = visitor;
        this.clock = clock;
    }

    /// Newest first, at most 100.
    @GET
    @Path("/me/seat-changes")
    public SeatChangeList mine() {
        return new SeatChangeList(changes.of(visitor).stream().map(this::view).toList());
    }

    @GET
    @Path("/me/seat-changes/{change}")
    public SeatChangeView one(@PathParam("change") SeatChangeId id) {
        return view(changes.of(visitor, id));
    }

    /// Agrees or declines. Only then, and only if agreed, is the ticket for another seat.
    @POST
    @Path("/me/seat-changes/{change}/answer")
    public Response answer(
            @PathParam("change") SeatChangeId id,
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid AnswerSeatChange answer) {
        var change = changes.of(visitor, id);
        var shown = shown(change);
        if (!terms(shown).equals(answer.terms())) {
            throw INVALID_REQUEST
                    .because("Please look at the proposal again before you answer.")
                    .asException();
        }
        return Answers.of(requests.once(
                visitor.subject(),
                key,
                "POST /me/seat-changes/" + id + "/answer",
                answer,
                () -> new Outcome(200, view(changes.answer(id, answer.agree(), visitor, shown)))));
    }

    private SeatChangeView view(SeatChange change) {
        var performance = catalogue.performance(change.performance());
        return new SeatChangeView(
                change.id(),
                change.order(),
                change.ticket(),
                change.performance(),
                performance.title(),
                performance.startsAt(),
                change.from().label(),
                change.from().grade(),
                change.to().label(),
                change.to().grade(),
                change.reason(),
                change.until(),
                clock.instant(),
                change.state().name(),
                terms(shown(change)));
    }

    /// What somebody reads before they answer.
    private static String shown(SeatChange change) {
        return "%s (%s) → %s (%s); reason: %s; nothing is charged or paid back; answer until %s"
                .formatted(
                        change.from().label(),
                        change.from().grade(),
                        change.to().label(),
                        change.to().grade(),
                        change.reason(),
                        change.until());
    }

    private static String terms(String shown) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(shown.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
