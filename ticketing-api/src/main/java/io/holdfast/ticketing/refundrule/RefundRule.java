package io.holdfast.ticketing.refundrule;

import io.holdfast.contracts.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What is kept when a ticket is given back, by calendar days before the performance in the venue's time zone.
///
/// Two presets ship. `steps-7-3-1` is the stepped rule; `kr-consumer-standard` follows the consumer dispute
/// resolution standard of the Korea Fair Trade Commission for performances: it is milder, and gives everything back
/// within 24 hours of booking if the performance is at least 3 days away.
///
/// @param name also its version: a published rule never changes, a changed one gets a new name
/// @param steps earliest first; the last one is the day itself (`untilDaysBefore` 0)
/// @param freeForAfterBooking how long after booking everything comes back; zero for never
/// @param freeDaysBefore how many days before the performance that ends
public record RefundRule(String name, List<Step> steps, Duration freeForAfterBooking, int freeDaysBefore) {

    /// @param untilDaysBefore the last day it applies: 3 means up to and including three days before
    /// @param percent what is kept, 0 to 100
    public record Step(int untilDaysBefore, int percent) {
        public String name() {
            return untilDaysBefore == 0 ? "T" : "T-" + untilDaysBefore;
        }
    }

    /// What applies at one moment.
    ///
    /// @param step the step's name, or `free` within the free time after booking
    /// @param next when it gets dearer, and to how much; empty on the last step
    public record Applied(String step, int percent, Optional<Next> next) {}

    /// @param at the first moment of it
    public record Next(Instant at, int percent) {}

    /// What applies for a while.
    ///
    /// @param until exclusive; both in the venue's time zone
    public record Phase(String step, int percent, OffsetDateTime from, OffsetDateTime until) {}

    private static final RefundRule STEPS_7_3_1 = new RefundRule(
            "steps-7-3-1",
            List.of(new Step(7, 0), new Step(3, 30), new Step(1, 50), new Step(0, 100)),
            Duration.ZERO,
            0);

    private static final RefundRule KR_CONSUMER_STANDARD = new RefundRule(
            "kr-consumer-standard",
            List.of(new Step(10, 0), new Step(7, 10), new Step(3, 20), new Step(1, 30), new Step(0, 90)),
            Duration.ofHours(24),
            3);

    public RefundRule {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.getLast().untilDaysBefore() != 0) {
            throw new IllegalArgumentException("a refund rule ends with the day itself");
        }
        for (var i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            if (step.percent() < 0 || step.percent() > 100) {
                throw new IllegalArgumentException("a fee is 0 to 100 %");
            }
            if (i > 0 && steps.get(i - 1).untilDaysBefore() <= step.untilDaysBefore()) {
                throw new IllegalArgumentException("steps come nearer to the day");
            }
        }
    }

    public static Optional<RefundRule> preset(String name) {
        return Stream.of(STEPS_7_3_1, KR_CONSUMER_STANDARD)
                .filter(rule -> rule.name.equals(name))
                .findFirst();
    }

    public static Set<String> presetNames() {
        return new TreeSet<>(Set.of(STEPS_7_3_1.name, KR_CONSUMER_STANDARD.name));
    }

    /// @throws IllegalStateException if there is no such rule
    public static RefundRule named(String name) {
        return preset(name).orElseThrow(() -> new IllegalStateException("no refund rule " + name));
    }

    /// @param startsAt when the performance begins; from then on the last step applies
    public Applied at(Instant now, Instant bookedAt, Instant startsAt, ZoneId zone) {
        var day = startsAt.atZone(zone).toLocalDate();
        var daysBefore = ChronoUnit.DAYS.between(now.atZone(zone).toLocalDate(), day);
        var step = stepAt(daysBefore);
        var next = nextOf(step, day, zone);
        if (step.percent() > 0 && now.isBefore(bookedAt.plus(freeForAfterBooking)) && daysBefore >= freeDaysBefore) {
            var freeUntil = bookedAt.plus(freeForAfterBooking);
            var lastFreeDay =
                    day.minusDays(freeDaysBefore).plusDays(1).atStartOfDay(zone).toInstant();
            var ends = freeUntil.isBefore(lastFreeDay) ? freeUntil : lastFreeDay;
            var then = stepAt(ChronoUnit.DAYS.between(ends.atZone(zone).toLocalDate(), day));
            return new Applied("free", 0, Optional.of(new Next(ends, then.percent())));
        }
        return new Applied(step.name(), step.percent(), next);
    }

    /// What applies from one moment on until the performance begins, one after the other.
    ///
    /// @param bookedAt and `from`: usually the same, for who is about to book
    public List<Phase> phases(Instant from, Instant bookedAt, Instant startsAt, ZoneId zone) {
        var phases = new ArrayList<Phase>();
        var begins = from;
        while (begins.isBefore(startsAt)) {
            var applied = at(begins, bookedAt, startsAt, zone);
            var ends = applied.next().map(Next::at).filter(startsAt::isAfter).orElse(startsAt);
            phases.add(new Phase(
                    applied.step(),
                    applied.percent(),
                    begins.atZone(zone).toOffsetDateTime(),
                    ends.atZone(zone).toOffsetDateTime()));
            begins = ends;
        }
        return phases;
    }

    /// What is kept of one price: the percentage, rounded half up to a whole minor unit.
    public Money fee(Money price, Applied applied) {
        return price.percent(BigDecimal.valueOf(applied.percent()));
    }

    private Step stepAt(long daysBefore) {
        return steps.stream()
                .filter(step -> daysBefore >= step.untilDaysBefore())
                .findFirst()
                .orElse(steps.getLast());
    }

    private Optional<Next> nextOf(Step step, LocalDate day, ZoneId zone) {
        var index = steps.indexOf(step);
        if (index == steps.size() - 1) {
            return Optional.empty();
        }
        var begins =
                day.minusDays(step.untilDaysBefore() - 1L).atStartOfDay(zone).toInstant();
        return Optional.of(new Next(begins, steps.get(index + 1).percent()));
    }
}
