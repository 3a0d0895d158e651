package io.holdfast.ticketing.channel;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// How Stripe is reached.
@ConfigMapping(prefix = "holdfast.stripe")
interface StripeConfig {

    @WithDefault("https://api.stripe.com")
    String url();

    /// The secret key. Without it its channels are off.
    Optional<String> secretKey();

    /// What this endpoint's webhooks are signed with. Without it they are all refused.
    Optional<String> webhookSecret();

    /// The version of the API that is spoken, whatever the account's default is.
    @WithDefault("2024-06-20")
    String version();
}
