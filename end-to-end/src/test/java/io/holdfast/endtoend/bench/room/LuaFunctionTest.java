package io.holdfast.endtoend.bench.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.stack.Redis;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LuaFunctionTest {

    private static final LuaFunction ECHO = LuaFunction.of("echo.lua", """
            -- Says what it was given.
            --
            -- KEYS[1]  room      hash
            -- KEYS[2]  members   hash
            -- ARGV[1] opens, ARGV[2] now: both epoch milliseconds
            -- ARGV[3…]           as many as there are

            return { KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4] }
            """);

    private static Redis redis;
    private static RedisLine line;

    @BeforeAll
    static void start() throws IOException {
        redis = Redis.start(Redis.Setup.temporary());
        line = new RedisLine(redis.port());
    }

    @AfterAll
    static void stop() {
        line.close();
        redis.close();
    }

    @Test
    void a_script_is_called_by_the_names_in_its_header() {
        // Given
        var echo = ECHO.on(line, "s");

        // When
        List<?> said = echo.call(Map.of("now", "", "opens", 12, "unused", 1), List.of("ann", "bob"));

        // Then
        assertThat(said).asString().isEqualTo("[wr:{s}:room, wr:{s}:members, 12, , ann, bob]");
    }

    @Test
    void an_argument_nobody_has_given_is_named() {
        // Given
        var echo = ECHO.on(line, "s");

        // When
        assertThatThrownBy(() -> echo.call(Map.of("now", ""), List.of()))

                // Then
                .hasMessageContaining("echo.lua wants “opens”");
    }
}
