package io.holdfast.ticketing.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base45Test {

    /// The examples of RFC 9285, §4.3 and §4.4.
    @ParameterizedTest
    @CsvSource({"AB, BB8", "Hello!!, %69 VD92EX0", "base-45, UJCLQE7W581", "ietf!, QED8WEX0"})
    void the_examples_of_the_standard_come_out(String text, String written) {
        assertThat(Base45.write(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(written);
        assertThat(Base45.read(written)).hasValue(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatever_is_written_is_read_again() {
        var random = new Random(45);
        for (var length = 0; length < 300; length++) {
            var bytes = new byte[length];
            random.nextBytes(bytes);

            assertThat(Base45.read(Base45.write(bytes))).hasValue(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "BB8A", "GGW", ":::", "::", "bb8", "BB ä", "BB\n"})
    void what_nobody_can_have_written_is_not_read(String text) {
        assertThat(Base45.read(text)).isEmpty();
    }
}
