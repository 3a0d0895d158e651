package io.holdfast.endtoend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.endtoend.bench.load.Pairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {

    private static final Figure FAST = Figure.compared(
            "1",
            "now-serving document",
            "requests/s",
            new Pairs(List.of(900.0, 1000.0, 800.0), List.of(1000.0, 1000.0, 1000.0)),
            Goal.ratioAtLeast(0.85),
            "");
    private static final Figure SLOW =
            Figure.alone("4", "first <admission>", "ms", 1234.5, List.of(), Goal.atMost(300, "ms"), "Worst of 5.");

    @TempDir
    private Path directory;

    @Test
    void a_figure_says_whether_it_meets_its_goal() {
        assertThat(List.of(FAST.verdict(), SLOW.verdict())).containsExactly("meets", "falls short");
    }

    @Test
    void the_table_shows_ours_baseline_ratio_and_goal() {
        // When
        var table = Table.of(result(), Map.of());

        // Then
        assertThat(table).isEqualTo("""
                   figure                             ours  baseline   ratio  goal
                1  now-serving document, requests/s    900     1,000  0.90 ×  ≥ 0.85 ×  meets
                4  first <admission>, ms             1,235         –       –  ≤ 300 ms  falls short
                """);
    }

    @Test
    void a_run_is_compared_with_an_earlier_one() throws IOException {
        // Given
        new BenchReport(result(), Map.of()).writeTo(directory);

        // When
        var before = Earlier.in(directory.resolve("waiting-room.json"));

        // Then
        assertThat(before.keySet()).containsExactly("1", "4");
        assertThat(before.get("1").against(FAST)).isEqualTo("0.90 × (+0 %)");
        assertThat(before.get("4").against(SLOW)).isEqualTo("1,235 (+0 %)");
    }

    @Test
    void the_page_loads_nothing_and_escapes_what_it_shows() throws IOException {
        // When
        new BenchReport(result(), Map.of()).writeTo(directory);

        // Then
        assertThat(Files.readString(directory.resolve("waiting-room.html")))
                .contains("first &lt;admission>", "<svg", "falls short")
                .doesNotContain("http://", "https://", "<script", "src=");
    }

    private static BenchResult result() {
        return new BenchResult(
                "waiting-room",
                Instant.parse("2030-05-01T12:00:00Z"),
                Duration.ofSeconds(100),
                true,
                new Machine(2, "Some CPU", "Linux", "Java", 1024, List.of(0), List.of(1)),
                0.5,
                1.5,
                List.of(FAST, SLOW),
                List.of());
    }
}
