package io.holdfast.ticketing.channel;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/// How the payment gateway simulator is reached.
@ConfigMapping(prefix = "holdfast.simulator")
interface SimulatorConfig {

    @WithDefault("http://127.0.0.1:8110")
    String url();

    /// What we show to use its API. Without it its channels are off.
    Optional<String> secret();

    /// What its webhooks are signed with.
    Optional<String> webhookSecret();
}
