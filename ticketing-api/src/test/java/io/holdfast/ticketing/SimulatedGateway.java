package io.holdfast.ticketing;

import io.holdfast.simulators.pg.PgSimulator;
import io.holdfast.simulators.pg.PgSimulatorConfig;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/// A payment gateway simulator for the tests of one run.
public class SimulatedGateway implements QuarkusTestResourceLifecycleManager {

    static final String SECRET = "test-secret";
    static final String WEBHOOK_SECRET = "test-webhook-secret";

    private PgSimulator simulator;

    @Override
    public Map<String, String> start() {
        simulator = PgSimulator.start(PgSimulatorConfig.of(SECRET, WEBHOOK_SECRET));
        return Map.of(
                "holdfast.simulator.url", simulator.url().toString(),
                "holdfast.simulator.secret", SECRET,
                "holdfast.simulator.webhook-secret", WEBHOOK_SECRET);
    }

    @Override
    public void stop() {
        simulator.close();
    }
}
