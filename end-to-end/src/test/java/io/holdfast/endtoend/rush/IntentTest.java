package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntentTest {

    @Test
    void whoever_races_for_a_seat_is_there_before_the_opening() {
        assertThat(arrivals(Scenario.SEAT_RACE.options().withBuyers(200)))
                .allMatch(at -> !at.isPositive() && at.compareTo(Duration.ofSeconds(-10)) >= 0);
    }

    @Test
    void waves_come_at_even_distances_and_within_a_second() {
        // Given
        var options = Scenario.QUEUE_WAVE
                .options()
                .withBuyers(400)
                .withWaves(4)
                .withArrivals(Duration.ofSeconds(5), Duration.ofSeconds(60));

        // When
        var arrivals = arrivals(options);

        // Then
        for (var wave = 0; wave < 4; wave++) {
            var begins = Duration.ofSeconds(15L * wave);
            assertThat(arrivals)
                    .filteredOn(at -> at.compareTo(begins) >= 0 && at.compareTo(begins.plusSeconds(1)) <= 0)
                    .hasSize(100);
        }
    }

    @Test
    void a_constant_load_comes_one_after_the_other() {
        // Given
        var options = Scenario.SUSTAINED_LOAD
                .options()
                .withBuyers(100)
                .withArrivals(Duration.ofSeconds(1), Duration.ofSeconds(50));

        // When
        var arrivals = arrivals(options);

        // Then
        assertThat(arrivals.getFirst()).isZero();
        assertThat(arrivals)
                .isEqualTo(IntStream.range(0, 100)
                        .mapToObj(number -> Duration.ofMillis(500L * number))
                        .toList());
    }

    private static List<Duration> arrivals(RushOptions options) {
        var chance = new SplittableRandom(1);
        return IntStream.rangeClosed(1, options.buyers())
                .mapToObj(number -> Intent.of(options, number, chance).arrives())
                .toList();
    }
}
