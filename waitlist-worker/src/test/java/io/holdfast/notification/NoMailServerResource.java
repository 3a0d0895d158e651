package io.holdfast.notification;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/// Gives a Quarkus test the address of a mail server that is away.
public class NoMailServerResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Map.of(
                    "quarkus.mailer.host", "127.0.0.1",
                    "quarkus.mailer.port", String.valueOf(free.getLocalPort()),
                    "test.mailbox.url", "http://127.0.0.1:1",
                    "holdfast.notification.look-every", "20ms",
                    "holdfast.notification.first-pause", "50ms",
                    "holdfast.notification.longest-pause", "400ms",
                    "holdfast.notification.tries", "20");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
