package io.holdfast.refund;

import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.pg.PgSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives a Quarkus test a payment gateway, and a worker in a hurry; arguments are settings that say otherwise.
public class SimulatorResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable GatewaySimulator simulator;
    private Map<String, String> otherwise = Map.of();

    @Override
    public void init(Map<String, String> settings) {
        otherwise = settings;
    }

    @Override
    public Map<String, String> start() {
        simulator = PgSimulator.start(GatewayConfig.of(Gateway.SECRET, "webhook secret"));
        var settings = new HashMap<>(Map.of(
                "holdfast.refund.look-ahead-every", "1s",
                "holdfast.simulator.url", simulator.url().toString(),
                "holdfast.simulator.secret", Gateway.SECRET,
                "holdfast.simulator.patience", "1s",
                "holdfast.refund.lease", "3s",
                "holdfast.refund.first-pause", "50ms",
                "holdfast.refund.longest-pause", "200ms",
                "holdfast.refund.look-every", "20ms",
                "holdfast.refund.per-second", "200"));
        settings.putAll(otherwise);
        return settings;
    }

    @Override
    public void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }
}
