package io.holdfast.room.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.pass.AdmissionPass;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassWindowTest {

    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // stay, asked at, from, until, renew at
        " 1,   0,  0,  1,",
        "10,   0,  0, 10,",
        "10,   9,  0, 10,",
        "12,   0,  0, 10,  5",
        "12,   4,  0, 10,  5",
        "12,   5,  5, 12,",
        "12,  11,  5, 12,",
        "15,   0,  0, 10,  5",
        "15,   5,  5, 15,",
        "15,  14,  5, 15,",
        "22,   9,  5, 15, 10",
        "22,  10, 10, 20, 15",
        "22,  15, 15, 22,",
        "22,  21, 15, 22,",
    })
    void a_pass_covers_its_part_of_the_stay_in_minutes(long stay, long at, long from, long until, Long renewAt) {
        assertThat(PassWindow.of(NOON, minute(stay), minute(at)))
                .isEqualTo(new PassWindow(minute(from), minute(until), renewAt == null ? null : minute(renewAt)));
    }

    @Test
    void a_window_begins_on_its_first_moment_and_not_before() {
        assertThat(PassWindow.of(NOON, minute(30), minute(5).minusMillis(1)).since())
                .isEqualTo(NOON);
        assertThat(PassWindow.of(NOON, minute(30), minute(5)).since()).isEqualTo(minute(5));
    }

    @Test
    void a_clock_a_little_before_the_stay_or_after_it_gives_the_first_or_the_last() {
        assertThat(PassWindow.of(NOON, minute(30), minute(-1))).isEqualTo(PassWindow.of(NOON, minute(30), NOON));
        assertThat(PassWindow.of(NOON, minute(30), minute(31)).until()).isEqualTo(minute(30));
    }

    @Test
    void whoever_renews_when_told_is_never_without_a_pass_and_none_is_too_long() {
        var random = new Random(7);
        for (var i = 0; i < 10_000; i++) {
            var begin = NOON.plusMillis(random.nextInt(1000));
            var end = begin.plusMillis(1_000 + random.nextInt(3 * 3600 * 1000));
            var window = PassWindow.of(begin, end, begin);
            while (true) {
                assertThat(Duration.between(window.since(), window.until())).isLessThanOrEqualTo(AdmissionPass.LONGEST);
                assertThat(window.until()).isBeforeOrEqualTo(end);
                if (window.renewAt() == null) {
                    break;
                }
                assertThat(Duration.between(window.renewAt(), window.until())).isEqualTo(Duration.ofMinutes(5));
                window = PassWindow.of(begin, end, Objects.requireNonNull(window.renewAt()));
            }
            assertThat(Duration.between(window.until(), end)).isLessThan(Duration.ofSeconds(1));
        }
    }

    private static Instant minute(long minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }
}
