package io.holdfast.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How patiently people are told.
@ConfigMapping(prefix = "holdfast.notification")
interface NotificationConfig {

    /// How many messages one worker has under way at a time.
    @WithDefault("8")
    int atOnce();

    /// How long a message belongs to the worker that sends it; longer than [#patience].
    @WithDefault("60s")
    Duration lease();

    /// How long the mail server may take.
    @WithDefault("20s")
    Duration patience();

    /// After how many failures a message is given up.
    @WithDefault("10")
    int tries();

    /// The pause before the second try; it doubles with each further one.
    @WithDefault("2s")
    Duration firstPause();

    @WithDefault("15m")
    Duration longestPause();

    /// The longest pause between looks for a contact or a performance that has not been heard of yet. A young message
    /// looks more often: after as long as it has waited already. A contact that arrives wakes it.
    @WithDefault("30s")
    Duration lookForContact();

    /// A message that has no end of its own is told within this time or not at all.
    @WithDefault("3d")
    Duration worthTelling();

    /// How often a worker with nothing to do looks for messages that have become due.
    @WithDefault("250ms")
    Duration lookEvery();
}
