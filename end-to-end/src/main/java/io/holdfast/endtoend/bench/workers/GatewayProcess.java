package io.holdfast.endtoend.bench.workers;

import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.pg.PgSimulator;

/// The payment gateway simulator in a process of its own, so that what it computes is not the load generator's.
final class GatewayProcess {

    static final String SECRET = "BENCH_GATEWAY_SECRET";

    private GatewayProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var secret = System.getenv(SECRET);
        if (secret == null) {
            throw new IllegalStateException("there is no " + SECRET);
        }
        try (var _ = PgSimulator.start(GatewayConfig.of(secret, "none").onPort(Integer.parseInt(arguments[0])))) {
            Thread.currentThread().join();
        }
    }
}
