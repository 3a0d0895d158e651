package io.holdfast.messaging;

import static io.holdfast.contracts.problem.ProblemType.DEAD_LETTER_CLOSED;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.messaging.DeadLetter.Deed;
import io.holdfast.messaging.DeadLetterReplay.Outcome;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// What this service's listeners could not act on, for staff: look, try again, discard. Whatever staff do about a
/// letter, and that they looked into it, is written down.
@Path("/api/staff/dead-letters/{service}")
@RolesAllowed("operations")
@RunOnVirtualThread
public class DeadLetterResource {

    private static final int PAGE = 50;

    /// @param letters newest first
    /// @param next to be sent as `after` for the next page; absent on the last
    public record DeadLetterList(
            List<DeadLetter> letters, @Nullable String next) {}

    /// @param headers in order, as text
    /// @param payload as text; absent if it is none
    /// @param payloadBase64 the same where it is no text
    /// @param deeds what staff have done about it, oldest first
    public record DeadLetterInFull(
            DeadLetter letter,
            List<NamedText> headers,
            @Nullable String payload,
            @Nullable String payloadBase64,
            List<Deed> deeds) {}

    public record NamedText(String name, String value) {}

    /// @param reason why it will never be acted on
    public record DiscardReason(@NotBlank @Size(max = 500) String reason) {}

    private final DeadLetters letters;
    private final DeadLetterReplay replay;
    private final SecurityIdentity who;
    private final String name;

    DeadLetterResource(
            DeadLetters letters,
            DeadLetterReplay replay,
            SecurityIdentity who,
            @ConfigProperty(name = "quarkus.application.name") String name) {
        this.letters = letters;
        this.replay = replay;
        this.who = who;
        this.name = name;
    }

    /// @param state `open`, `replayed`, `discarded` or `all`
    /// @param topic only those of this topic, e.g. `ticketing.sales`
    /// @param listener only those of this listener
    /// @param after where the page before ended
    @GET
    public DeadLetterList list(
            @PathParam("service") String service,
            @QueryParam("state") @DefaultValue("open") String state,
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("listener") @Nullable String listener,
            @QueryParam("after") @Nullable String after) {
        mine(service);
        var page = letters.list(state(state), blankToNull(listener), blankToNull(topic), cursor(after), PAGE);
        return new DeadLetterList(
                page, page.size() < PAGE ? null : page.getLast().id().toString());
    }

    /// With its content. What is sealed stays sealed.
    @GET
    @Path("/{letter}")
    public DeadLetterInFull inspect(@PathParam("service") String service, @PathParam("letter") String letter) {
        mine(service);
        var found = find(letter);
        letters.audit(found.id(), person(), "INSPECT", null, "shown");
        var content = letters.content(found.id());
        var value = content.value();
        var text = value == null ? null : textOf(value);
        return new DeadLetterInFull(
                found,
                content.headers().stream()
                        .map(header -> new NamedText(header.name(), new String(header.value(), StandardCharsets.UTF_8)))
                        .toList(),
                text,
                value == null || text != null ? null : Base64.getEncoder().encodeToString(value),
                letters.deeds(found.id()));
    }

    /// Tries it again now, or as soon as may be where its listener runs in another process. The answer says what came
    /// of it; trying again what has been acted on changes nothing.
    @POST
    @Path("/{letter}/replay")
    public DeadLetter replay(@PathParam("service") String service, @PathParam("letter") String letter) {
        mine(service);
        var found = find(letter);
        var outcome = replay.replay(found.id());
        if (outcome instanceof Outcome.Elsewhere) {
            letters.dueNow(found.id());
        }
        letters.audit(found.id(), person(), "REPLAY", null, words(outcome));
        var after = find(letter);
        if (after.state() == DeadLetterState.DISCARDED) {
            throw closed("It has been discarded.");
        }
        return after;
    }

    /// It will not be tried any more.
    @POST
    @Path("/{letter}/discard")
    @Consumes(MediaType.APPLICATION_JSON)
    public DeadLetter discard(
            @PathParam("service") String service,
            @PathParam("letter") String letter,
            @NotNull @Valid DiscardReason reason) {
        mine(service);
        var found = find(letter);
        return QuarkusTransaction.requiringNew().call(() -> {
            if (letters.close(found.id(), DeadLetterState.DISCARDED)) {
                letters.audit(found.id(), person(), "DISCARD", reason.reason().strip(), "discarded");
            }
            var after = find(letter);
            if (after.state() == DeadLetterState.REPLAYED) {
                throw closed("It has been acted on already.");
            }
            return after;
        });
    }

    private void mine(String service) {
        if (!service.equals(name)) {
            throw nothing();
        }
    }

    private DeadLetter find(String letter) {
        try {
            return letters.find(UUID.fromString(letter)).orElseThrow(DeadLetterResource::nothing);
        } catch (IllegalArgumentException e) {
            throw nothing();
        }
    }

    private static ProblemException nothing() {
        return NOT_FOUND.because("There is no such dead letter.").asException();
    }

    private static ProblemException closed(String why) {
        return DEAD_LETTER_CLOSED.because(why).asException();
    }

    private String person() {
        return who.getPrincipal().getName();
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Replayed() -> "replayed";
            case Outcome.Failed(var reason) -> "failed: " + reason;
            case Outcome.Elsewhere() -> "to be tried where its listener runs";
            case Outcome.Closed() -> "it was closed";
        };
    }

    private static @Nullable DeadLetterState state(String wanted) {
        if (wanted.equals("all")) {
            return null;
        }
        return Arrays.stream(DeadLetterState.values())
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> INVALID_REQUEST
                        .because("The state is all, %s."
                                .formatted(Arrays.stream(DeadLetterState.values())
                                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(" or "))))
                        .asException());
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.indexOf('\0') >= 0) {
            throw INVALID_REQUEST.because("Names have no such characters.").asException();
        }
        return text;
    }

    private static @Nullable UUID cursor(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return null;
        }
        try {
            return UUID.fromString(after);
        } catch (IllegalArgumentException e) {
            throw INVALID_REQUEST
                    .because("A page begins where another one said it would.")
                    .asException();
        }
    }

    private static @Nullable String textOf(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }
}
