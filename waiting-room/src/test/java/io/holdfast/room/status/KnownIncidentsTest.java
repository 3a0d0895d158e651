package io.holdfast.room.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import io.holdfast.room.status.Status.ComponentState;
import io.holdfast.room.status.Status.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownIncidentsTest {

    private static final Instant NOW = Instant.now();

    private final KnownIncidents known = new KnownIncidents();

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 42})
    void heard_in_any_order_and_twice_the_last_word_counts(long seed) {
        // Given
        var payment = TestIncident.of(Severity.OUTAGE, Component.PAYMENT);
        var login = TestIncident.of(Severity.DEGRADED, Component.LOGIN);
        var told = new ArrayList<IncidentChanged>();
        for (var i = 0; i < 2; i++) {
            told.addAll(List.of(
                    payment.opened(),
                    payment.updated(2),
                    payment.updated(3),
                    payment.closed(4),
                    login.opened(),
                    login.updated(2)));
        }
        Collections.shuffle(told, new Random(seed));

        // When
        told.forEach(known::learn);

        // Then
        assertThat(known.open()).containsExactly(login.updated(2));
        assertThat(known.closed(NOW)).containsExactly(payment.closed(4));
    }

    @Test
    void what_was_over_90_days_ago_is_forgotten() {
        // Given
        var old = TestIncident.of(Severity.OUTAGE, Component.QUEUE).closed(2);

        // When
        known.learn(old);

        // Then
        assertThat(known.closed(NOW.plus(Duration.ofDays(89)))).hasSize(1);
        assertThat(known.closed(NOW.plus(Duration.ofDays(91)))).isEmpty();
    }

    @Test
    void a_component_is_as_bad_as_the_worst_that_is_said_of_it() {
        // Given
        known.learn(TestIncident.of(Severity.DEGRADED, Component.PAYMENT, Component.QUEUE)
                .opened());
        known.learn(TestIncident.of(Severity.OUTAGE, Component.PAYMENT).opened());

        // When
        var status = Status.of(known.open(), Optional.empty(), NOW);

        // Then
        assertThat(status.state()).isEqualTo(State.OUTAGE);
        assertThat(status.components())
                .contains(
                        new ComponentState(Component.PAYMENT, State.OUTAGE),
                        new ComponentState(Component.QUEUE, State.DEGRADED),
                        new ComponentState(Component.LOGIN, State.OPERATIONAL));
    }

    @Test
    void promised_news_that_did_not_come_and_a_late_recovery_are_called_so() {
        // Given
        var told = TestIncident.of(Severity.OUTAGE, Component.PAYMENT).opened();

        // When
        var before =
                Status.of(List.of(told), Optional.empty(), told.nextUpdateAt().minusMillis(1));
        var after = Status.of(List.of(told), Optional.empty(), told.expectedRecoveryAt());

        // Then
        assertThat(before.incidents()).noneMatch(incident -> incident.overdue() || incident.late());
        assertThat(after.incidents()).allMatch(incident -> incident.overdue() && incident.late());
    }

    @Test
    void a_shop_that_is_not_heard_of_for_half_a_minute_does_not_answer() {
        // Given
        var shop = new Shop();
        shop.hear(new ShopPulse(UUID.randomUUID(), NOW));
        shop.hear(new ShopPulse(UUID.randomUUID(), NOW.minusSeconds(20)));

        // When
        var silent = shop.silentSince(NOW.plusSeconds(31));

        // Then
        assertThat(shop.silentSince(NOW.plusSeconds(29))).isEmpty();
        assertThat(silent).hasValue(NOW);
        assertThat(Status.of(List.of(), silent, NOW).components())
                .contains(
                        new ComponentState(Component.BOOKING, State.NO_ANSWER),
                        new ComponentState(Component.QUEUE, State.OPERATIONAL));
    }

    @Test
    void a_room_that_has_just_begun_does_not_know_yet_that_nobody_answers() {
        var shop = new Shop();

        assertThat(shop.silentSince(Instant.now())).isEmpty();
        assertThat(shop.silentSince(Instant.now().plusSeconds(31))).isPresent();
    }
}
