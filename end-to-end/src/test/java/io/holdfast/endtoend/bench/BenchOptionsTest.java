package io.holdfast.endtoend.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.endtoend.bench.BenchOptions.WrongUsage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {

    private static final Path HERE = Path.of("/here");

    @Test
    void the_waiting_room_is_measured_as_asked() {
        // When
        var options = BenchOptions.parse(List.of("waiting-room", "--short", "--only", "1,3"), HERE);

        // Then
        assertThat(options.subjects()).containsExactly("waiting-room");
        assertThat(options.shortened()).isTrue();
        assertThat(options.wants("waiting-room", 3)).isTrue();
        assertThat(options.wants("waiting-room", 2)).isFalse();
        assertThat(options.out()).isEqualTo(HERE.resolve(".holdfast/bench"));
    }

    @Test
    void without_a_name_everything_is_measured() {
        // When
        var options = BenchOptions.parse(List.of("--short"), HERE);

        // Then
        assertThat(options.subjects()).containsExactly("waiting-room", "holds", "workers", "web");
        assertThat(options.wants("holds", 5)).isTrue();
    }

    @Test
    void of_everything_some_figures_can_be_asked_for() {
        // When
        var options = BenchOptions.parse(List.of("--only", "web/1,holds/2,holds/4"), HERE);

        // Then
        assertThat(options.subjects()).containsExactly("holds", "web");
        assertThat(options.wants("holds", 4)).isTrue();
        assertThat(options.wants("holds", 1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "seats/1", "holds/all", "holds", "holds/1/2"})
    void figures_of_nobody_make_no_sense(String figures) {
        assertThatThrownBy(() -> BenchOptions.parse(List.of("--only", figures), HERE))
                .isInstanceOf(WrongUsage.class)
                .hasMessage("“--only %s” makes no sense to me.", figures);
    }

    @Test
    void an_unknown_benchmark_is_answered_with_those_there_are() {
        assertThatThrownBy(() -> BenchOptions.parse(List.of("seats"), HERE))
                .isInstanceOf(WrongUsage.class)
                .hasMessage("There is no benchmark “seats”. There is: waiting-room, holds, workers, web.");
    }

    @Test
    void an_option_nobody_knows_is_named() {
        assertThatThrownBy(() -> BenchOptions.parse(List.of("waiting-room", "--fast", "yes"), HERE))
                .isInstanceOf(WrongUsage.class)
                .hasMessage("I do not know “--fast”.");
    }
}
