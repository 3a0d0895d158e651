package io.holdfast.ticketing.refundrule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.refundrule.RefundRule.Fault;
import io.holdfast.ticketing.refundrule.RefundRule.FaultyStep;
import io.holdfast.ticketing.refundrule.RefundRule.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefundRuleTest {

    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final RefundRule STEPS_7_3_1 = new RefundRule(
            "steps-7-3-1",
            1,
            List.of(new Step(7, 0), new Step(3, 30), new Step(1, 50), new Step(0, 100)),
            Duration.ZERO,
            0);
    private static final RefundRule KR_CONSUMER_STANDARD = new RefundRule(
            "kr-consumer-standard",
            1,
            List.of(new Step(10, 0), new Step(7, 10), new Step(3, 20), new Step(1, 30), new Step(0, 90)),
            Duration.ofHours(24),
            3);
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
        var rule = STEPS_7_3_1;

        var applied = rule.at(OffsetDateTime.parse(now).toInstant(), LONG_AGO, SHOW_TIME, SEOUL);

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
        var rule = KR_CONSUMER_STANDARD;

        var applied = rule.at(OffsetDateTime.parse(now).toInstant(), LONG_AGO, SHOW_TIME, SEOUL);

        assertThat(applied.step()).isEqualTo(step);
        assertThat(applied.percent()).isEqualTo(percent);
    }

    @Test
    void the_korean_standard_gives_everything_back_within_a_day_of_booking() {
        var rule = KR_CONSUMER_STANDARD;
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
        var rule = KR_CONSUMER_STANDARD;
        var booked = Instant.parse("2026-05-17T14:00:00Z");

        var applied = rule.at(Instant.parse("2026-05-17T15:00:00Z"), booked, SHOW_TIME, SEOUL);

        assertThat(applied.step()).isEqualTo("T-1");
    }

    @Test
    void the_next_step_begins_at_midnight() {
        var rule = STEPS_7_3_1;

        var applied = rule.at(Instant.parse("2026-05-15T00:00:00Z"), LONG_AGO, SHOW_TIME, SEOUL);

        assertThat(applied.next()).hasValue(new RefundRule.Next(Instant.parse("2026-05-17T15:00:00Z"), 50));
    }

    @Test
    void a_day_of_23_hours_is_still_a_day() {
        var rule = STEPS_7_3_1;
        var berlin = ZoneId.of("Europe/Berlin");
        var show = Instant.parse("2026-03-30T18:00:00Z");

        var before = rule.at(Instant.parse("2026-03-28T22:59:59Z"), LONG_AGO, show, berlin);
        var after = rule.at(Instant.parse("2026-03-29T21:59:59Z"), LONG_AGO, show, berlin);

        assertThat(List.of(before.step(), after.step())).containsExactly("T-1", "T-1");
    }

    @Test
    void a_fee_is_rounded_half_up() {
        var rule = STEPS_7_3_1;

        var fee = rule.fee(Money.of(99, "EUR"), new RefundRule.Applied("T-1", 50, java.util.Optional.empty()));

        assertThat(fee).isEqualTo(Money.of(50, "EUR"));
    }

    @Test
    void a_rule_whose_steps_go_backwards_is_no_rule() {
        assertThatThrownBy(() -> new RefundRule(
                        "odd", 1, List.of(new Step(1, 10), new Step(3, 0), new Step(0, 100)), Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_rule_that_keeps_more_than_everything_is_no_rule() {
        assertThatThrownBy(() -> new RefundRule("odd", 1, List.of(new Step(0, 101)), Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Performances at 19:30 in New York and Berlin just after the clocks have changed, and around a leap day.
    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2026-03-09T19:30:00-04:00, 2026-03-07T23:59:59-05:00, T-1",
        "America/New_York, 2026-03-09T19:30:00-04:00, 2026-03-06T23:59:59-05:00, T-3",
        "America/New_York, 2026-03-09T19:30:00-04:00, 2026-03-08T23:59:59-04:00, T-1",
        "America/New_York, 2026-03-09T19:30:00-04:00, 2026-03-09T00:00:00-04:00, T",
        "America/New_York, 2026-11-02T19:30:00-05:00, 2026-11-01T23:59:59-05:00, T-1",
        "America/New_York, 2026-11-02T19:30:00-05:00, 2026-11-02T00:00:00-05:00, T",
        "Europe/Berlin, 2026-10-26T19:30:00+01:00, 2026-10-25T23:59:59+01:00, T-1",
        "Europe/Berlin, 2026-10-26T19:30:00+01:00, 2026-10-26T00:00:00+01:00, T",
        "Europe/Berlin, 2026-03-30T19:30:00+02:00, 2026-03-27T23:59:59+01:00, T-3",
        "Europe/Berlin, 2026-03-30T19:30:00+02:00, 2026-03-28T00:00:00+01:00, T-1",
        "Asia/Seoul, 2028-03-01T19:30:00+09:00, 2028-02-29T23:59:59+09:00, T-1",
        "Asia/Seoul, 2028-03-01T19:30:00+09:00, 2028-02-27T23:59:59+09:00, T-3",
        "Asia/Seoul, 2028-03-01T19:30:00+09:00, 2028-02-28T00:00:00+09:00, T-1",
        "Asia/Seoul, 2027-03-01T19:30:00+09:00, 2027-02-26T23:59:59+09:00, T-3",
        "Asia/Seoul, 2027-03-01T19:30:00+09:00, 2027-02-27T00:00:00+09:00, T-1"
    })
    void days_are_counted_in_the_calendar_of_the_venue(String zone, String starts, String now, String step) {
        var startsAt = OffsetDateTime.parse(starts).toInstant();

        var applied = STEPS_7_3_1.at(OffsetDateTime.parse(now).toInstant(), LONG_AGO, startsAt, ZoneId.of(zone));

        assertThat(applied.step()).isEqualTo(step);
    }

    @Test
    void a_rule_that_gets_cheaper_by_waiting_is_no_rule() {
        assertThatThrownBy(() -> new RefundRule("odd", 1, List.of(new Step(3, 50), new Step(0, 20)), Duration.ZERO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_stepped_rule_is_harsher_than_the_standard() {
        var harsher = STEPS_7_3_1.harsherThan(KR_CONSUMER_STANDARD);

        assertThat(harsher)
                .hasValue(new RefundRule.Harsher(
                        List.of(
                                new RefundRule.HarsherStep(3, 30, 20),
                                new RefundRule.HarsherStep(1, 50, 30),
                                new RefundRule.HarsherStep(0, 100, 90)),
                        true));
    }

    @Test
    void the_standard_is_not_harsher_than_itself() {
        assertThat(KR_CONSUMER_STANDARD.harsherThan(KR_CONSUMER_STANDARD)).isEmpty();
    }

    @Test
    void the_same_fees_without_the_free_day_are_harsher() {
        var strict = new RefundRule("strict", 1, KR_CONSUMER_STANDARD.steps(), Duration.ZERO, 0);

        var harsher = strict.harsherThan(KR_CONSUMER_STANDARD);

        assertThat(harsher).hasValue(new RefundRule.Harsher(List.of(), true));
    }

    /// In São Paulo, Beirut and Cairo the clocks went from 23:59:59 straight to 01:00:00.
    @ParameterizedTest
    @CsvSource({
        "America/Sao_Paulo, 2018-11-04T20:00:00-02:00, 2018-11-03T23:59:59-03:00, T-1",
        "America/Sao_Paulo, 2018-11-04T20:00:00-02:00, 2018-11-04T01:00:00-02:00, T",
        "Asia/Beirut, 2024-03-31T20:00:00+03:00, 2024-03-30T23:59:59+02:00, T-1",
        "Asia/Beirut, 2024-03-31T20:00:00+03:00, 2024-03-31T01:00:00+03:00, T",
        "Africa/Cairo, 2024-04-26T20:00:00+03:00, 2024-04-25T23:59:59+02:00, T-1",
        "Africa/Cairo, 2024-04-26T20:00:00+03:00, 2024-04-26T01:00:00+03:00, T"
    })
    void where_there_is_no_midnight_the_day_begins_with_its_first_moment(
            String zone, String starts, String now, String step) {
        var startsAt = OffsetDateTime.parse(starts).toInstant();

        var applied = STEPS_7_3_1.at(OffsetDateTime.parse(now).toInstant(), LONG_AGO, startsAt, ZoneId.of(zone));

        assertThat(applied.step()).isEqualTo(step);
        applied.next().ifPresent(next -> assertThat(next.at())
                .isEqualTo(OffsetDateTime.parse(now).toInstant().plusSeconds(1)));
    }

    /// Every day of three years, a leap year among them: what is told of the next step is what happens then, to the
    /// second, and nothing changes in between.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Asia/Seoul",
                "Europe/Berlin",
                "America/New_York",
                "America/Sao_Paulo",
                "Asia/Beirut",
                "Africa/Cairo",
                "Australia/Lord_Howe",
                "Pacific/Apia",
                "Asia/Kathmandu",
                "UTC"
            })
    void the_next_step_is_told_to_the_second(String name) {
        var zone = ZoneId.of(name);
        for (var day = LocalDate.of(2023, 1, 1); day.getYear() < 2026; day = day.plusDays(1)) {
            var startsAt = day.atTime(19, 30).atZone(zone).toInstant();
            var from = startsAt.minus(Duration.ofDays(12));
            var booked = startsAt.minus(Duration.ofDays(3).plusHours(20));
            for (var rule : List.of(STEPS_7_3_1, KR_CONSUMER_STANDARD)) {
                var phases = rule.phases(from, booked, startsAt, zone);
                assertThat(phases.getFirst().from().toInstant()).isEqualTo(from);
                assertThat(phases.getLast().until().toInstant()).isEqualTo(startsAt);
                for (var i = 0; i < phases.size(); i++) {
                    var phase = phases.get(i);
                    var last = rule.at(phase.until().toInstant().minusSeconds(1), booked, startsAt, zone);
                    assertThat(last.step()).as("%s %s %s", name, day, phase).isEqualTo(phase.step());
                    if (i > 0) {
                        assertThat(phase.from()).isEqualTo(phases.get(i - 1).until());
                        assertThat(phase.step()).isNotEqualTo(phases.get(i - 1).step());
                        if (!phases.get(i - 1).step().equals("free")) {
                            assertThat(phase.from()
                                            .toInstant()
                                            .minusSeconds(1)
                                            .atZone(zone)
                                            .toLocalDate())
                                    .isBefore(phase.from().toLocalDate());
                        }
                    }
                }
            }
        }
    }

    @Test
    void every_fault_of_a_list_is_told() {
        var faults = RefundRule.faults(List.of(new Step(3, 50), new Step(3, 40), new Step(5, 120), new Step(-1, 130)));

        assertThat(faults)
                .containsExactly(
                        new FaultyStep(2, Fault.SAME_DAY_TWICE),
                        new FaultyStep(2, Fault.CHEAPER_BY_WAITING),
                        new FaultyStep(3, Fault.PERCENT_OUT_OF_RANGE),
                        new FaultyStep(3, Fault.OUT_OF_ORDER),
                        new FaultyStep(4, Fault.NEGATIVE_DAYS),
                        new FaultyStep(4, Fault.PERCENT_OUT_OF_RANGE),
                        new FaultyStep(4, Fault.GAP_BEFORE_THE_DAY));
    }
}
