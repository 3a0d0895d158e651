package io.holdfast.room.notice;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// `tell.lua`, with types.
@ApplicationScoped
class Tell {

    private final RedisStore redis;
    private final LuaScript script;

    Tell(RedisStore redis) {
        this.redis = redis;
        this.script = redis.script(Tell.class, "tell.lua");
    }

    /// @param tickets of those who asked in the lobby; their numbers are to be worked out
    record Outcome(int told, List<Wish> tickets) {}

    /// @param serving the highest number called so far
    /// @param near from so many numbers on a turn is near
    /// @param most who are looked at in one go, ≥ 1
    /// @param now null: Redis' own clock
    Outcome run(SaleId sale, long serving, long near, int most, @Nullable Instant now) {
        var keys = redis.keys(sale);
        var answer = script.run(
                List.of(
                        keys.notices(),
                        keys.noticed(),
                        keys.noticeTickets(),
                        keys.called(),
                        keys.again(),
                        keys.active(),
                        keys.marks(),
                        keys.told()),
                sale,
                serving,
                near,
                most,
                now == null ? "" : now.toEpochMilli());
        return new Outcome(
                answer.get(0).toInteger(),
                StreamSupport.stream(answer.get(1).spliterator(), false)
                        .map(entry -> Wish.of(entry.toString()))
                        .toList());
    }
}
