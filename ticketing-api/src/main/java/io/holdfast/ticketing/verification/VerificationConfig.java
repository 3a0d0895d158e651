package io.holdfast.ticketing.verification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "holdfast.verification")
interface VerificationConfig {

    /// How often the house is looked at, by whichever process comes first.
    @WithDefault("60s")
    Duration every();

    /// How often a process asks whether it is its turn; `off` for never.
    @WithDefault("10s")
    String tick();

    /// How long whole performances may be looked at each time.
    @WithDefault("2s")
    Duration whole();

    /// No transaction takes longer: what was begun before a look and ended after it is looked at the next time.
    @WithDefault("60s")
    Duration longestTransaction();
}
