package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Instant NOON = Instant.parse("2026-11-20T03:00:00Z");
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void it_opens_after_failures_in_a_row() {
        var breaker = failed(failed(Breaker.closed(), NOON), NOON);

        assertThat(breaker.lets()).isTrue();
        assertThat(failed(breaker, NOON)).isEqualTo(new Breaker.Open(NOON.plus(PAUSE), PAUSE));
    }

    @Test
    void a_success_in_between_forgives() {
        var breaker = failed(failed(Breaker.closed(), NOON), NOON).succeeded();

        assertThat(failed(failed(breaker, NOON), NOON).lets()).isTrue();
    }

    @Test
    void when_its_time_is_over_one_success_closes_it() {
        var open = open();

        assertThat(open.at(NOON.plus(PAUSE).minusMillis(1)).lets()).isFalse();
        assertThat(open.at(NOON.plus(PAUSE)).lets()).isTrue();
        assertThat(open.at(NOON.plus(PAUSE)).succeeded()).isEqualTo(Breaker.closed());
    }

    @Test
    void each_failed_try_doubles_the_pause_up_to_the_longest() {
        var second = failed(open().at(NOON.plus(PAUSE)), NOON.plus(PAUSE));
        assertThat(second).isEqualTo(new Breaker.Open(NOON.plusSeconds(30), Duration.ofSeconds(20)));

        var third = failed(second.at(NOON.plusSeconds(30)), NOON.plusSeconds(30));
        assertThat(third).isEqualTo(new Breaker.Open(NOON.plusSeconds(60), LONGEST));
    }

    @Test
    void who_asks_to_be_left_alone_is_left_alone_that_long() {
        var resting = Breaker.closed().throttled(NOON.plusSeconds(5));

        assertThat(resting.lets()).isFalse();
        assertThat(resting.throttled(NOON.plusSeconds(2))).isEqualTo(resting);
        assertThat(resting.at(NOON.plusSeconds(5)).lets()).isTrue();
    }

    private static Breaker open() {
        return failed(failed(failed(Breaker.closed(), NOON), NOON), NOON);
    }

    private static Breaker failed(Breaker breaker, Instant now) {
        return breaker.failed(now, 3, PAUSE, LONGEST);
    }
}
