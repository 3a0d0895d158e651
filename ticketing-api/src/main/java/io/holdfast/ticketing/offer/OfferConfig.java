package io.holdfast.ticketing.offer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How offers are seen through.
@ConfigMapping(prefix = "holdfast.offer")
interface OfferConfig {

    /// Whether this process pays offers for those who have agreed to it; what one does not, another does.
    @WithDefault("true")
    boolean payAutomatically();

    /// How long an automatic payment waits for a channel that customers are kept from. Short enough that the customer
    /// has time left to pay otherwise.
    @WithDefault("2m")
    Duration channelPatience();
}
