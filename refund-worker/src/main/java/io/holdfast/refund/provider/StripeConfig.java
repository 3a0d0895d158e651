package io.holdfast.refund.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// How Stripe is reached.
@ConfigMapping(prefix = "holdfast.stripe")
public interface StripeConfig {

    @WithDefault("https://api.stripe.com")
    String url();

    /// The secret key. Without it nothing is given back there.
    Optional<String> secretKey();

    /// The version of the API that is spoken, whatever the account's default is.
    @WithDefault("2024-06-20")
    String version();

    /// How long we wait for an answer before we call the outcome unclear.
    @WithDefault("10s")
    Duration patience();
}
