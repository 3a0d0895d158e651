package io.holdfast.simulators.gateway;

import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.LocalServer;
import io.holdfast.simulators.http.Request;
import java.net.URI;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A running gateway on 127.0.0.1, whatever protocol it speaks.
public final class GatewaySimulator implements AutoCloseable {

    private final Journal<?> journal;
    private final Webhooks webhooks;
    private final LocalServer server;
    private final GatewayApi api;

    private <T> GatewaySimulator(
            GatewayConfig config, InstantSource clock, Journal<T> journal, Function<Ground<T>, GatewayApi> protocol) {
        this.journal = journal;
        var faults = new Faults();
        webhooks = new Webhooks(config.webhookUrl(), faults);
        server = LocalServer.on(config.port(), this::answer);
        api = protocol.apply(new Ground<>(config, clock, server.url(), faults, webhooks, journal));
        api.remember();
        server.start();
    }

    /// @param name of its journal
    /// @param line what a line of it says
    public static <T> GatewaySimulator start(
            GatewayConfig config,
            InstantSource clock,
            String name,
            Class<T> line,
            Function<Ground<T>, GatewayApi> protocol) {
        return new GatewaySimulator(
                config, clock, Journal.in(config.journalDirectory(), name + ".jsonl", line), protocol);
    }

    private Answer answer(Request request) {
        return api.answer(request);
    }

    /// The address of its API and pages, without a slash at the end.
    public URI url() {
        return server.url();
    }

    /// Sends webhooks there from now on; absent = sends none.
    public void sendWebhooksTo(@Nullable URI address) {
        webhooks.sendTo(address);
    }

    /// Stops answering. What is in the journal is found again by the next start.
    @Override
    public void close() {
        server.close();
        webhooks.close();
        journal.close();
    }
}
