package io.holdfast.ticketing.seat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How seats that came back find their way to the public.
@ConfigMapping(prefix = "holdfast.waitlist")
interface ReleaseConfig {

    /// How long the waitlist has the first word. Seats it has said nothing about by then go on sale as if nobody
    /// wanted them.
    @WithDefault("30s")
    Duration firstWord();

    /// Seats that nobody on the waitlist wants go on sale at a random moment between these two: whoever gives a ticket
    /// back cannot know when to be there to take it again. Both 0 puts them on sale at once.
    @WithDefault("1m")
    Duration shortestDelay();

    @WithDefault("10m")
    Duration longestDelay();

    /// How long the waitlist may keep seats for a group at most, counted from their release, besides a first word
    /// before it and one after.
    @WithDefault("10m")
    Duration gatheringAtMost();
}
