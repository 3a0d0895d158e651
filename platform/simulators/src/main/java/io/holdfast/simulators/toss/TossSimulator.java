package io.holdfast.simulators.toss;

import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import java.time.InstantSource;

/// Toss Payments, on this machine.
public final class TossSimulator {

    private TossSimulator() {}

    public static GatewaySimulator start(GatewayConfig config) {
        return GatewaySimulator.start(config, InstantSource.system(), "toss", TossPayment.class, TossApi::new);
    }
}
