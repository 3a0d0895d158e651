package io.holdfast.waitlist.matching;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "holdfast.waitlist")
interface MatchingConfig {

    /// How long a customer may think about an offer. Long enough to be found by a mail, short enough that the next in
    /// line still has a chance. Never beyond the performance's start.
    @WithDefault("30m")
    Duration offerLasts();

    /// How many with the same wish are read with one question to the database, at most.
    @WithDefault("200")
    int lookedAtTogether();
}
