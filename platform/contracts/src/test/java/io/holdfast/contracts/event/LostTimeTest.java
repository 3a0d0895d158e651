package io.holdfast.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.event.ContactEvent.ContactForgotten;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.TurnEvent.LobbyDrawn;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LostTimeTest {

    private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
    private static final Event SOLD = new PerformanceCancelled(PerformanceId.next(), "rain", NOON);

    private final LostTime lost =
            of("2026-10-01T10:00:00Z/2026-10-01T11:30:00Z", "2026-10-02T10:00:00Z/2026-10-02T10:05:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-10-01T10:00:00Z, false",
        "2026-10-01T10:00:00.001Z, true",
        "2026-10-01T11:29:59.999Z, true",
        "2026-10-01T11:30:00Z, false",
        "2026-10-02T10:04:00Z, true",
        "2026-10-02T10:06:00Z, false"
    })
    void what_was_told_after_the_moment_and_before_the_new_start_has_never_happened(String told, boolean isUndone) {
        assertThat(lost.undoes(SOLD, told.getBytes(StandardCharsets.UTF_8))).isEqualTo(isUndone);
    }

    @Test
    void what_people_have_said_and_what_comes_from_no_database_stays_said() {
        var meanwhile = "2026-10-01T11:00:00Z".getBytes(StandardCharsets.UTF_8);

        assertThat(lost.undoes(new ContactForgotten(CustomerId.next(), NOON), meanwhile))
                .isFalse();
        assertThat(lost.undoes(new LobbyDrawn(SaleId.next(), 1, NOON), meanwhile))
                .isFalse();
    }

    @Test
    void where_nothing_was_lost_nobody_looks_at_the_time() {
        assertThat(LostTime.of(Optional.empty()).undoes(SOLD, "nonsense".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-10-01T10:00:00Z", "yesterday/today", "2026-10-01T10:00:00Z/2026-10-01T10:00:00Z", "a/b/c"})
    void a_time_that_cannot_be_read_is_not_passed_over_in_silence(String setting) {
        assertThatThrownBy(() -> of(setting)).isInstanceOf(IllegalArgumentException.class);
    }

    private static LostTime of(String... settings) {
        return LostTime.of(Optional.of(List.of(settings)));
    }
}
