package io.holdfast.endtoend.rush;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.endtoend.rush.Scene.Fate;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class VerdictsTest {

    @Test
    void a_rush_need_not_fill_the_house() {
        // When
        var verdict = Verdicts.leftOver(70, 100, Map.of(Fate.BOUGHT, 40, Fate.NEVER_PAID, 3, Fate.LEFT, 2));

        // Then
        assertThat(verdict.passed()).isTrue();
    }

    @Test
    void when_everything_is_sold_others_go_without() {
        // When
        var verdict = Verdicts.leftOver(100, 100, Map.of(Fate.BOUGHT, 60, Fate.NO_SEATS, 7, Fate.STILL_WAITING, 30));

        // Then
        assertThat(verdict.passed()).isTrue();
    }

    @Test
    void nobody_who_came_in_goes_without_while_a_seat_is_left() {
        // When
        var verdict = Verdicts.leftOver(99, 100, Map.of(Fate.BOUGHT, 60, Fate.NO_SEATS, 1));

        // Then
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.evidence()).contains("99 of 100 seats sold").contains("1 buyers came in and found nothing");
    }

    @Test
    void nobody_waits_in_vain_while_a_seat_is_left() {
        // When
        var verdict = Verdicts.leftOver(0, 100, Map.of(Fate.STILL_WAITING, 5));

        // Then
        assertThat(verdict.passed()).isFalse();
    }

    @Test
    void a_promise_is_kept_by_every_kind_of_call_or_not_at_all() {
        // Given
        var quick = calls(Step.HOLD, 80);
        var slow = calls(Step.CONFIRM, 900);

        // When
        var verdict = Verdicts.promise(Duration.ofMillis(500), Map.of(Step.HOLD, quick, Step.CONFIRM, slow));

        // Then
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.evidence()).isEqualTo("confirm the payment 900 ms");
        assertThat(Verdicts.promise(Duration.ofMillis(500), Map.of(Step.HOLD, quick))
                        .passed())
                .isTrue();
    }

    private static Calls.Summary calls(Step step, long millis) {
        var calls = new Calls();
        calls.took(step, Duration.ofMillis(millis).toNanos(), Answer.none(""), Answer.Expected.GOOD);
        return Objects.requireNonNull(calls.summaries().get(step));
    }
}
