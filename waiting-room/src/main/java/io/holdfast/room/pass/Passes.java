package io.holdfast.room.pass;

import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassSigner;
import io.holdfast.contracts.pass.PassVerifier;
import io.holdfast.contracts.pass.PassVerifier.Verdict;
import io.holdfast.room.door.Door;
import io.holdfast.room.key.PlaceKey;
import io.holdfast.room.queue.Place;
import io.holdfast.room.queue.Queue;
import io.holdfast.room.queue.StayCutShort;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Lets called visitors in and signs their passes.
@ApplicationScoped
public class Passes {

    /// What may come of claiming one's turn.
    sealed interface ClaimOutcome {

        /// @param renewAt from then on another claim gives the next pass; null: this one lasts as long as the stay
        record Granted(String pass, Instant until, @Nullable Instant renewAt) implements ClaimOutcome {}

        /// @param ahead how many are called before, at most; null in the lobby
        record NotYet(@Nullable Long ahead, int nextPollSeconds) implements ClaimOutcome {}

        /// A newer window has the place.
        record Replaced() implements ClaimOutcome {}

        record Ended() implements ClaimOutcome {}
    }

    private static final int DONE = 1;
    private static final int LEFT = 3;

    private final RedisStore redis;
    private final LuaScript claim;
    private final LuaScript done;
    private final Queue queue;
    private final PlaceKey placeKey;
    private final PassSigner signer;
    private final PassVerifier verifier;
    private final Event<StayCutShort> cutShort;

    Passes(
            RedisStore redis,
            Queue queue,
            PlaceKey placeKey,
            Event<StayCutShort> cutShort,
            PublishedKeys keys,
            @ConfigProperty(name = "holdfast.pass.private-key") String privateJwk) {
        this.redis = redis;
        this.claim = redis.script(Passes.class, "claim.lua");
        this.done = redis.script(Passes.class, "done.lua");
        this.queue = queue;
        this.placeKey = placeKey;
        this.signer = PassSigner.withKey(privateJwk);
        this.verifier = keys.verifier();
        this.cutShort = cutShort;
    }

    /// Lets the visitor in if they have been called. Asking again gives a pass with the same claims.
    ///
    /// @param former a pass the visitor shows, which tells of a stay that Redis may have forgotten
    ClaimOutcome claim(Sale sale, Place shown, @Nullable String former) {
        var current = queue.current(sale, shown);
        if (current.replaced()) {
            return new ClaimOutcome.Replaced();
        }
        var door = current.door();
        var place = current.place();
        var number = queue.number(door, place);
        if (number.isEmpty()) {
            return door.room().drawn().isEmpty()
                    ? new ClaimOutcome.NotYet(null, door.nextPollSeconds())
                    : new ClaimOutcome.Ended();
        }
        var keys = redis.keys(sale.id());
        var answer = claim.run(
                List.of(
                        keys.room(),
                        keys.members(),
                        keys.called(),
                        keys.active(),
                        keys.marks(),
                        keys.again(),
                        keys.ghosts(),
                        keys.holders()),
                number.getAsLong(),
                place.ticket(),
                place.session(),
                place.subject(),
                sale.calledFor().toMillis(),
                sale.activeFor().toMillis(),
                sale.activeCap(),
                proven(former, sale, place, number.getAsLong(), door.now()),
                "");
        return switch (answer.get(0).toString()) {
            case "ACTIVE" -> {
                var until = Instant.ofEpochMilli(answer.get(1).toLong());
                var before = answer.get(4).toInteger();
                if (before > 0) {
                    cutShort.fire(new StayCutShort(sale.id(), number.getAsLong(), before, until, true));
                }
                yield granted(door, place, number.getAsLong(), until);
            }
            case "WAITING" ->
                waiting(door, answer.get(3).toLong() - answer.get(2).toLong() - 1);
            case "FULL" -> new ClaimOutcome.NotYet(0L, 1);
            case "REPLACED" -> new ClaimOutcome.Replaced();
            default -> new ClaimOutcome.Ended();
        };
    }

    private static ClaimOutcome waiting(Door door, long ahead) {
        return switch (door.state()) {
            case CLOSED -> new ClaimOutcome.Ended();
            case SCHEDULED, LOBBY, OPEN, PAUSED ->
                new ClaimOutcome.NotYet(Math.max(0, ahead), door.nextPollSeconds(Math.max(0, ahead)));
        };
    }

    private ClaimOutcome granted(Door door, Place place, long number, Instant until) {
        var sale = door.sale();
        var session = number + "." + place.session();
        // All of it follows from the place and the end of the stay, so a repeated claim says the same.
        var window = PassWindow.of(until.minus(sale.activeFor()), until, door.now());
        var id = id(sale.id() + "." + session + "." + window.until().getEpochSecond());
        var pass = new AdmissionPass(sale.id(), place.subject().value(), session, id, window.since(), window.until());
        return new ClaimOutcome.Granted(signer.sign(pass), window.until(), window.renewAt());
    }

    /// @return the end of the stay that a good pass of this very place tells of, in epoch milliseconds; else 0
    private long proven(@Nullable String former, Sale sale, Place place, long number, Instant now) {
        return former != null
                        && verifier.verify(former, sale.id(), now) instanceof Verdict.Good(var pass)
                        && pass.subject().equals(place.subject().value())
                        && pass.session().startsWith(number + ".")
                ? pass.until().toEpochMilli()
                : 0;
    }

    private String id(String stay) {
        var bytes = placeKey.derived("pass:" + stay);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, 16));
    }

    /// Ends the stay of the given session: its purchase is done, or there will be none. Hearing of it twice changes
    /// nothing.
    ///
    /// @param session the pass's `sid`
    /// @throws IllegalArgumentException if no pass of ours has such a session
    void done(Sale sale, String session, boolean bought) {
        var dot = session.indexOf('.');
        if (dot < 1 || session.length() > 20) {
            throw new IllegalArgumentException("a session is number.session");
        }
        var number = Long.parseLong(session.substring(0, dot));
        if (number < 1) {
            throw new IllegalArgumentException("numbers start at 1");
        }
        var keys = redis.keys(sale.id());
        done.run(
                List.of(keys.room(), keys.active(), keys.marks(), keys.ghosts(), keys.holders()),
                bought ? DONE : LEFT,
                number,
                sale.activeFor().toMillis(),
                "");
    }
}
