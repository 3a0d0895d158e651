package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import java.time.InstantSource;

/// The payment gateway simulator.
///
/// ```java
/// try (var gateway = PgSimulator.start(GatewayConfig.of("secret", "webhook secret"))) {
///     … gateway.url() …
/// }
/// ```
public final class PgSimulator {

    private PgSimulator() {}

    public static GatewaySimulator start(GatewayConfig config) {
        return start(config, InstantSource.system());
    }

    static GatewaySimulator start(GatewayConfig config, InstantSource clock) {
        return GatewaySimulator.start(config, clock, "payments", Payment.class, ServerApi::new);
    }
}
