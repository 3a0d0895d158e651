package io.holdfast.ticketing.checkin;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.holdfast.contracts.id.GateId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.ticketing.checkin.Scan.Decision;
import io.holdfast.ticketing.checkin.Scan.Outcome;
import io.holdfast.ticketing.checkin.Scan.Verdict;
import io.holdfast.ticketing.show.Catalogue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a phone at the door asks and tells. It shows who it is by a cookie that its scripts cannot read.
@Path("/api/gate")
@RunOnVirtualThread
public class GateResource {

    static final String COOKIE = "hf_gate";
    private static final String SECRET = "[A-Za-z0-9_-]{43}";

    /// A clock that is further ahead than that is wrong.
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /// @param invitation from the link
    /// @param token that the phone has thought of: 32 random bytes, Base64 for URLs. Asking again with the
    ///     same is safe
    public record Enrol(
            @NotNull @Pattern(regexp = SECRET, message = "is 32 bytes, Base64 for URLs")
            String invitation,

            @NotNull @Pattern(regexp = SECRET, message = "is 32 bytes, Base64 for URLs")
            String token) {

        /// Never prints what it holds.
        @Override
        public String toString() {
            return "Enrol[…]";
        }
    }

    /// @param key the performance's public key, by which certificates and bundles are checked; 64 bytes, Base64 for
    // URLs
    @RegisterForReflection
    public record GateView(
            GateId id,
            String name,
            PerformanceId performance,
            String title,
            String venue,
            Instant startsAt,
            String timeZone,
            String key,
            Instant serverTime) {}

    /// @param edition of the bundle that these are about; another one is to be fetched when it differs
    /// @param states a letter for each ticket, in the bundle's order: `V` valid, `E` entered, `C` given back
    /// @param issues `[[ticket, issue], …]` of those that are not the first
    @RegisterForReflection
    public record StatesView(
            String edition, String states, @JsonRawValue String issues, Instant serverTime) {}

    public record TellScans(@NotEmpty @Size(max = 200) List<@NotNull @Valid ScanTold> scans) {}

    /// Either a `code`, or a `ticket` with an `exception`; a printed ticket's code with the exception `PRINTED_TICKET`.
    ///
    /// @param id the gate names it, so that telling it twice is once
    /// @param decision what the gate did; absent when it asks what to do
    /// @param exception why somebody is let in whose code cannot be checked, after a look at their identity card
    /// @param note needed for `OTHER`; nothing about the person
    public record ScanTold(
            @NotNull UUID id,
            @Nullable @Size(min = 1, max = 600) String code,
            @Nullable TicketId ticket,
            @Nullable Decision decision,
            Scan.@Nullable Exception exception,
            @Nullable @Size(min = 1, max = 200) String note,
            @NotNull Instant at) {}

    public record OutcomeList(List<OutcomeView> scans, Instant serverTime) {}

    /// @param letIn whether the person is inside
    /// @param conflict whether somebody is inside whom the ticket did not let in
    @RegisterForReflection
    public record OutcomeView(
            UUID id,
            Verdict verdict,
            boolean letIn,
            boolean conflict,
            @Nullable EntryView earlier) {}

    /// When and where the ticket has entered.
    @RegisterForReflection
    public record EntryView(String gate, Instant at) {

        static EntryView of(Scan.Entry entry) {
            return new EntryView(entry.gate(), entry.at());
        }
    }

    private final Gates gates;
    private final Scans scans;
    private final Bundles bundles;
    private final CheckInKeys keys;
    private final Catalogue catalogue;
    private final Clock clock;
    private final UriInfo address;

    GateResource(
            Gates gates,
            Scans scans,
            Bundles bundles,
            CheckInKeys keys,
            Catalogue catalogue,
            Clock clock,
            UriInfo address) {
        this.gates = gates;
        this.scans = scans;
        this.bundles = bundles;
        this.keys = keys;
        this.catalogue = catalogue;
        this.clock = clock;
        this.address = address;
    }

