package io.holdfast.room.queue;

import io.holdfast.contracts.account.Subject;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `join.lua`, `look.lua` and `leave.lua`, with types. A clock that is null is Redis' own.
@ApplicationScoped
class Scripts {

    private final RedisStore redis;
    private final LuaScript join;
    private final LuaScript look;
    private final LuaScript leave;

    Scripts(RedisStore redis) {
        this.redis = redis;
        this.join = redis.script(Scripts.class, "join.lua");
        this.look = redis.script(Scripts.class, "look.lua");
        this.leave = redis.script(Scripts.class, "leave.lua");
    }

    enum Joined {
        EARLY,
        CLOSED,
        NEW,
        AGAIN
    }

    /// @param whose in whose name the ticket was given
    record Ticket(Joined outcome, long ticket, long epoch, OptionalLong drawn, long serving, Subject whose) {}

    /// @param subjects everybody the visitor may act as; a new ticket is given in the first one's name
    /// @param renounced tickets that have ended and are not wanted back
    Ticket join(Sale sale, List<Subject> subjects, Set<Long> renounced, @Nullable Instant now) {
        var keys = redis.keys(sale.id());
        var args = new ArrayList<>();
        args.add(sale.lobbyOpensAt().toEpochMilli());
        args.add(sale.opensAt().toEpochMilli());
        args.add(sale.closesAt().toEpochMilli());
        args.add(renounced.stream().map(String::valueOf).collect(Collectors.joining(".", ".", ".")));
        args.add(millis(now));
        args.addAll(subjects);
        var answer = join.run(List.of(keys.room(), keys.members()), args.toArray());
        var drawn = answer.get(3).toLong();
        return new Ticket(
                Joined.valueOf(answer.get(0).toString()),
                answer.get(1).toLong(),
                answer.get(2).toLong(),
                drawn < 0 ? OptionalLong.empty() : OptionalLong.of(drawn),
                answer.get(4).toLong(),
                new Subject(answer.get(5).toString()));
    }

    /// @param number empty while the draw is still to come
    PlaceState look(Place place, OptionalLong number, @Nullable Instant now) {
        var keys = redis.keys(place.sale());
        var answer = look.run(
                List.of(keys.room(), keys.members(), keys.called(), keys.active(), keys.ends()),
                number.orElse(0),
                place.ticket(),
                place.subject(),
                millis(now));
        return state(
                answer.get(0).toString(),
                number.orElse(0),
                Instant.ofEpochMilli(answer.get(1).toLong()),
                answer.get(2).toLong());
    }

    private static PlaceState state(String name, long number, Instant until, long serving) {
        return switch (name) {
            case "LOBBY" -> new PlaceState.Lobby();
            case "WAITING" -> new PlaceState.Waiting(number, Math.max(0, number - serving - 1));
            case "CALLED" -> new PlaceState.Called(number, until);
            case "ACTIVE" -> new PlaceState.Active(number, until);
            case "DONE" -> new PlaceState.Done(number);
            case "LEFT" -> new PlaceState.Left();
            default -> new PlaceState.Expired();
        };
    }

    enum Gone {
        LEFT,
        ENDED,
        DRAWN
    }

    /// @param number empty while the draw is still to come
    Gone leave(Place place, OptionalLong number) {
        return leave(
                place.sale(), number.orElse(0), place.ticket(), place.subject().value());
    }

    /// Passes over a place that was given up in the lobby, now that its number is known.
    Gone passOver(Sale sale, long number, long ticket) {
        return leave(sale.id(), number, ticket, "");
    }

    private Gone leave(io.holdfast.contracts.id.SaleId sale, long number, long ticket, String subject) {
        var keys = redis.keys(sale);
        return Gone.valueOf(leave.run(
                        List.of(keys.room(), keys.members(), keys.called(), keys.active(), keys.ends(), keys.leavers()),
                        number,
                        ticket,
                        subject)
                .toString());
    }

    private static Object millis(@Nullable Instant now) {
        return now == null ? "" : now.toEpochMilli();
    }
}
