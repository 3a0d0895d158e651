package io.holdfast.simulators.pg;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How one simulator is set up.
///
/// @param port 0 = any free one
/// @param secret what servers show to use the API
/// @param webhookSecret what webhooks are signed with
/// @param webhookUrl where webhooks go; none are sent while it is absent
/// @param journalDirectory where payments are remembered across restarts; in memory only when absent
public record PgSimulatorConfig(
        int port,
        String secret,
        String webhookSecret,
        @Nullable URI webhookUrl,
        @Nullable Path journalDirectory) {

    /// On any free port, without webhooks, in memory only.
    public static PgSimulatorConfig of(String secret, String webhookSecret) {
        return new PgSimulatorConfig(0, secret, webhookSecret, null, null);
    }

    public PgSimulatorConfig onPort(int chosen) {
        return new PgSimulatorConfig(chosen, secret, webhookSecret, webhookUrl, journalDirectory);
    }

    public PgSimulatorConfig withWebhooksTo(URI url) {
        return new PgSimulatorConfig(port, secret, webhookSecret, url, journalDirectory);
    }

    public PgSimulatorConfig withJournalIn(Path directory) {
        return new PgSimulatorConfig(port, secret, webhookSecret, webhookUrl, directory);
    }

    /// Never prints its secrets.
    @Override
    public String toString() {
        return "PgSimulatorConfig[port=%d]".formatted(port);
    }
}
