package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final QuietHours NIGHT = new QuietHours(LocalTime.of(21, 0), LocalTime.of(8, 0));

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T12:00:00Z, 2026-11-20T23:00:00Z",
        "2026-11-20T14:59:59Z, 2026-11-20T23:00:00Z",
        "2026-11-20T15:00:00Z, 2026-11-20T23:00:00Z",
        "2026-11-20T22:59:59Z, 2026-11-20T23:00:00Z"
    })
    void a_night_ends_at_eight_by_the_clock_there(Instant now, Instant morning) {
        assertThat(NIGHT.endsAt(now, SEOUL)).contains(morning);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-20T11:59:59Z", "2026-11-20T23:00:00Z", "2026-11-20T03:00:00Z"})
    void by_day_nothing_waits(Instant now) {
        assertThat(NIGHT.endsAt(now, SEOUL)).isEmpty();
    }

    @Test
    void hours_within_one_day_are_quiet_too() {
        var noon = new QuietHours(LocalTime.of(12, 0), LocalTime.of(13, 0));

        assertThat(noon.endsAt(Instant.parse("2026-11-20T03:30:00Z"), SEOUL))
                .contains(Instant.parse("2026-11-20T04:00:00Z"));
        assertThat(noon.endsAt(Instant.parse("2026-11-20T04:00:00Z"), SEOUL)).isEmpty();
    }

    @Test
    void a_night_without_length_is_never_quiet() {
        var never = new QuietHours(LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);

        assertThat(never.endsAt(Instant.parse("2026-11-20T15:00:00Z"), SEOUL)).isEmpty();
    }
}
