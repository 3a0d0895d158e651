package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Faults;
import io.holdfast.simulators.gateway.Journal;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.LocalServer;
import java.net.URI;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A running payment gateway simulator on 127.0.0.1.
///
/// ```java
/// try (var gateway = PgSimulator.start(PgSimulatorConfig.of("secret", "webhook secret"))) {
///     … gateway.url() …
/// }
/// ```
public final class PgSimulator implements AutoCloseable {

    private final Journal<Payment> journal;
    private final Webhooks webhooks;
    private final LocalServer server;

    private PgSimulator(PgSimulatorConfig config, InstantSource clock) {
        var faults = new Faults();
        journal = Journal.in(config.journalDirectory(), "payments.jsonl", Payment.class);
        webhooks = new Webhooks(config.webhookUrl(), faults);
        var books = new Books(
                clock,
                journal,
                payment -> webhooks.tell(new Changed(UUID.randomUUID(), payment, config.webhookSecret(), clock)));
        var api = new ServerApi(books, faults, webhooks, config.secret(), this::url);
        server = LocalServer.on(config.port(), api::answer);
        api.remember();
        server.start();
    }

    public static PgSimulator start(PgSimulatorConfig config) {
        return start(config, InstantSource.system());
    }

    static PgSimulator start(PgSimulatorConfig config, InstantSource clock) {
        return new PgSimulator(config, clock);
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
