package io.holdfast.simulators.gateway;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How one simulator is set up.
///
/// @param port 0 = any free one
/// @param secret what servers show to use the API
/// @param webhookSecret what webhooks are signed with, by those who sign them
/// @param webhookUrl where webhooks go; none are sent while it is absent
/// @param journalDirectory where everything is remembered across restarts; in memory only when absent
public record GatewayConfig(
        int port,
        String secret,
        String webhookSecret,
        @Nullable URI webhookUrl,
        @Nullable Path journalDirectory) {

    /// On any free port, without webhooks, in memory only.
    public static GatewayConfig of(String secret, String webhookSecret) {
        return new GatewayConfig(0, secret, webhookSecret, null, null);
    }

    /// Of a gateway that does not sign what it sends.
    public static GatewayConfig of(String secret) {
        return of(secret, "");
    }

    public GatewayConfig onPort(int chosen) {
        return new GatewayConfig(chosen, secret, webhookSecret, webhookUrl, journalDirectory);
    }

    public GatewayConfig withWebhooksTo(URI url) {
        return new GatewayConfig(port, secret, webhookSecret, url, journalDirectory);
    }

    public GatewayConfig withJournalIn(Path directory) {
        return new GatewayConfig(port, secret, webhookSecret, webhookUrl, directory);
    }

    /// Never prints its secrets.
    @Override
    public String toString() {
        return "GatewayConfig[port=%d]".formatted(port);
    }
}
