package io.holdfast.refund.refund;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(10));
    private static final RandomGenerator NO_JITTER = () -> -1L;

    @Test
    void pauses_double_up_to_the_longest() {
        // When
        var pauses = IntStream.of(1, 2, 3, 9, 10, 1000)
                .mapToObj(tries -> BACKOFF.after(tries, NO_JITTER))
                .toList();

        // Then
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(512),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(10));
    }

    @Test
    void jitter_takes_away_up_to_half() {
        // When
        var shortest = BACKOFF.after(1, () -> 0L);

        // Then
        assertThat(shortest).isEqualTo(Duration.ofSeconds(1));
    }
}
