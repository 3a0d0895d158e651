package io.holdfast.simulators.stripe;

import io.holdfast.simulators.gateway.Faults;
import io.holdfast.simulators.gateway.Journal;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.LocalServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A running Stripe on 127.0.0.1.
public final class StripeSimulator implements AutoCloseable {

    private final Journal<StripeEntry> journal;
    private final Webhooks webhooks;
    private final LocalServer server;

    /// @param port 0 = any free one
    /// @param secretKey what servers show to use the API
    /// @param webhookSecret what webhooks are signed with
    /// @param webhookUrl where webhooks go; none are sent while it is absent
    /// @param journalDirectory where everything is remembered across restarts; in memory only when absent
    public record Config(
            int port,
            String secretKey,
            String webhookSecret,
            @Nullable URI webhookUrl,
            @Nullable Path journalDirectory) {

        /// On any free port, without webhooks, in memory only.
        public static Config of(String secretKey, String webhookSecret) {
            return new Config(0, secretKey, webhookSecret, null, null);
        }

        /// Never prints its secrets.
        @Override
        public String toString() {
            return "StripeSimulator.Config[port=%d]".formatted(port);
        }
    }

    private StripeSimulator(Config config, InstantSource clock) {
        var faults = new Faults();
        journal = Journal.in(config.journalDirectory(), "stripe.jsonl", StripeEntry.class);
        webhooks = new Webhooks(config.webhookUrl(), faults);
        var books = new StripeBooks(clock, journal);
        var api = new StripeApi(books, faults, webhooks, config.secretKey(), config.webhookSecret(), clock, this::url);
        server = LocalServer.on(config.port(), api::answer);
        api.remember();
        server.start();
    }

    public static StripeSimulator start(Config config) {
        return new StripeSimulator(config, InstantSource.system());
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
