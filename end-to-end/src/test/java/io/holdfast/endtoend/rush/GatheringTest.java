package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void everybody_goes() {
        threads.shutdownNow();
    }

    @Test
    void it_begins_when_the_last_one_has_come() throws Exception {
        // Given
        var gathering = new Gathering(2);
        var ann = threads.submit(waiting(gathering, Duration.ofMinutes(1)));

        // When
        var bob = threads.submit(waiting(gathering, Duration.ofMinutes(1)));

        // Then
        assertThat(ann.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(bob.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gathering.met()).isEqualTo(2);
    }

    @Test
    void nobody_waits_for_who_has_gone_home() throws Exception {
        // Given
        var gathering = new Gathering(2);
        var ann = threads.submit(waiting(gathering, Duration.ofMinutes(1)));

        // When
        gathering.goesHome();

        // Then
        assertThat(ann.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gathering.met()).isEqualTo(1);
    }

    @Test
    void while_somebody_is_missing_the_others_wait() {
        // Given
        var gathering = new Gathering(2);

        // When
        var ann = threads.submit(waiting(gathering, Duration.ofMinutes(1)));

        // Then
        assertThat(ann).failsWithin(Duration.ofMillis(100)).withThrowableOfType(TimeoutException.class);
    }

    @Test
    void it_begins_for_all_when_one_may_wait_no_longer() throws Exception {
        // Given
        var gathering = new Gathering(3);
        var ann = threads.submit(waiting(gathering, Duration.ofMinutes(1)));

        // When
        var bob = threads.submit(waiting(gathering, Duration.ofMillis(1)));

        // Then
        assertThat(bob.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ann.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoever_comes_later_goes_on_at_once_and_has_met_nobody() throws Exception {
        // Given
        var gathering = new Gathering(2);
        gathering.await(System.nanoTime());

        // When
        var bob = threads.submit(waiting(gathering, Duration.ofMinutes(1)));

        // Then
        assertThat(bob.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(gathering.met()).isEqualTo(1);
    }

    private static Callable<Boolean> waiting(Gathering gathering, Duration most) {
        return () -> {
            gathering.await(System.nanoTime() + most.toNanos());
            return true;
        };
    }
}
