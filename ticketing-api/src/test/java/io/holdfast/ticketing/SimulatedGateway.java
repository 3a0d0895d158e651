package io.holdfast.ticketing;

import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.pg.PgSimulator;
import io.holdfast.simulators.stripe.StripeSimulator;
import io.holdfast.simulators.toss.TossSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/// Payment gateway simulators for the tests of one run: our own, and two that speak the protocols of real ones.
public class SimulatedGateway implements QuarkusTestResourceLifecycleManager {

    static final String SECRET = "test-secret";
    static final String WEBHOOK_SECRET = "test-webhook-secret";
    public static final String TOSS_KEY = "test_sk_toss";
    public static final String STRIPE_KEY = "sk_test_stripe";
    public static final String STRIPE_WEBHOOK_SECRET = "whsec_test";

    private GatewaySimulator simulator;
    private GatewaySimulator toss;
    private GatewaySimulator stripe;

    @Override
    public Map<String, String> start() {
        simulator = PgSimulator.start(GatewayConfig.of(SECRET, WEBHOOK_SECRET));
        toss = TossSimulator.start(GatewayConfig.of(TOSS_KEY));
        stripe = StripeSimulator.start(GatewayConfig.of(STRIPE_KEY, STRIPE_WEBHOOK_SECRET));
        var settings = new HashMap<String, String>();
        settings.put("holdfast.simulator.url", simulator.url().toString());
        settings.put("holdfast.simulator.secret", SECRET);
        settings.put("holdfast.simulator.webhook-secret", WEBHOOK_SECRET);
        settings.put("holdfast.toss.url", toss.url().toString());
        settings.put("holdfast.toss.secret-key", TOSS_KEY);
        settings.put("holdfast.toss.client-key", "test_ck_toss");
        settings.put("holdfast.stripe.url", stripe.url().toString());
        settings.put("holdfast.stripe.secret-key", STRIPE_KEY);
        settings.put("holdfast.stripe.webhook-secret", STRIPE_WEBHOOK_SECRET);
        return settings;
    }

    @Override
    public void stop() {
        simulator.close();
        toss.close();
        stripe.close();
    }
}
