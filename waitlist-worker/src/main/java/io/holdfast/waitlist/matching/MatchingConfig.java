package io.holdfast.waitlist.matching;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalTime;

@ConfigMapping(prefix = "holdfast.waitlist")
interface MatchingConfig {

    /// How long a customer may think about an offer. Long enough to be found by a mail, short enough that the next in
    /// line still has a chance. Never beyond the performance's start.
    @WithDefault("30m")
    Duration offerLasts();

    /// Near the start an offer lasts no more than this part of the time that is left: 30 min from four hours on, 15 min
    /// two hours before.
    @WithDefault("0.125")
    double offerShare();

    /// However near the start is.
    @WithDefault("5m")
    Duration offerLastsAtLeast();

    /// When people sleep, by the venue's clock; the same as its end switches quiet hours off.
    @WithDefault("23:00")
    LocalTime quietFrom();

    /// Exclusive.
    @WithDefault("08:00")
    LocalTime quietUntil();

    /// Quiet hours prolong no offer beyond so long before the start, so that whoever is next still has a chance.
    @WithDefault("1h")
    Duration quietEndsBeforeStart();

    /// How long seats are kept for a group at most; nothing is gathered when it is 0. ticketing-api has a limit of its
    /// own, `holdfast.waitlist.gathering-at-most`.
    @WithDefault("10m")
    Duration gatheringLasts();

    /// Near the start a gathering lasts no more than this part of the time that is left: 10 min from two hours on.
    @WithDefault("0.0833")
    double gatheringShare();

    /// When less than that would be left, nothing is gathered.
    @WithDefault("1m")
    Duration gatheringLastsAtLeast();

    /// How long ticketing-api is asked to keep gathered seats beyond the gathering's end, so that the last word on them
    /// arrives in time.
    @WithDefault("30s")
    Duration lastWord();

    /// How long a customer whose offer is to be paid by itself is left in peace when nothing is heard of the payment.
    @WithDefault("2m")
    Duration paysByItselfWithin();

    /// How many wishes are read with one question at first; it doubles with each.
    @WithDefault("50")
    int wishesTogether();

    /// How many with the same wish are read with one question to the database, at most.
    @WithDefault("200")
    int lookedAtTogether();
}
