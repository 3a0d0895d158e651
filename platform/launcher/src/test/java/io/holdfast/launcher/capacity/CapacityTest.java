package io.holdfast.launcher.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {

    private static final String EXAMPLE = "--people 450000 --seats 50000 --open 14:00";
    private static final Path PAGE = Path.of("../../src-docs/operating/capacity.md");

    @TempDir
    private Path directory;

    @Test
    void the_page_shows_the_example_as_it_is_answered() throws IOException {
        // When
        var answer = answer(EXAMPLE);

        // Then
        var page = Files.readString(PAGE);
        var course = answer.substring(0, answer.indexOf("ASSUMPTIONS")).strip();
        assertThat(page).contains(course, answer(EXAMPLE + " --values"));
    }

    @Test
    void a_program_gets_the_same_as_json() throws IOException {
        // When
        var json = new ObjectMapper().readTree(answer(EXAMPLE + " --json"));

        // Then
        assertThat(json.path("course").path("soldOut").asDouble()).isGreaterThan(20 * 60);
        assertThat(json.path("needs").path("waitingRoomPods").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(json.path("unitCosts").path("redis.person.bytes").asDouble()).isPositive();
    }

    @Test
    void pods_twice_as_fast_are_half_as_many() throws IOException {
        // When
        var usual = pods(EXAMPLE);
        var fast = pods(EXAMPLE + " --speed 2");

        // Then
        assertThat(fast).isBetween(usual / 2, usual / 2 + 1);
    }

    private int pods(String words) throws IOException {
        return new ObjectMapper()
                .readTree(answer(words + " --json"))
                .path("needs")
                .path("waitingRoomPods")
                .asInt();
    }

    @Test
    void other_costs_take_the_place_of_those_measured() throws IOException {
        // Given
        var mine =
                Files.writeString(directory.resolve("mine.properties"), "machine = mine\nredis.person.bytes = 4096\n");

        // When
        var answer = answer(EXAMPLE + " --costs " + mine);

        // Then
        assertThat(answer).contains("1,758 MiB used", "mine\n", "4096, as given");
    }

    @Test
    void a_cost_that_nobody_knows_is_named() throws IOException {
        // Given
        var mine = Files.writeString(directory.resolve("mine.properties"), "redis.person.byte = 4096\n");

        // Then
        assertThatThrownBy(() -> answer(EXAMPLE + " --costs " + mine))
                .hasMessage("There is no unit cost “redis.person.byte”.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --people 10                                | --seats is needed
            --people 10 --seats 0                      | --seats is a whole number, at least 1
            --people many --seats 5                    | --people is a whole number, at least 1
            --people 10 --seats 5 --cached most        | --cached is a number, 0 or more
            --people 10 --seats 5 --chairs 5           | I do not know “--chairs”, or it lacks a value.
            --people 10 --seats 5 --open noon          | --open is a time of the day such as 14:00
            --people 10 --seats 5 --hold soon          | --hold is a time such as 90, 90s, 30m or 2h
            --people 10 --seats 5 --early 1.5          | a share is between 0 and 1
            --people 10 --seats 5 --looking 1          | somebody has to come and take seats
            --people 10 --seats 5 --rate 0             | --rate is more than nothing
            --people 10 --seats 5 --stay 1m            | people need longer than they may stay, or than seats are kept
            --people 10 --seats 5 --busy 0             | pods have cores, and are busy at most all the time
            """)
    void nonsense_is_answered_with_a_sentence(String words, String sentence) {
        assertThatThrownBy(() -> answer(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    private static String answer(String words) {
        return Capacity.parse(new ArrayDeque<>(List.of(words.split(" ")))).answer();
    }
}
