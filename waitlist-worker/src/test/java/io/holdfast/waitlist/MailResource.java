package io.holdfast.waitlist;

import io.holdfast.simulators.mail.MailSink;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives a Quarkus test a mail server, and its mailbox page to look into.
public class MailResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable MailSink sink;

    @Override
    public Map<String, String> start() {
        sink = MailSink.start(0, 0);
        return Map.of(
                "quarkus.mailer.host", "127.0.0.1",
                "quarkus.mailer.port", String.valueOf(sink.smtpPort()),
                "test.mailbox.url", sink.url().toString(),
                "holdfast.public-url", "https://tickets.example/",
                "holdfast.notification.look-every", "20ms",
                "holdfast.notification.first-pause", "50ms",
                "holdfast.notification.longest-pause", "200ms");
    }

    @Override
    public void stop() {
        if (sink != null) {
            sink.close();
        }
    }
}
