package io.holdfast.refund.refund;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.OptionalInt;

/// How fast and how stubbornly money goes back.
@ConfigMapping(prefix = "holdfast.refund")
public interface RefundConfig {

    /// How many refunds one worker has under way at a time at one gateway.
    @WithDefault("16")
    int atOnce();

    /// How many refunds all workers together may start at one gateway within any second.
    @WithDefault("50")
    int perSecond();

    /// The same for gateways that are to be asked faster or slower than the others, by name: `toss`, `stripe`.
    Map<String, Integer> perSecondAt();

    /// How long a refund belongs at most to the worker that sends it. Longer than the gateway may take to answer twice.
    /// It ends before when PostgreSQL knows that the worker is gone.
    @WithDefault("60s")
    Duration lease();

    /// How often a worker looks whether another one is gone and has left refunds behind.
    @WithDefault("250ms")
    Duration lookForTheDeadEvery();

    /// After how many tries a person is asked.
    @WithDefault("12")
    int tries();

    /// The pause before the second try; it doubles with each further one.
    @WithDefault("2s")
    Duration firstPause();

    @WithDefault("10m")
    Duration longestPause();

    /// How often a worker with nothing to do looks for refunds that have become due.
    @WithDefault("200ms")
    Duration lookEvery();

    /// How many refunds may start on one calendar day; the others go out on the next. Absent = no cap.
    OptionalInt dailyCap();

    /// How much may start to go back on one calendar day, by currency and in its smallest unit. The refund that
    /// reaches it is still begun, so that none is too large ever to go out. A currency left out has no cap.
    Map<String, Long> dailyCapAmount();

    /// Where the cap's day begins and ends.
    @WithDefault("Asia/Seoul")
    ZoneId capZone();

    /// Above how much a refund needs a person's approval, by currency and in its smallest unit. A currency left out
    /// needs none.
    Map<String, Long> secondPersonAbove();

    /// How often is looked for refunds that a day's cap holds back, to say when they are expected to go out.
    @WithDefault("10s")
    Duration lookAheadEvery();
}
