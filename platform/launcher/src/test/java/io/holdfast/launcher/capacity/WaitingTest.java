package io.holdfast.launcher.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WaitingTest {

    @Test
    void with_one_server_the_share_that_waits_is_how_busy_it_is() {
        assertThat(Waiting.share(1, 0.7)).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void with_two_servers_and_one_always_busy_a_third_waits() {
        assertThat(Waiting.share(2, 1)).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void more_than_the_servers_can_do_means_that_everybody_waits() {
        assertThat(Waiting.share(4, 5)).isEqualTo(1);
    }

    @Test
    void the_fewest_servers_are_found() {
        // When
        var servers = Waiting.serversFor(10, 0.01);

        // Then
        assertThat(Waiting.share(servers, 10)).isLessThanOrEqualTo(0.01);
        assertThat(Waiting.share(servers - 1, 10)).isGreaterThan(0.01);
    }
}
