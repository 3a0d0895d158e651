package io.holdfast.ticketing.channel;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/// Which ways to pay there are, and when one of them counts as broken.
@ConfigMapping(prefix = "holdfast.channel")
public interface ChannelConfig {

    /// Offered by shows that say nothing else, in this order; the order is also that of falling back. A channel whose
    /// gateway has no key is off.
    @WithDefault("toss-card,toss-easy,stripe-card,simulator-card,points")
    List<String> offered();

    /// How long we wait for a gateway's answer before the outcome is unknown.
    @WithDefault("8s")
    Duration patience();

    /// How often a process tells the others what it has seen, and looks what they have.
    @WithDefault("1s")
    String lookEvery();

    /// How far back tries count.
    @WithDefault("30s")
    Duration window();

    /// So many tries of one kind within the window say something.
    @WithDefault("5")
    int enough();

    /// The share of tries without an answer from which on a channel is broken.
    @WithDefault("0.5")
    double failing();

    /// An answer that takes longer, on average, makes a channel slow; it stays open.
    @WithDefault("3s")
    Duration slow();

    /// How long nobody tries a broken channel; doubled each time a try fails again.
    @WithDefault("10s")
    Duration pause();

    @WithDefault("2m")
    Duration longestPause();

    /// How long seats are kept, once for each order, when the channel chosen is broken.
    @WithDefault("2m")
    Duration outageKeeps();
}
