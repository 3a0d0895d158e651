package io.holdfast.room.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import java.util.List;
import org.junit.jupiter.api.Test;

class LuaScriptTest {

    private static final RedisStore REDIS = RealRedis.store();

    @Test
    void a_script_runs_although_redis_has_forgotten_it() {
        // Given
        var script = new LuaScript(REDIS, "return tonumber(ARGV[1]) + 1");
        script.run(List.of(), 1);
        REDIS.send(Command.SCRIPT, "FLUSH");

        // When
        var answer = script.run(List.of(), 41);

        // Then
        assertThat(answer.toInteger()).isEqualTo(42);
    }

    @Test
    void a_fault_in_a_script_is_ours() {
        // Given
        var script = new LuaScript(REDIS, "return redis.call('NONSENSE')");

        // Then
        assertThatThrownBy(() -> script.run(List.of())).isInstanceOf(RedisRefused.class);
    }

    @Test
    void a_redis_that_is_not_there_is_away() {
        // Given
        var nowhere = new RedisStore(Redis.createClient(Vertx.vertx(), "redis://127.0.0.1:1"), "");

        // Then
        assertThatThrownBy(() -> nowhere.send(Command.PING)).isInstanceOf(RedisAway.class);
    }
}
