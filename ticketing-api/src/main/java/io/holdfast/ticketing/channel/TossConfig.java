package io.holdfast.ticketing.channel;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// How Toss Payments is reached.
@ConfigMapping(prefix = "holdfast.toss")
interface TossConfig {

    @WithDefault("https://api.tosspayments.com")
    String url();

    /// The secret key. Without it its channels are off.
    Optional<String> secretKey();

    /// The client key, which the gateway's own script in the browser needs where a card is to be saved.
    Optional<String> clientKey();
}
