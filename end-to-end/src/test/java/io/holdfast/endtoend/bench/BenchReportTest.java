package io.holdfast.endtoend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
        assertThat(before.keySet()).containsExactly("waiting-room/1", "waiting-room/4");
        assertThat(Earlier.of(before, result(), FAST).against(FAST)).isEqualTo("0.90 × (+0 %)");
        assertThat(Earlier.of(before, result(), SLOW).against(SLOW)).isEqualTo("1,235 (+0 %)");
    }

    @Test
    void of_several_subjects_there_is_one_table_and_ratios_come_first() {
        // When
        var table = Table.of(BenchResult.of(List.of(result(), holds())), Map.of());

        // Then
        assertThat(table).isEqualTo("""
                                figure                             ours  baseline   ratio  goal
                waiting-room/1  now-serving document, requests/s    900     1,000  0.90 ×  ≥ 0.85 ×  meets
                holds/1         holds, holds/s                      300       100  3.00 ×  ≥ 1.5 ×   meets
                waiting-room/4  first <admission>, ms             1,235         –       –  ≤ 300 ms  falls short
                """);
    }

    @Test
    void a_run_of_everything_is_compared_with_one_of_a_single_subject() throws IOException {
        // Given
        new BenchReport(holds(), Map.of()).writeTo(directory);
        var before = Earlier.in(directory.resolve("holds.json"));

        // When
        var table = Table.of(BenchResult.of(List.of(result(), holds())), before);

        // Then
        assertThat(table.lines().filter(line -> line.contains("(+0 %)")))
                .singleElement()
                .asString()
                .startsWith("holds/1");
    }

    @Test
    void each_subject_has_its_own_noise() throws IOException {
        // Given
        var report = new BenchReport(BenchResult.of(List.of(result(), holds())), Map.of());

        // When
        report.writeTo(directory);

        // Then
        assertThat(report.text())
                .contains(
                        "waiting-room: nothing pinned; load average 0.5 before",
                        "holds: nothing pinned; load average 2.5");
        assertThat(new ObjectMapper()
                        .readTree(directory.resolve("all.json").toFile())
                        .path("noise"))
                .hasSize(2);
        assertThat(directory.resolve("all.html"))
                .content()
                .contains("holds/1", "<svg", "others were using the machine");
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
        return result("waiting-room", 0.5, FAST, SLOW);
    }

    private static BenchResult holds() {
        return result(
                "holds",
                2.5,
                Figure.compared(
                        "1",
                        "holds",
                        "holds/s",
                        new Pairs(List.of(300.0), List.of(100.0)),
                        Goal.ratioAtLeast(1.5),
                        ""));
    }

    private static BenchResult result(String name, double load, Figure... figures) {
        return new BenchResult(
                name,
                Instant.parse("2030-05-01T12:00:00Z"),
                true,
                new Machine(2, "Some CPU", "Linux", "Java", 1024, List.of(0), List.of(1)),
                List.of(new BenchResult.Noise(name, "nothing pinned", load, 1.5, Duration.ofSeconds(100))),
                List.of(figures),
                List.of());
    }
}
