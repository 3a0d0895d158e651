package io.holdfast.endtoend.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.endtoend.bench.BenchOptions.WrongUsage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

    private static final Path HERE = Path.of("/here");

    @Test
    void the_waiting_room_is_measured_as_asked() {
        // When
        var options = BenchOptions.parse(List.of("waiting-room", "--short", "--only", "1,3"), HERE);

        // Then
        assertThat(options.shortened()).isTrue();
        assertThat(options.wants(3)).isTrue();
        assertThat(options.wants(2)).isFalse();
        assertThat(options.out()).isEqualTo(HERE.resolve(".holdfast/bench"));
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
