package io.holdfast.ticketing.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentLinesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "별", "🎭", "👩‍👩‍👧", "a별", "ab🎭", "é"})
    void a_long_line_is_folded_between_characters_and_reads_the_same(String piece) {
        // Given
        var title = piece.repeat(60);

        // When
        var folded = new ContentLines().text("SUMMARY", title).toString();

        // Then
        assertThat(folded).endsWith("\r\n").doesNotContain("\ufffd");
        assertThat(folded.split("\r\n")).allSatisfy(line -> {
            assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(75);
            assertThat(Character.isLowSurrogate(line.charAt(0))).isFalse();
            assertThat(Character.isHighSurrogate(line.charAt(line.length() - 1)))
                    .isFalse();
        });
        assertThat(folded.replace("\r\n ", "")).isEqualTo("SUMMARY:" + title + "\r\n");
    }

    @Test
    void a_line_of_75_octets_stays_one_line_and_of_76_does_not() {
        // When
        var longest = new ContentLines().line("URL", "x".repeat(71)).toString();
        var longer = new ContentLines().line("URL", "x".repeat(72)).toString();

        // Then
        assertThat(longest).isEqualTo("URL:" + "x".repeat(71) + "\r\n");
        assertThat(longer).isEqualTo("URL:" + "x".repeat(71) + "\r\n x\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a;b,c | a\\;b\\,c",
                "a\\nb | a\\\\nb",
                "say \"yes\": so | say \"yes\": so",
            })
    void what_would_end_a_value_is_escaped(String value, String written) {
        // When
        var line = new ContentLines().text("SUMMARY", value).toString();

        // Then
        assertThat(line).isEqualTo("SUMMARY:" + written + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "\u0085", "\u2028"})
    void a_line_of_somebody_elses_begins_no_line_of_ours(String end) {
        // When
        var line = new ContentLines()
                .text("SUMMARY", "x" + end + "END:VEVENT" + end + "\u0007BEGIN:VALARM")
                .toString();

        // Then
        assertThat(line).isEqualTo("SUMMARY:x\\nEND:VEVENT\\nBEGIN:VALARM\r\n");
    }
}
