package io.holdfast.ticketing.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How payments are seen through.
@ConfigMapping(prefix = "holdfast.payment")
interface PaymentConfig {

    /// How often we look for outcomes to be asked about.
    @WithDefault("1s")
    String askEvery();

    /// How long after the customer's yes we still ask for the money when the gateway says it was not charged. Later
    /// the payment is taken back: nobody wants to be charged for what they have long given up.
    @WithDefault("10m")
    Duration grace();

    /// How long a payment link may be valid at most, and its seats with it.
    @WithDefault("24h")
    Duration longestLink();

    /// What a member may put into their wallet at once, in minor units.
    @WithDefault("1000000")
    long mostToppedUp();
}
