package io.holdfast.waitlist.matching;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/// How long offers and gatherings last.
///
/// - An offer lasts [MatchingConfig#offerLasts], near the start no more than [MatchingConfig#offerShare] of the time
///   that is left, yet [MatchingConfig#offerLastsAtLeast], and never beyond the start.
/// - Its time runs by day only, by the venue's clock: what falls into the quiet hours is added after them. That brings
///   no offer closer to the start than [MatchingConfig#quietEndsBeforeStart]; one that would be closer even without it
///   ends as if there were no quiet hours.
final class OfferTimes {

    private final MatchingConfig config;

    OfferTimes(MatchingConfig config) {
        this.config = config;
    }

    /// @return exclusive; empty once the performance has begun
    Optional<Instant> offerEnds(Instant now, Instant startsAt, ZoneId zone) {
        if (!now.isBefore(startsAt)) {
            return Optional.empty();
        }
        var lasts = lasts(config.offerLasts(), config.offerShare(), Duration.between(now, startsAt));
        if (lasts.compareTo(config.offerLastsAtLeast()) < 0) {
            lasts = config.offerLastsAtLeast();
        }
        var awake = now.plus(lasts);
        var bound = startsAt.minus(config.quietEndsBeforeStart());
        var prolonged = earlier(byDay(now, lasts, zone), bound);
        return Optional.of(earlier(prolonged.isAfter(awake) ? prolonged : awake, startsAt));
    }

    /// @return exclusive; empty when it is too late to begin one
    Optional<Instant> gatheringEnds(Instant now, Instant startsAt) {
        if (!now.isBefore(startsAt)) {
            return Optional.empty();
        }
        var lasts = lasts(config.gatheringLasts(), config.gatheringShare(), Duration.between(now, startsAt));
        return lasts.compareTo(config.gatheringLastsAtLeast()) < 0
                        || config.gatheringLasts().isZero()
                ? Optional.empty()
                : Optional.of(now.plus(lasts));
    }

    private static Duration lasts(Duration usually, double share, Duration left) {
        var part = Duration.ofMillis((long) (left.toMillis() * share));
        return part.compareTo(usually) < 0 ? part : usually;
    }

    /// When so much time has passed outside the quiet hours.
    private Instant byDay(Instant now, Duration lasts, ZoneId zone) {
        if (config.quietFrom().equals(config.quietUntil())) {
            return now.plus(lasts);
        }
        var at = now;
        var left = lasts;
        while (true) {
            var local = at.atZone(zone);
            if (isQuiet(local.toLocalTime())) {
                at = next(local, config.quietUntil());
                continue;
            }
            var quietAgain = next(local, config.quietFrom());
            var day = Duration.between(at, quietAgain);
            if (left.compareTo(day) <= 0) {
                return at.plus(left);
            }
            left = left.minus(day);
            at = quietAgain;
        }
    }

    private boolean isQuiet(LocalTime time) {
        var from = config.quietFrom();
        var until = config.quietUntil();
        return from.isBefore(until)
                ? !time.isBefore(from) && time.isBefore(until)
                : !time.isBefore(from) || time.isBefore(until);
    }

    /// The next moment after this one at which the wall clock shows that time, or has skipped it.
    private static Instant next(ZonedDateTime after, LocalTime time) {
        var date = after.toLocalDate();
        var next = date.atTime(time).atZone(after.getZone());
        while (!next.toInstant().isAfter(after.toInstant())) {
            date = date.plusDays(1);
            next = date.atTime(time).atZone(after.getZone());
        }
        return next.toInstant();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
