package io.holdfast.simulators.stripe;

import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import java.time.InstantSource;

/// Stripe, on this machine.
public final class StripeSimulator {

    private StripeSimulator() {}

    public static GatewaySimulator start(GatewayConfig config) {
        return GatewaySimulator.start(config, InstantSource.system(), "stripe", StripeEntry.class, StripeApi::new);
    }
}
