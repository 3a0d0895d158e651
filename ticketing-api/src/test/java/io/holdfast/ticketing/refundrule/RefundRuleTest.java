package io.holdfast.ticketing.refundrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.refundrule.RefundRule.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefundRuleTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    /// 20 May 2026, 19:30 in Seoul.
    private static final Instant SHOW_TIME = Instant.parse("2026-05-20T10:30:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-05-13T23:59:59+09:00, T-7, 0",
        "2026-05-14T00:00:00+09:00, T-3, 30",
        "2026-05-17T23:59:59+09:00, T-3, 30",
        "2026-05-18T00:00:00+09:00, T-1, 50",
        "2026-05-19T23:59:59+09:00, T-1, 50",
        "2026-05-20T00:00:00+09:00, T, 100",
        "2026-05-20T20:00:00+09:00, T, 100",
        "2026-05-21T00:00:00+09:00, T, 100"
    })
    void the_stepped_rule_changes_at_midnight_of_the_venue(String now, String step, int percent) {
        var rule = RefundRule.named("steps-7-3-1");

        var applied = rule.at(java.time.OffsetDateTime.parse(now).toInstant(), LONG_AGO, SHOW_TIME, SEOUL);

        assertThat(applied.step()).isEqualTo(step);
        assertThat(applied.percent()).isEqualTo(percent);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-05-10T23:59:59+09:00, T-10, 0",
        "2026-05-11T00:00:00+09:00, T-7, 10",
        "2026-05-14T00:00:00+09:00, T-3, 20",
        "2026-05-18T00:00:00+09:00, T-1, 30",
        "2026-05-20T00:00:00+09:00, T, 90"
    })
    void the_korean_standard_is_milder(String now, String step, int percent) {
        var rule = RefundRule.named("kr-consumer-standard");

        var applied = rule.at(java.time.OffsetDateTime.parse(now).toInstant(), LONG_AGO, SHOW_TIME, SEOUL);

        assertThat(applied.step()).isEqualTo(step);
        assertThat(applied.percent()).isEqualTo(percent);
    }

    @Test
    void the_korean_standard_gives_everything_back_within_a_day_of_booking() {
        var rule = RefundRule.named("kr-consumer-standard");
        var booked = Instant.parse("2026-05-16T03:00:00Z");

        var applied = rule.at(booked.plus(Duration.ofHours(23)), booked, SHOW_TIME, SEOUL);

        assertThat(applied.percent()).isZero();
        assertThat(applied.next()).hasValueSatisfying(next -> {
            assertThat(next.at()).isEqualTo(booked.plus(Duration.ofHours(24)));
            assertThat(next.percent()).isEqualTo(20);
        });
    }

    @Test
    void the_free_day_ends_when_the_performance_is_less_than_three_days_away() {
        var rule = RefundRule.named("kr-consumer-standard");
        var booked = Instant.parse("2026-05-17T14:00:00Z");

        var applied = rule.at(Instant.parse("2026-05-17T15:00:00Z"), booked, SHOW_TIME, SEOUL);

        assertThat(applied.step()).isEqualTo("T-1");
    }

    @Test
    void the_next_step_begins_at_midnight() {
        var rule = RefundRule.named("steps-7-3-1");

        var applied = rule.at(Instant.parse("2026-05-15T00:00:00Z"), LONG_AGO, SHOW_TIME, SEOUL);

        assertThat(applied.next()).hasValue(new RefundRule.Next(Instant.parse("2026-05-17T15:00:00Z"), 50));
    }

    @Test
    void a_day_of_23_hours_is_still_a_day() {
        var rule = RefundRule.named("steps-7-3-1");
        var berlin = ZoneId.of("Europe/Berlin");
        var show = Instant.parse("2026-03-30T18:00:00Z");

        var before = rule.at(Instant.parse("2026-03-28T22:59:59Z"), LONG_AGO, show, berlin);
        var after = rule.at(Instant.parse("2026-03-29T21:59:59Z"), LONG_AGO, show, berlin);

        assertThat(List.of(before.step(), after.step())).containsExactly("T-1", "T-1");
    }

    @Test
    void a_fee_is_rounded_half_up() {
        var rule = RefundRule.named("steps-7-3-1");

        var fee = rule.fee(Money.of(99, "EUR"), new RefundRule.Applied("T-1", 50, java.util.Optional.empty()));

        assertThat(fee).isEqualTo(Money.of(50, "EUR"));
    }

    @Test
    void a_rule_whose_steps_go_backwards_is_no_rule() {
        assertThatThrownBy(() -> new RefundRule(
                        "odd", List.of(new Step(1, 10), new Step(3, 0), new Step(0, 100)), Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_rule_that_keeps_more_than_everything_is_no_rule() {
        assertThatThrownBy(() -> new RefundRule("odd", List.of(new Step(0, 101)), Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
