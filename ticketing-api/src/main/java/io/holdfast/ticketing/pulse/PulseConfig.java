package io.holdfast.ticketing.pulse;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "holdfast.pulse")
interface PulseConfig {

    /// How often a running sale is measured, and told of if something has changed. A sale so large that measuring
    /// takes long is measured less often: measuring takes at most a twentieth of the time.
    @WithDefault("2s")
    Duration every();

    /// A sale is told of at least so often, so that silence means something.
    @WithDefault("10s")
    Duration silence();

    /// How long before its opening a sale is first told of.
    @WithDefault("1m")
    Duration before();

    /// How long after its end a sale is still told of, for those who wait yet.
    @WithDefault("10m")
    Duration after();

    /// What part of the payment attempts of the last 30 s must fail for it to be trouble.
    @WithDefault("0.3")
    double paymentsFailed();

    /// How few attempts say nothing.
    @WithDefault("10")
    int paymentsEnough();

    /// How long a trivial statement may take on average, the wait for a connection included.
    @WithDefault("500ms")
    Duration databaseSlow();
}
