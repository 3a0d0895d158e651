package io.holdfast.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;

/// How patiently people are told.
@ConfigMapping(prefix = "holdfast.notification")
interface NotificationConfig {

    /// How many urgent messages one worker has under way at a time, on each channel.
    @WithDefault("8")
    int atOnce();

    /// The same for what is not urgent. Mail of both goes over `quarkus.mailer.max-pool-size` connections: keep that at
    /// the sum of the two, or bulk mail takes connections from urgent mail.
    @WithDefault("8")
    int bulkAtOnce();

    /// How long a message belongs to the worker that sends it; longer than [#patience].
    @WithDefault("60s")
    Duration lease();

    /// How long a provider may take.
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

    /// Signs the links that stop messages; 32 characters at least.
    String stopKey();

    /// The house's time zone, for nights where neither the customer nor the venue says otherwise.
    @WithDefault("Asia/Seoul")
    ZoneId timeZone();

    /// From then on until [#quietUntil], by the reader's clock, nothing is sent that can wait. The same as the end: no
    /// night is quiet.
    @WithDefault("21:00")
    LocalTime quietFrom();

    @WithDefault("08:00")
    LocalTime quietUntil();

    /// How long before a sale opens those who want to be reminded are.
    @WithDefault("1h")
    Duration remindBefore();

    /// How many people an announcement is written out to in one transaction.
    @WithDefault("500")
    int page();

    /// How many facts may wait to be told before announcements are written out no further: facts of the waitlist
    /// travel in the same queue.
    @WithDefault("1000")
    int mostWaiting();

    Breaking breaker();

    /// The most messages a provider is given in a second by one worker, by the provider's name (`smtp`, `sens`, a push
    /// service's host); absent: as many as it takes.
    Map<String, Integer> rates();

    /// When a provider is left alone.
    interface Breaking {

        /// After how many failures in a row.
        @WithDefault("5")
        int failures();

        /// For how long at first; it doubles while the provider still fails.
        @WithDefault("10s")
        Duration pause();

        @WithDefault("5m")
        Duration longestPause();
    }
}
