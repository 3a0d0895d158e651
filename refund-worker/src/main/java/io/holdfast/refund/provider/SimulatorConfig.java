package io.holdfast.refund.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// How the gateway simulator is reached.
@ConfigMapping(prefix = "holdfast.simulator")
public interface SimulatorConfig {

    @WithDefault("http://127.0.0.1:8110")
    URI url();

    /// What we show to use its API. Without it nothing is given back there.
    Optional<String> secret();

    /// How long we wait for an answer before we call the outcome unclear.
    @WithDefault("10s")
    Duration patience();
}
