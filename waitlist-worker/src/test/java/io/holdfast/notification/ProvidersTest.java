package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// A lower bound is all that is looked at: a slow machine can only make turns come later.
class ProvidersTest {

    private static final int RATE = 20;
    private static final long APART = 1_000_000_000L / RATE;

    private final Providers providers = new Providers(config(), new SimpleMeterRegistry());

    @Test
    void however_many_ask_at_once_a_provider_is_asked_no_faster_than_its_rate() throws Exception {
        // When
        var began = System.nanoTime();
        var turns = atOnce(12, () -> {
            providers.awaitTurn("slow");
            return System.nanoTime() - began;
        });

        // Then
        var inOrder = turns.stream().sorted().toList();
        for (var n = 0; n < inOrder.size(); n++) {
            assertThat(inOrder.get(n)).isGreaterThanOrEqualTo(n * APART);
        }
    }

    @Test
    void a_provider_whose_turns_are_given_away_for_the_next_second_is_given_nothing_more() throws Exception {
        // When
        atOnce(2 * RATE, () -> {
            // Nobody waits for the turns that were taken.
            Thread.currentThread().interrupt();
            try {
                providers.awaitTurn("slow");
            } catch (InterruptedException _) {
                // As intended.
            }
            return 0L;
        });

        // Then
        assertThat(providers.shut()).containsExactly("slow");
    }

    @Test
    void one_without_a_rate_waits_for_nobody() throws Exception {
        // When
        atOnce(1_000, () -> {
            providers.awaitTurn("fast");
            return 0L;
        });

        // Then
        assertThat(providers.shut()).isEmpty();
    }

    private static List<Long> atOnce(int count, Callable<Long> each) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Long>>();
            for (var n = 0; n < count; n++) {
                all.add(threads.submit(each));
            }
            var answers = new ArrayList<Long>();
            for (var one : all) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    private static NotificationConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(NotificationConfig.class)
                .withValidateUnknown(false)
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "holdfast.notification.stop-key",
                                "a key of thirty-two characters at least",
                                "holdfast.notification.rates.slow",
                                String.valueOf(RATE)),
                        "test",
                        900))
                .build()
                .getConfigMapping(NotificationConfig.class);
    }
}
