package io.holdfast.room.queue;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// `look.lua`, `leave.lua` and `present.lua`, with types. A clock that is null is Redis' own.
@ApplicationScoped
class Scripts {

    private static final int LEFT = 3;
    private static final int REVOKED = 4;

    private final RedisStore redis;
    private final LuaScript look;
    private final LuaScript leave;
    private final LuaScript present;

    Scripts(RedisStore redis) {
        this.redis = redis;
        this.look = redis.script(Scripts.class, "look.lua");
        this.leave = redis.script(Scripts.class, "leave.lua");
        this.present = redis.script(Scripts.class, "present.lua");
    }

    /// Where a place stands.
    ///
    /// @param rank among the invited; −1: not one of them
    record Seen(PlaceState state, long rank) {}

    /// @param number empty while the draw is still to come
    Seen look(Place place, OptionalLong number, @Nullable Instant now) {
        var keys = redis.keys(place.sale());
        var answer = look.run(
                List.of(
                        keys.room(),
                        keys.members(),
                        keys.called(),
                        keys.active(),
                        keys.marks(),
                        keys.again(),
                        keys.invited()),
                number.orElse(0),
                place.ticket(),
                place.session(),
                place.subject(),
                millis(now));
        var until = Instant.ofEpochMilli(answer.get(1).toLong());
        var serving = answer.get(2).toLong();
        var turn = answer.get(3).toLong();
        var back = answer.get(4).toInteger() == 1;
        var state =
                switch (answer.get(0).toString()) {
                    case "LOBBY" -> new PlaceState.Lobby();
                    case "WAITING" ->
                        new PlaceState.Waiting(number.orElse(0), turn, Math.max(0, turn - serving - 1), back);
                    case "CALLED" -> new PlaceState.Called(number.orElse(0), until, back);
                    case "ACTIVE" -> new PlaceState.Active(number.orElse(0), until);
                    case "DONE" -> new PlaceState.Done(number.orElse(0));
                    case "LEFT" -> new PlaceState.Left();
                    case "REVOKED" -> new PlaceState.Revoked();
                    case "REPLACED" -> new PlaceState.Replaced();
                    default -> new PlaceState.Expired();
                };
        return new Seen(state, answer.get(5).toLong());
    }

    /// What came of ending a place.
    sealed interface Gone {
        record Left() implements Gone {}

        /// @param until when its stay would have ended
        /// @param holder the session that has the pass
        record WasInside(Instant until, int holder) implements Gone {}

        record Ended() implements Gone {}

        record Replaced() implements Gone {}

        /// The draw has been, and the number is needed.
        record Drawn() implements Gone {}
    }

    /// @param number empty while the draw is still to come
    Gone leave(Place place, OptionalLong number) {
        return end(
                LEFT,
                place.sale(),
                number.orElse(0),
                place.ticket(),
                place.session(),
                place.subject().value());
    }

    /// Passes over a place that was given up in the lobby, now that its number is known.
    void passOver(SaleId sale, long number, long ticket) {
        end(LEFT, sale, number, ticket, 0, "");
    }

    /// @param number in the queue, ≥ 1
    Gone revoke(SaleId sale, long number, long ticket) {
        return end(REVOKED, sale, number, ticket, 0, "");
    }

    private Gone end(int mark, SaleId sale, long number, long ticket, int session, String subject) {
        var keys = redis.keys(sale);
        var answer = leave.run(
                List.of(
                        keys.room(),
                        keys.members(),
                        keys.called(),
                        keys.active(),
                        keys.marks(),
                        keys.again(),
                        keys.invited(),
                        keys.leavers(),
                        keys.guests(),
                        keys.news(),
                        keys.holders()),
                mark,
                number,
                ticket,
                session,
                subject);
        return switch (answer.get(0).toString()) {
            case "LEFT" -> new Gone.Left();
            case "INSIDE" ->
                new Gone.WasInside(
                        Instant.ofEpochMilli(answer.get(1).toLong()),
                        answer.get(2).toInteger());
            case "REPLACED" -> new Gone.Replaced();
            case "DRAWN" -> new Gone.Drawn();
            default -> new Gone.Ended();
        };
    }

    enum Presented {
        TAKEN,
        REPLACED,
        LOST
    }

    /// @param number empty while the draw is still to come
    Presented present(Place place, OptionalLong number, @Nullable Instant now) {
        var keys = redis.keys(place.sale());
        var answer = present.run(
                List.of(
                        keys.room(),
                        keys.members(),
                        keys.called(),
                        keys.active(),
                        keys.marks(),
                        keys.again(),
                        keys.invited(),
                        keys.leavers(),
                        keys.guests()),
                place.epoch(),
                number.orElse(0),
                place.ticket(),
                place.session(),
                place.subject(),
                place.invited() ? 1 : 0,
                millis(now));
        return Presented.valueOf(answer.get(0).toString());
    }

    private static Object millis(@Nullable Instant now) {
        return now == null ? "" : now.toEpochMilli();
    }
}
