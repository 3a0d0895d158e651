package io.holdfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stack.process.Directories;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedisTest {

    @Test
    void it_keeps_what_it_was_told_when_it_has_a_directory() throws Exception {
        // Given
        var directory = Directories.temporary("redis-test");
        var setup = new Redis.Setup(directory, 0, null, Parts.shared());
        try (var first = Redis.start(setup)) {
            tell(first, "SET ann waiting");
        }

        // When
        try (var second = Redis.start(setup)) {
            var answer = tell(second, "STRLEN ann");

            // Then
            assertThat(answer).isEqualTo(":7");
        } finally {
            Directories.remove(directory);
        }
    }

    @Test
    void two_of_them_do_not_meet() throws Exception {
        // Given
        try (var first = Redis.start(Redis.Setup.temporary());
                var second = Redis.start(Redis.Setup.temporary())) {
            tell(first, "SET ann waiting");

            // When
            var answer = tell(second, "EXISTS ann");

            // Then
            assertThat(answer).isEqualTo(":0");
        }
    }

    private static String tell(Redis redis, String command) throws IOException {
        try (var socket = new Socket(InetAddress.getByName("127.0.0.1"), redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
