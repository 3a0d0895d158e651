package io.holdfast.waitlist.matching;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OfferTimesTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final OfferTimes times = new OfferTimes(new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(MatchingConfig.class)
            .build()
            .getConfigMapping(MatchingConfig.class));

    @Test
    void by_day_an_offer_lasts_half_an_hour() {
        assertThat(ends("2026-12-01T14:00", "2026-12-24T19:30")).isEqualTo(seoul("2026-12-01T14:30"));
    }

    @Test
    void two_hours_before_the_start_it_lasts_a_quarter_of_an_hour() {
        assertThat(ends("2026-12-24T17:30", "2026-12-24T19:30")).isEqualTo(seoul("2026-12-24T17:45"));
    }

    @Test
    void near_the_start_it_lasts_five_minutes() {
        assertThat(ends("2026-12-24T19:10", "2026-12-24T19:30")).isEqualTo(seoul("2026-12-24T19:15"));
    }

    @Test
    void in_the_last_minutes_it_lasts_until_the_start() {
        assertThat(ends("2026-12-24T19:28", "2026-12-24T19:30")).isEqualTo(seoul("2026-12-24T19:30"));
    }

    @Test
    void once_it_has_begun_nothing_is_offered() {
        assertThat(times.offerEnds(seoul("2026-12-24T19:30"), seoul("2026-12-24T19:30"), SEOUL))
                .isEmpty();
    }

    @Test
    void an_offer_made_at_night_ends_half_an_hour_after_the_night() {
        assertThat(ends("2026-12-01T03:12", "2026-12-24T19:30")).isEqualTo(seoul("2026-12-01T08:30"));
    }

    @Test
    void an_offer_that_runs_into_the_night_has_its_rest_in_the_morning() {
        assertThat(ends("2026-12-01T22:50", "2026-12-24T19:30")).isEqualTo(seoul("2026-12-02T08:20"));
    }

    @Test
    void no_night_prolongs_an_offer_into_the_last_hour() {
        assertThat(ends("2026-12-24T03:00", "2026-12-24T09:00")).isEqualTo(seoul("2026-12-24T08:00"));
        assertThat(ends("2026-12-24T03:00", "2026-12-24T08:20")).isEqualTo(seoul("2026-12-24T07:20"));
    }

    @Test
    void a_night_with_a_changed_clock_ends_by_the_wall() {
        // Given
        var springForward =
                LocalDateTime.parse("2026-03-29T01:30").atZone(BERLIN).toInstant();
        var fallBack = LocalDateTime.parse("2026-10-25T02:30").atZone(BERLIN).toInstant();
        var startsAt = LocalDateTime.parse("2026-11-29T20:00").atZone(BERLIN).toInstant();

        // When
        var inSpring = times.offerEnds(springForward, startsAt, BERLIN).orElseThrow();
        var inAutumn = times.offerEnds(fallBack, startsAt, BERLIN).orElseThrow();

        // Then
        assertThat(inSpring.atZone(BERLIN).toLocalDateTime()).isEqualTo("2026-03-29T08:30");
        assertThat(inAutumn.atZone(BERLIN).toLocalDateTime()).isEqualTo("2026-10-25T08:30");
    }

    @Test
    void whatever_the_hour_an_offer_lasts_a_while_and_never_beyond_the_start() {
        var random = new Random(11);
        for (var n = 0; n < 20_000; n++) {
            // Given
            var now = seoul("2026-12-01T00:00").plusSeconds(random.nextInt(40 * 86_400));
            var startsAt = now.plusSeconds(1 + random.nextInt(random.nextBoolean() ? 36_000 : 20 * 86_400));
            var zone = random.nextBoolean() ? SEOUL : BERLIN;

            // When
            var ends = times.offerEnds(now, startsAt, zone).orElseThrow();

            // Then
            var lasts = Duration.between(now, ends);
            assertThat(ends).isBeforeOrEqualTo(startsAt);
            assertThat(lasts).isLessThanOrEqualTo(Duration.ofMinutes(30 + 9 * 60));
            assertThat(lasts.compareTo(Duration.ofMinutes(5)) >= 0 || ends.equals(startsAt))
                    .isTrue();
        }
    }

    @Test
    void nothing_is_gathered_in_the_last_minutes() {
        // Given
        var startsAt = seoul("2026-12-24T19:30");

        // When
        var early = times.gatheringEnds(startsAt.minus(Duration.ofDays(1)), startsAt);
        var late = times.gatheringEnds(startsAt.minus(Duration.ofMinutes(10)), startsAt);

        // Then
        assertThat(early).contains(startsAt.minus(Duration.ofDays(1)).plus(Duration.ofMinutes(10)));
        assertThat(late).isEmpty();
    }

    private Instant ends(String now, String startsAt) {
        return times.offerEnds(seoul(now), seoul(startsAt), SEOUL).orElseThrow();
    }

    private static Instant seoul(String local) {
        return LocalDateTime.parse(local).atZone(SEOUL).toInstant();
    }
}