    /// Makes this phone a gate.
    @POST
    @Path("/enrolment")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response enrol(@NotNull @Valid Enrol request) {
        var gate = gates.enrol(request.invitation(), request.token());
        var view = view(gate);
        var cookie = new NewCookie.Builder(COOKIE)
                .value(request.token())
                .path("/api/gate")
                .httpOnly(true)
                .secure("https".equals(address.getBaseUri().getScheme()))
                .sameSite(NewCookie.SameSite.STRICT)
                .maxAge(Math.toIntExact(Math.max(
                        1,
                        Duration.between(clock.instant(), view.startsAt().plus(Gates.AFTERWARDS))
                                .toSeconds())))
                .build();
        return Response.ok(view).cookie(cookie).build();
    }

    @GET
    public GateView me(@CookieParam(COOKIE) @Nullable String token) {
        return view(gates.enter(Optional.ofNullable(token)));
    }

    /// What is needed to work without a network; see `Bundles` for its form.
    @GET
    @Path("/bundle")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public byte[] bundle(@CookieParam(COOKIE) @Nullable String token) {
        var gate = gates.enter(Optional.ofNullable(token));
        return bundles.bundle(gate, String.valueOf(token));
    }

    /// What has become of the bundle's tickets, at most a second old. With the `ETag` of before, 304 when nothing has.
    @GET
    @Path("/states")
    public Response states(
            @CookieParam(COOKIE) @Nullable String token, @HeaderParam("If-None-Match") @Nullable String known) {
        var gate = gates.enter(Optional.ofNullable(token));
        var states = bundles.states(gate.performance());
        var tag = '"' + states.tag() + '"';
        if (tag.equals(known)) {
            return Response.notModified().header("ETag", tag).build();
        }
        return Response.ok(new StatesView(states.edition(), states.states(), states.issues(), clock.instant()))
                .header("ETag", tag)
                .build();
    }

    /// Says who may enter, and writes down who has. In the order given; safe to repeat.
    @POST
    @Path("/scans")
    @Consumes(MediaType.APPLICATION_JSON)
    public OutcomeList scans(@CookieParam(COOKIE) @Nullable String token, @NotNull @Valid TellScans request) {
        var told = request.scans().stream().map(this::scan).toList();
        if (new HashSet<>(told.stream().map(Scan::id).toList()).size() < told.size()) {
            throw faulty("scans", "names two by the same id");
        }
        var outcomes = scans.hear(Optional.ofNullable(token), told);
        return new OutcomeList(outcomes.stream().map(GateResource::view).toList(), clock.instant());
    }

    private Scan scan(ScanTold told) {
        if ((told.code() == null) == (told.ticket() == null)) {
            throw faulty("code", "is needed, or a ticket, and not both");
        }
        if (told.ticket() != null && told.exception() == null) {
            throw faulty("exception", "is needed for who comes without a code");
        }
        if (told.exception() == Scan.Exception.OTHER && told.note() == null) {
            throw faulty("note", "is needed for OTHER");
        }
        if (told.at().isAfter(clock.instant().plus(AHEAD))) {
            throw faulty("at", "is in the future");
        }
        return new Scan(
                told.id(),
                Optional.ofNullable(told.code()),
                Optional.ofNullable(told.ticket()),
                Optional.ofNullable(told.decision()),
                Optional.ofNullable(told.exception()),
                Optional.ofNullable(told.note()),
                told.at());
    }

    private static RuntimeException faulty(String field, String message) {
        return INVALID_REQUEST
                .because("A scan is missing something or has too much.")
                .with("faults", List.of(Map.of("field", field, "message", message)))
                .asException();
    }

    private static OutcomeView view(Outcome outcome) {
        return new OutcomeView(
                outcome.id(),
                outcome.verdict(),
                outcome.letIn(),
                outcome.isConflict(),
                outcome.earlier().map(EntryView::of).orElse(null));
    }

    private GateView view(Gate gate) {
        var performance = catalogue.performance(gate.performance());
        return new GateView(
                gate.id(),
                gate.name(),
                performance.id(),
                performance.title(),
                performance.venue(),
                performance.startsAt(),
                performance.timeZone().getId(),
                Bytes.text(keys.of(performance.id()).publicKey()),
                clock.instant());
    }
}
