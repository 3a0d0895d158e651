package io.holdfast.ticketing.refundrule;

import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is kept when a ticket is given back, by calendar days before the performance in the venue's time zone.
///
/// Two presets ship as rows of `refund_rule`. `steps-7-3-1` is the stepped rule; `kr-consumer-standard` follows
/// the consumer dispute resolution standard of the Korea Fair Trade Commission for performances: it is milder, and
/// gives everything back within 24 hours of booking if the performance is at least 3 days away.
///
/// @param version a published rule never changes; a changed one is a new version, for orders to come
/// @param steps earliest first; the last one is the day itself (`untilDaysBefore` 0)
/// @param freeForAfterBooking how long after booking everything comes back; zero for never
/// @param freeDaysBefore how many days before the performance that ends
@RegisterForReflection
public record RefundRule(String name, int version, List<Step> steps, Duration freeForAfterBooking, int freeDaysBefore) {

    /// @param untilDaysBefore the last day it applies: 3 means up to and including three days before
    /// @param percent what is kept, 0 to 100
    @RegisterForReflection
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

    /// Where a rule keeps more than another one.
    ///
    /// @param steps those that do, earliest first
    /// @param lessFreeTime whether it gives everything back for a shorter time after booking, or ends that sooner
    @RegisterForReflection
    public record Harsher(List<HarsherStep> steps, boolean lessFreeTime) {}

    /// @param untilDaysBefore the last day of the difference
    /// @param percent what is kept, and `standard`: what the other one keeps
    @RegisterForReflection
    public record HarsherStep(int untilDaysBefore, int percent, int standard) {}

    public RefundRule {
        steps = List.copyOf(steps);
        var faults = faults(steps);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("step %d: %s"
                    .formatted(faults.getFirst().step(), faults.getFirst().what()));
        }
    }

    /// What may be wrong with a list of steps.
    public enum Fault {
        /// There is none.
        NO_STEPS,
        /// The last step is not the day itself: nothing is said of the days after it.
        GAP_BEFORE_THE_DAY,
        /// Two steps end with the same day: it is said of some days twice.
        SAME_DAY_TWICE,
        /// A step ends earlier than the one before it, so that they overlap.
        OUT_OF_ORDER,
        NEGATIVE_DAYS,
        /// Less than nothing or more than everything is kept.
        PERCENT_OUT_OF_RANGE,
        /// Less is kept than of who gives back earlier.
        CHEAPER_BY_WAITING
    }

    /// @param step which one, from 1 on; 0 for the whole list
    @RegisterForReflection
    public record FaultyStep(int step, Fault what) {}

    /// Everything that is wrong with a list of steps; PostgreSQL refuses the same.
    public static List<FaultyStep> faults(List<Step> steps) {
        if (steps.isEmpty()) {
            return List.of(new FaultyStep(0, Fault.NO_STEPS));
        }
        var faults = new ArrayList<FaultyStep>();
        for (var i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            if (step.untilDaysBefore() < 0) {
                faults.add(new FaultyStep(i + 1, Fault.NEGATIVE_DAYS));
            }
            if (step.percent() < 0 || step.percent() > 100) {
                faults.add(new FaultyStep(i + 1, Fault.PERCENT_OUT_OF_RANGE));
            }
            if (i > 0) {
                var earlier = steps.get(i - 1);
                if (earlier.untilDaysBefore() == step.untilDaysBefore()) {
                    faults.add(new FaultyStep(i + 1, Fault.SAME_DAY_TWICE));
                } else if (earlier.untilDaysBefore() < step.untilDaysBefore()) {
                    faults.add(new FaultyStep(i + 1, Fault.OUT_OF_ORDER));
                }
                if (earlier.percent() > step.percent()) {
                    faults.add(new FaultyStep(i + 1, Fault.CHEAPER_BY_WAITING));
                }
            }
        }
        if (steps.stream().noneMatch(step -> step.untilDaysBefore() == 0)) {
            faults.add(new FaultyStep(steps.size(), Fault.GAP_BEFORE_THE_DAY));
        }
        return faults;
    }

    /// Where this rule keeps more than the standard, so that whoever chooses it knows; empty if nowhere.
    public Optional<Harsher> harsherThan(RefundRule standard) {
        var days = Stream.of(this, standard)
                .flatMap(rule ->
                        Stream.concat(rule.steps.stream().map(Step::untilDaysBefore), Stream.of(rule.freeDaysBefore)))
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        var dearer = days.stream()
                .map(day -> new HarsherStep(
                        day, stepAt(day).percent(), standard.stepAt(day).percent()))
                .filter(step -> step.percent() > step.standard())
                .toList();
        var lessFreeTime = days.stream()
                .anyMatch(day -> stepAt(day).percent() > 0 && freeFor(day).compareTo(standard.freeFor(day)) < 0);
        return dearer.isEmpty() && !lessFreeTime ? Optional.empty() : Optional.of(new Harsher(dearer, lessFreeTime));
    }

    private Duration freeFor(int daysBefore) {
        return daysBefore >= freeDaysBefore ? freeForAfterBooking : Duration.ZERO;
    }

    /// @param startsAt when the performance begins; from then on the last step applies
    public Applied at(Instant now, Instant bookedAt, Instant startsAt, ZoneId zone) {
        var day = startsAt.atZone(zone).toLocalDate();
        var daysBefore = ChronoUnit.DAYS.between(now.atZone(zone).toLocalDate(), day);
        var step = stepAt(daysBefore);
        var next = nextOf(step, day, zone);
        if (step.percent() > 0
                && !freeForAfterBooking.isZero()
                && now.isBefore(bookedAt.plus(freeForAfterBooking))
                && daysBefore >= freeDaysBefore) {
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

    /// Its name in what a customer agrees to.
    public String reference() {
        return name + " " + version;
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
