package io.holdfast.endtoend.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.endtoend.prove.ProveOptions.WrongUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProveOptionsTest {

    @Test
    void everything_is_proven_unless_somebody_says_otherwise() {
        var options = parse();

        assertThat(options.history()).isTrue();
        assertThat(options.defects()).isTrue();
        assertThat(options.seed()).isEqualTo(42);
        assertThat(options.out()).isEqualTo(Path.of("/house/.holdfast/prove"));
    }

    @Test
    void a_short_proof_seeds_no_defects() {
        var options = parse("--short", "--seed", "7");

        assertThat(options.lasts()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.defects()).isFalse();
        assertThat(options.seed()).isEqualTo(7);
    }

    @Test
    void what_makes_no_sense_is_refused() {
        assertThatThrownBy(() -> parse("--minutes", "soon")).isInstanceOf(WrongUsage.class);
        assertThatThrownBy(() -> parse("--customers", "0")).isInstanceOf(WrongUsage.class);
        assertThatThrownBy(() -> parse("--seed")).isInstanceOf(WrongUsage.class);
        assertThatThrownBy(() -> parse("--everything")).isInstanceOf(WrongUsage.class);
    }

    private static ProveOptions parse(String... words) {
        return ProveOptions.parse(List.of(words), Path.of("/house"), 42);
    }
}
