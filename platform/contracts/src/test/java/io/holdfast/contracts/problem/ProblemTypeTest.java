package io.holdfast.contracts.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTypeTest {

    private static final Path PAGE = Path.of("../../src-docs/api/problems.md");

    @Test
    void every_problem_has_a_uri_of_its_own() {
        assertThat(Arrays.stream(ProblemType.values()).map(ProblemType::uri)).doesNotHaveDuplicates();
        assertThat(ProblemType.SEATS_TAKEN.uri()).isEqualTo("urn:holdfast:problem:seats-taken");
    }

    @ParameterizedTest
    @EnumSource
    void a_problem_reads_as_a_sentence_and_has_a_status_that_exists(ProblemType type) {
        assertThat(type.title()).isNotBlank().doesNotEndWith(".");
        assertThat(type.plain().detail()).isEqualTo(type.title() + ".");
        assertThat(type.status())
                .satisfiesAnyOf(status -> assertThat(status).isEqualTo(202), status -> assertThat(status)
                        .isBetween(400, 599));
        assertThat(type.uri()).matches("urn:holdfast:problem:[a-z]+(-[a-z]+)*");
    }

    /// Rows read `| `slug` | status | title | when |`, in the order in which problems are looked for.
    @Test
    void the_page_lists_every_problem_in_the_order_in_which_it_is_looked_for() throws IOException {
        var listed = Pattern.compile("^\\| `([a-z-]+)` \\| (\\d{3}) \\| ([^|]+) \\| [^|]{10,} \\|$", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE))
                .results()
                .map(row -> "| `%s` | %s | %s |".formatted(row.group(1), row.group(2), row.group(3)))
                .toList();

        var expected = Arrays.stream(ProblemType.values())
                .map(type -> "| `%s` | %d | %s |".formatted(slug(type), type.status(), type.title()))
                .toList();

        assertThat(listed).as("the rows of src-docs/api/problems.md").isEqualTo(expected);
    }

    private static String slug(ProblemType type) {
        return type.uri().substring("urn:holdfast:problem:".length());
    }

    @Test
    void a_problem_travels_with_its_facts() {
        var problem =
                ProblemType.SEATS_TAKEN.because("Please pick other seats.").with("seats", List.of("1F-A-12"));

        assertThat(problem.body())
                .containsEntry("type", "urn:holdfast:problem:seats-taken")
                .containsEntry("title", "Some of these seats are already taken")
                .containsEntry("status", 409)
                .containsEntry("detail", "Please pick other seats.")
                .containsEntry("seats", List.of("1F-A-12"))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "title", "status", "detail", "instance"})
    void a_fact_cannot_pass_itself_off_as_the_problem(String name) {
        var problem = ProblemType.NOT_FOUND.plain();

        assertThatThrownBy(() -> problem.with(name, 200)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_problem_carried_to_the_edge_is_still_the_same() {
        var problem = ProblemType.SALE_CLOSED.plain();

        var exception = problem.asException();

        assertThat(exception.problem()).isEqualTo(problem);
        assertThat(exception.getStackTrace()).isEmpty();
    }
}
