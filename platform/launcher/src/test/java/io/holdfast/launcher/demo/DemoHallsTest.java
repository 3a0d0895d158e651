package io.holdfast.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoHallsTest {

    @Test
    void the_theatre_has_1004_seats() {
        // When
        var theatre = Theatre.drawing();

        // Then
        assertThat(theatre.seats()).isEqualTo(1_004);
    }

    @Test
    void the_arena_has_15000_seats() {
        // When
        var arena = Arena.drawing();

        // Then
        assertThat(arena.seats()).isEqualTo(15_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"theatre-1004.json", "arena-15000.json"})
    void the_kept_files_are_what_the_generator_draws(String file) throws IOException {
        // Given
        var drawn = DemoHalls.files().get(file);

        // When
        var kept = DemoHalls.class.getResourceAsStream("/demo/" + file).readAllBytes();

        // Then
        assertThat(new String(kept, StandardCharsets.UTF_8))
                .as("run DemoHalls.main after a change")
                .isEqualTo(drawn);
    }
}
