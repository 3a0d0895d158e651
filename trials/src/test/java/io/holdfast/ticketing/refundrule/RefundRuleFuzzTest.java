package io.holdfast.ticketing.refundrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.refundrule.RefundRule.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;

class RefundRuleFuzzTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Instant STARTS = Instant.parse("2026-12-24T10:30:00Z");

    /// Steps as operations may send them, in numbers of any size.
    @FuzzTest(maxDuration = "1m")
    void a_rule_without_faults_says_of_each_moment_what_is_kept(FuzzedDataProvider data) {
        var steps = new ArrayList<Step>();
        for (var n = data.consumeInt(0, 8); n > 0; n--) {
            var day = data.consumeBoolean() ? data.consumeInt() : data.consumeInt(0, 30);
            steps.add(new Step(day, data.consumeBoolean() ? data.consumeInt() : data.consumeInt(0, 100)));
        }
        if (data.consumeBoolean()) {
            steps.sort(java.util.Comparator.comparingInt(Step::untilDaysBefore).reversed());
            steps.add(new Step(0, 100));
        }
        var free = Duration.ofSeconds(data.consumeInt(0, 31_536_000));
        var freeDays = data.consumeInt(0, 3_650);
        if (!RefundRule.faults(steps).isEmpty()) {
            assertThatThrownBy(() -> new RefundRule("rule", 1, steps, free, freeDays))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        var rule = new RefundRule("rule", 1, steps, free, freeDays);
        var booked = STARTS.minusSeconds(data.consumeInt(0, 40_000_000));

        var phases = rule.phases(booked, booked, STARTS, SEOUL);

        var at = booked;
        var price = Money.won(140_000);
        for (var phase : phases) {
            assertThat(phase.from().toInstant()).isEqualTo(at);
            at = phase.until().toInstant();
            assertThat(at).isAfter(phase.from().toInstant());
            assertThat(phase.percent()).isBetween(0, 100);
            var applied = rule.at(at.minusMillis(1), booked, STARTS, SEOUL);
            assertThat(applied.percent()).isEqualTo(phase.percent());
            assertThat(rule.fee(price, applied)).isLessThanOrEqualTo(price);
        }
        assertThat(at).isEqualTo(STARTS.isAfter(booked) ? STARTS : booked);
        assertThat(phases.stream().map(RefundRule.Phase::percent).toList()).isSorted();
        assertThat(rule.harsherThan(rule)).isEmpty();
    }
}
