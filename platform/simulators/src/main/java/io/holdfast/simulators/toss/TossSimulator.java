package io.holdfast.simulators.toss;

import io.holdfast.simulators.gateway.Faults;
import io.holdfast.simulators.gateway.Journal;
import io.holdfast.simulators.gateway.Webhooks;
import io.holdfast.simulators.http.LocalServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// A running Toss Payments on 127.0.0.1.
public final class TossSimulator implements AutoCloseable {

    private final Journal<TossPayment> journal;
    private final Webhooks webhooks;
    private final LocalServer server;

    /// @param port 0 = any free one
    /// @param secretKey what servers show to use the API
    /// @param webhookUrl where webhooks go; none are sent while it is absent
    /// @param journalDirectory where payments are remembered across restarts; in memory only when absent
    public record Config(
            int port,
            String secretKey,
            @Nullable URI webhookUrl,
            @Nullable Path journalDirectory) {

        /// On any free port, without webhooks, in memory only.
        public static Config of(String secretKey) {
            return new Config(0, secretKey, null, null);
        }

        /// Never prints its secret.
        @Override
        public String toString() {
            return "TossSimulator.Config[port=%d]".formatted(port);
        }
    }

    private TossSimulator(Config config, InstantSource clock) {
        var faults = new Faults();
        journal = Journal.in(config.journalDirectory(), "toss.jsonl", TossPayment.class);
        webhooks = new Webhooks(config.webhookUrl(), faults);
        var books = new TossBooks(clock, journal);
        var api = new TossApi(books, faults, webhooks, config.secretKey(), clock, this::url);
        server = LocalServer.on(config.port(), api::answer);
        api.remember();
        server.start();
    }

    public static TossSimulator start(Config config) {
        return new TossSimulator(config, InstantSource.system());
    }

    static TossSimulator start(Config config, InstantSource clock) {
        return new TossSimulator(config, clock);
    }

    /// The address of its API and windows, without a slash at the end.
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
