package io.holdfast.refund.provider;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// How Toss Payments is reached.
@ConfigMapping(prefix = "holdfast.toss")
public interface TossConfig {

    @WithDefault("https://api.tosspayments.com")
    String url();

    /// The secret key. Without it nothing is given back there.
    Optional<String> secretKey();

    /// How long we wait for an answer before we call the outcome unclear.
    @WithDefault("10s")
    Duration patience();
}
