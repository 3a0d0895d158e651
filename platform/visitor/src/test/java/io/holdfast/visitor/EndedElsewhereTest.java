package io.holdfast.visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.contracts.id.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndedElsewhereTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final String TYPE = "ticketing.SessionEnded.v1";

    private final SessionId anns = new SessionId(UUID.randomUUID());
    private final SessionId bobs = new SessionId(UUID.randomUUID());
    private Instant now = NOON;
    private final EndedElsewhere ended = new EndedElsewhere(new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });

    @Test
    void a_session_is_over_from_when_it_is_heard_until_no_cookie_can_speak_of_it() {
        // When
        hear(new SessionEnded(anns, NOON.plusSeconds(960), NOON));

        // Then
        assertThat(ended.isOver(anns)).isTrue();
        assertThat(ended.isOver(bobs)).isFalse();
        now = NOON.plusSeconds(960);
        assertThat(ended.isOver(anns)).isFalse();
    }

    @Test
    void hearing_it_again_or_late_changes_nothing() {
        // When
        hear(new SessionEnded(anns, NOON.plusSeconds(960), NOON));
        hear(new SessionEnded(anns, NOON.plusSeconds(60), NOON));
        hear(new SessionEnded(bobs, NOON, NOON.minusSeconds(960)));

        // Then
        now = NOON.plusSeconds(500);
        assertThat(ended.isOver(anns)).isTrue();
        assertThat(ended.isOver(bobs)).isFalse();
    }

    @Test
    void what_is_about_something_else_is_passed_over_and_nonsense_is_refused() {
        ended.hear("ticketing.SeatPainted.v1", "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> ended.hear(TYPE, "nonsense".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_more_than_can_be_remembered_those_that_count_longest_are() {
        // Given
        var sessions = IntStream.rangeClosed(0, EndedElsewhere.MOST)
                .mapToObj(_ -> new SessionId(UUID.randomUUID()))
                .toList();

        // When
        for (var n = 0; n < sessions.size(); n++) {
            ended.remember(
                    new SessionEnded(sessions.get(n), NOON.plusSeconds(900).plus(Duration.ofMillis(n)), NOON));
        }

        // Then
        assertThat(ended.isOver(sessions.getLast())).isTrue();
        assertThat(ended.isOver(sessions.get(EndedElsewhere.MOST / 2))).isTrue();
        assertThat(ended.isOver(sessions.getFirst())).isFalse();
    }

    @Test
    void those_no_cookie_can_speak_of_make_room_first() {
        // Given
        var lasts = new SessionId(UUID.randomUUID());
        ended.remember(new SessionEnded(lasts, NOON.plusSeconds(100), NOON));
        for (var n = 1; n < EndedElsewhere.MOST; n++) {
            ended.remember(new SessionEnded(new SessionId(UUID.randomUUID()), NOON.plusSeconds(50), NOON));
        }
        now = NOON.plusSeconds(60);

        // When
        ended.remember(new SessionEnded(anns, NOON.plusSeconds(900), now));

        // Then
        assertThat(ended.isOver(anns)).isTrue();
        assertThat(ended.isOver(lasts)).isTrue();
    }

    private void hear(SessionEnded event) {
        ended.hear(TYPE, EventCodec.write(event).getBytes(StandardCharsets.UTF_8));
    }
}
