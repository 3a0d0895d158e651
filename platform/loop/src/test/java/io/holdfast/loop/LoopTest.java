package io.holdfast.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LoopTest {

    private final Semaphore rounds = new Semaphore(0);

    @Test
    void goes_round_after_round() throws InterruptedException {
        var loop = new Loop("test", () -> {
            rounds.release();
            return Duration.ofMillis(1);
        });

        loop.start();

        rounds.acquire(3);
        loop.stop();
    }

    @Test
    void a_pause_ends_when_somebody_wakes_it() throws InterruptedException {
        // Given
        var loop = new Loop("test", () -> {
            rounds.release();
            return Loop.UNTIL_WOKEN;
        });
        loop.start();
        rounds.acquire();

        // When
        loop.wake();

        // Then
        rounds.acquire();
        loop.stop();
    }

    @Test
    void whoever_wakes_it_during_a_round_gets_another_one() throws InterruptedException {
        // Given
        var running = new CountDownLatch(1);
        var woken = new CountDownLatch(1);
        var loop = new Loop("test", () -> {
            rounds.release();
            running.countDown();
            woken.await();
            return Loop.UNTIL_WOKEN;
        });
        loop.start();
        running.await();

        // When
        loop.wake();
        woken.countDown();

        // Then
        rounds.acquire(2);
        loop.stop();
    }

    @Test
    void a_round_that_fails_does_not_end_it() throws InterruptedException {
        var tries = new AtomicInteger();
        var loop = new Loop("test", () -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("stumbles, as it should in this test");
            }
            rounds.release();
            return Loop.UNTIL_WOKEN;
        });

        loop.start();

        rounds.acquire();
        loop.stop();
    }

    @Test
    void a_round_may_end_before_the_loop_does() throws InterruptedException {
        // Given
        var running = new CountDownLatch(1);
        var ended = new AtomicBoolean();
        var loop = new Loop("test", () -> {
            running.countDown();
            Thread.sleep(100);
            ended.set(true);
            return Loop.UNTIL_WOKEN;
        });
        loop.start();
        running.await();

        // When
        loop.stop();

        // Then
        assertThat(ended).isTrue();
    }

    @Test
    void a_round_that_does_not_end_is_interrupted() throws InterruptedException {
        // Given
        var interrupted = new CountDownLatch(1);
        var running = new CountDownLatch(1);
        var loop = new Loop("test", () -> {
            running.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return Duration.ZERO;
        });
        loop.start();
        running.await();

        // When
        loop.stop();

        // Then
        interrupted.await();
        assertThat(loop.isStopping()).isTrue();
    }

    @Test
    void stopping_what_was_never_started_changes_nothing() throws InterruptedException {
        var loop = new Loop("test", () -> Duration.ZERO);

        loop.stop();
        loop.stop();

        assertThat(loop.isStopping()).isTrue();
    }
}
