package io.holdfast.ticketing.guest;

import static io.holdfast.contracts.problem.ProblemType.CODE_ENDED;
import static io.holdfast.contracts.problem.ProblemType.CODE_WRONG;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.LookUpId;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.ticketing.guest.LookUps.Answer.Ended;
import io.holdfast.ticketing.guest.LookUps.Answer.Right;
import io.holdfast.ticketing.guest.LookUps.Answer.Wrong;
import io.holdfast.ticketing.http.Answers;
import io.holdfast.ticketing.order.BookingNumber;
import io.holdfast.visitor.Visitor;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Guests who look for what they have booked.
@Path("/api/guest")
@RunOnVirtualThread
public class LookUpResource {

    /// Long enough to give something back or to show a ticket, short on a computer that others use.
    private static final Duration SEEN_FOR = Duration.ofHours(2);

    /// @param phone as it was given when booking; blanks and hyphens do not count
    /// @param booking the number of one booking; any of that phone's when absent
    public record AskForBookings(
            @NotNull @Pattern(regexp = "\\+?[0-9][0-9 -]{6,20}", message = "is a phone number")
            String phone,

            @Nullable @Size(max = 30) String booking) {}

    /// @param until exclusive; a code that was sent is good until then
    @RegisterForReflection
    public record LookUpView(LookUpId id, Instant until) {}

    public record TellCode(
            @NotNull @Pattern(regexp = "[0-9]{6}", message = "has six digits")
            String code) {}

    /// @param until exclusive; `/api/me/orders` tells this browser of the guest's bookings until then
    @RegisterForReflection
    public record Proven(Instant until) {}

    private final LookUps lookUps;
    private final IdempotentRequests requests;
    private final Visitor visitor;
    private final Clock clock;
    private final SignedAccount signed;

    LookUpResource(
            LookUps lookUps,
            IdempotentRequests requests,
            Visitor visitor,
            Clock clock,
            @ConfigProperty(name = "holdfast.account.key") String key) {
        this.lookUps = lookUps;
        this.requests = requests;
        this.visitor = visitor;
        this.clock = clock;
        this.signed = new SignedAccount(key);
    }

    /// Sends a code to how the guest is reached, if there is such a guest; the answer does not tell.
    @POST
    @Path("/look-ups")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response ask(
            @HeaderParam(IdempotentRequests.HEADER) @Nullable String key,
            @NotNull @Valid AskForBookings request,
            @Context HttpServerRequest connection) {
        var booking = request.booking() == null || request.booking().isBlank()
                ? null
                : BookingNumber.read(request.booking()).orElseThrow(() -> INVALID_REQUEST
                        .because("A booking number looks like 7K3M-Q2XV-9A.")
                        .with("faults", List.of(Map.of("field", "booking", "message", "is not a booking number")))
                        .asException());
        var address = connection.remoteAddress() == null
                ? "?"
                : String.valueOf(connection.remoteAddress().hostAddress());
        return Answers.of(requests.once(visitor.browser(), key, "POST /guest/look-ups", request, () -> {
            var asked = lookUps.ask(visitor.browser(), request.phone(), booking, address);
            return new Outcome(202, new LookUpView(asked.id(), asked.until()));
        }));
    }

    /// Proves to be the guest. From then on this browser sees the guest's bookings, for two hours.
    @POST
    @Path("/look-ups/{lookUp}/code")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response prove(@PathParam("lookUp") LookUpId lookUp, @NotNull @Valid TellCode request) {
        return switch (lookUps.prove(lookUp, visitor.browser(), request.code())) {
            case Right(var guests) -> {
                var until = clock.instant().plus(SEEN_FOR);
                yield Response.ok(new Proven(until))
                        .cookie(cookie(signed.signGuests(visitor.browser(), guests, until), (int) SEEN_FOR.toSeconds()))
                        .build();
            }
            case Wrong(int left) ->
                throw CODE_WRONG
                        .because("This is not the code that was sent.")
                        .with("triesLeft", left)
                        .asException();
            case Ended() ->
                throw CODE_ENDED.because("Please ask for another code.").asException();
        };
    }

    /// This browser sees the guest's bookings no more.
    @DELETE
    @Path("/access")
    public Response leave() {
        return Response.noContent().cookie(cookie("", 0)).build();
    }

    private NewCookie cookie(String value, int seconds) {
        return new NewCookie.Builder(SignedAccount.GUESTS_COOKIE)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(visitor.secure())
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge(seconds)
                .build();
    }
}
