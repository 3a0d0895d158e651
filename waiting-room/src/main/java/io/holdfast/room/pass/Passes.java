package io.holdfast.room.pass;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassSigner;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.key.PlaceKey;
import io.holdfast.room.queue.Place;
import io.holdfast.room.queue.Queue;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import jakarta.enterprise.context.ApplicationScoped;
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

        record Granted(String pass, Instant until) implements ClaimOutcome {}

        /// @param ahead how many are called before, at most; null in the lobby
        record NotYet(@Nullable Long ahead, int nextPollSeconds) implements ClaimOutcome {}

        record Ended() implements ClaimOutcome {}
    }

    private final RedisStore redis;
    private final LuaScript claim;
    private final LuaScript done;
    private final Rooms rooms;
    private final Queue queue;
    private final PlaceKey placeKey;
    private final PassSigner signer;

    Passes(
            RedisStore redis,
            Rooms rooms,
            Queue queue,
            PlaceKey placeKey,
            @ConfigProperty(name = "holdfast.pass.private-key") String privateJwk) {
        this.redis = redis;
        this.claim = redis.script(Passes.class, "claim.lua");
        this.done = redis.script(Passes.class, "done.lua");
        this.rooms = rooms;
        this.queue = queue;
        this.placeKey = placeKey;
        this.signer = PassSigner.withKey(privateJwk);
    }

    /// Lets the visitor in if they have been called. Asking again gives a pass with the same claims.
    ClaimOutcome claim(Sale sale, Place place) {
        var door = rooms.door(sale);
        if (place.epoch() != door.room().epoch()) {
            return new ClaimOutcome.Ended();
        }
        var number = queue.number(door, place);
        if (number.isEmpty()) {
            return door.room().drawn().isEmpty()
                    ? new ClaimOutcome.NotYet(null, door.nextPollSeconds())
                    : new ClaimOutcome.Ended();
        }
        var keys = redis.keys(sale.id());
        var answer = claim.run(
                List.of(keys.room(), keys.members(), keys.called(), keys.active(), keys.ends()),
                number.getAsLong(),
                place.ticket(),
                place.subject(),
                sale.activeFor().toMillis(),
                "");
        return switch (answer.get(0).toString()) {
            case "ACTIVE" ->
                granted(
                        sale,
                        place,
                        number.getAsLong(),
                        Instant.ofEpochMilli(answer.get(1).toLong()));
            case "WAITING" -> {
                var ahead = Math.max(0, number.getAsLong() - answer.get(2).toLong() - 1);
                yield waiting(door, ahead);
            }
            default -> new ClaimOutcome.Ended();
        };
    }

    private static ClaimOutcome waiting(Door door, long ahead) {
        return switch (door.state()) {
            case CLOSED -> new ClaimOutcome.Ended();
            case SCHEDULED, LOBBY, OPEN, PAUSED -> new ClaimOutcome.NotYet(ahead, door.nextPollSeconds(ahead));
        };
    }

    private ClaimOutcome granted(Sale sale, Place place, long number, Instant until) {
        var session = place.epoch() + "." + number;
        // All of it follows from the place and the end of the stay, so a repeated claim says the same.
        var since = until.minus(sale.activeFor());
        var id = id(sale.id() + "." + session + "." + until.getEpochSecond());
        var pass = new AdmissionPass(sale.id(), place.subject().value(), session, id, since, until);
        return new ClaimOutcome.Granted(signer.sign(pass), until);
    }

    private String id(String stay) {
        var bytes = placeKey.derived("pass:" + stay);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(bytes, 16));
    }

    /// Ends the stay of the given session: its purchase is done. Hearing of it twice changes nothing.
    ///
    /// @param session the pass's `sid`
    /// @throws IllegalArgumentException if no pass of ours has such a session
    void done(SaleId sale, String session) {
        var dot = session.indexOf('.');
        if (dot < 1 || session.length() > 30) {
            throw new IllegalArgumentException("a session is epoch.number");
        }
        var epoch = Long.parseLong(session.substring(0, dot));
        var number = Long.parseLong(session.substring(dot + 1));
        if (number < 1) {
            throw new IllegalArgumentException("numbers start at 1");
        }
        var keys = redis.keys(sale);
        done.run(List.of(keys.room(), keys.active(), keys.ends()), epoch, number);
    }
}
