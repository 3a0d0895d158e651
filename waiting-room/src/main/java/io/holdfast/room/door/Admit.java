package io.holdfast.room.door;

import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.redis.SaleKeys;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// `admit.lua`, with types.
@ApplicationScoped
class Admit {

    static final long FIRST_EPOCH = 1;
    private static final Duration NEWS_AGAIN = Duration.ofSeconds(2);

    private final RedisStore redis;
    private final LuaScript script;

    @Inject
    Admit(RedisStore redis) {
        this.redis = redis;
        this.script = redis.script(Admit.class, "admit.lua");
    }

    /// @param remembered the room as the caller knows it; null: not at all
    /// @param now null: Redis' own clock
    /// @return empty when Redis has forgotten something the caller remembers
    Optional<Room> run(Sale sale, @Nullable Room remembered, @Nullable Instant now) {
        return remembered == null
                ? run(sale, 0, 0, 0, 0, now)
                : run(sale, remembered.epoch(), remembered.joined(), remembered.serving(), since(remembered), now);
    }

    /// As somebody who knows of the given epoch and nothing else.
    Optional<Room> run(Sale sale, long epoch, @Nullable Instant now) {
        return run(sale, epoch, 0, 0, 0, now);
    }

    /// As somebody who has only heard how many were in the draw.
    Optional<Room> run(Sale sale, long drawn) {
        return run(sale, FIRST_EPOCH, drawn, 0, 0, null);
    }

    private Optional<Room> run(Sale sale, long epoch, long joined, long serving, long since, @Nullable Instant now) {
        var answer = script.run(
                keys(redis.keys(sale.id())),
                sale.lobbyOpensAt().toEpochMilli(),
                sale.opensAt().toEpochMilli(),
                sale.closesAt().toEpochMilli(),
                sale.ratePerSecond(),
                sale.burst(),
                sale.activeCap(),
                sale.calledFor().toMillis(),
                sale.activeFor().toMillis(),
                sale.invitedShare(),
                epoch,
                joined,
                serving,
                since,
                sale.id(),
                now == null ? "" : now.toEpochMilli());
        return answer.type() != ResponseType.MULTI ? Optional.empty() : Optional.of(room(answer));
    }

    /// Two looks may pass each other on their way.
    private static long since(Room remembered) {
        return remembered.at().minus(NEWS_AGAIN).toEpochMilli();
    }

    private static List<String> keys(SaleKeys keys) {
        return List.of(
                keys.room(),
                keys.called(),
                keys.active(),
                keys.marks(),
                keys.again(),
                keys.invited(),
                keys.ghosts(),
                keys.leavers(),
                keys.guests(),
                keys.members(),
                keys.invitations(),
                keys.news(),
                keys.holders(),
                keys.told());
    }

    private static Room room(Response answer) {
        var told = new HashMap<String, String>();
        for (var i = 0; i + 1 < answer.size(); i += 2) {
            told.put(answer.get(i).toString(), answer.get(i + 1).toString());
        }
        var field = new Fields(told);
        var drawn = field.number("drawn");
        var recovering = field.number("recovering");
        var limit = field.text("limit");
        return new Room(
                field.time("now"),
                field.number("epoch"),
                field.number("floor"),
                recovering == 0 ? null : Instant.ofEpochMilli(recovering),
                field.number("joined"),
                drawn < 0 ? OptionalLong.empty() : OptionalLong.of(drawn),
                field.number("serving"),
                field.number("called"),
                field.number("active"),
                field.number("again"),
                field.number("invited"),
                field.number("calls"),
                field.number("admitted"),
                field.number("no-shows"),
                field.number("done"),
                field.number("left"),
                field.number("gone"),
                field.number("leavers"),
                field.number("guests"),
                new Room.Told(
                        field.time("lobby"),
                        field.time("opens"),
                        field.time("closes"),
                        field.time("decided"),
                        field.text("paused"),
                        field.text("closed"),
                        field.number("draining") == 1,
                        field.fraction("rate"),
                        (int) field.number("burst"),
                        (int) field.number("cap"),
                        field.fraction("share"),
                        field.fraction("health"),
                        field.text("trouble"),
                        field.number("seats"),
                        field.number("held")),
                Duration.ofMillis(field.number("stay")),
                (int) field.number("useful"),
                limit == null ? null : Room.Limit.valueOf(limit),
                Arrays.stream(told.getOrDefault("ends", "").split(" "))
                        .map(Long::valueOf)
                        .toList(),
                Arrays.stream(told.getOrDefault("news", "").split(" "))
                        .filter(text -> !text.isEmpty())
                        .map(Admit::news)
                        .toList());
    }

    private static Room.News news(String text) {
        var dot = text.indexOf('.');
        return new Room.News(Long.parseLong(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    private record Fields(Map<String, String> told) {

        @Nullable
        String text(String name) {
            var text = told.getOrDefault(name, "");
            return text.isEmpty() ? null : text;
        }

        long number(String name) {
            return (long) fraction(name);
        }

        double fraction(String name) {
            return Double.parseDouble(told.getOrDefault(name, "0"));
        }

        Instant time(String name) {
            return Instant.ofEpochMilli(number(name));
        }
    }
}
