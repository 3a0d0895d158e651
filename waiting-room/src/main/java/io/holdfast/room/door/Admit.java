package io.holdfast.room.door;

import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// `admit.lua`, with types.
@ApplicationScoped
class Admit {

    private final RedisStore redis;
    private final LuaScript script;

    @Inject
    Admit(RedisStore redis) {
        this.redis = redis;
        this.script = redis.script(Admit.class, "admit.lua");
    }

    /// By Redis' own clock.
    Room run(Sale sale) {
        return run(sale, null);
    }

    /// @param now null: Redis' own clock
    Room run(Sale sale, @Nullable Instant now) {
        var keys = redis.keys(sale.id());
        return room(script.run(
                List.of(keys.room(), keys.called(), keys.active(), keys.ends(), keys.members(), keys.leavers()),
                sale.opensAt().toEpochMilli(),
                sale.closesAt().toEpochMilli(),
                sale.ratePerSecond(),
                sale.burst(),
                sale.activeCap(),
                sale.calledFor().toMillis(),
                now == null ? "" : now.toEpochMilli()));
    }

    private static Room room(Response answer) {
        var drawn = answer.get(3).toLong();
        var paused = answer.get(13).toString();
        return new Room(
                Instant.ofEpochMilli(answer.get(0).toLong()),
                answer.get(1).toLong(),
                answer.get(2).toLong(),
                drawn < 0 ? OptionalLong.empty() : OptionalLong.of(drawn),
                answer.get(4).toLong(),
                answer.get(5).toLong(),
                answer.get(6).toLong(),
                answer.get(7).toLong(),
                answer.get(8).toLong(),
                answer.get(9).toLong(),
                answer.get(10).toLong(),
                answer.get(11).toLong(),
                answer.get(12).toLong(),
                paused.isEmpty() ? null : paused,
                Double.parseDouble(answer.get(14).toString()),
                answer.get(15).toInteger(),
                answer.get(16).toInteger());
    }
}
