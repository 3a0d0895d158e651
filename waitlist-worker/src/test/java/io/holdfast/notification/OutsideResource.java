package io.holdfast.notification;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/// Gives a Quarkus test providers of text messages and of web push; [Outside] runs them.
public class OutsideResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try (var sms = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var push = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var told = new HashMap<String, String>();
            told.put("test.sms.port", String.valueOf(sms.getLocalPort()));
            told.put("test.push.port", String.valueOf(push.getLocalPort()));
            told.put("holdfast.sms.provider", "SENS");
            told.put("holdfast.sms.from", "0212345678");
            told.put("holdfast.sms.free-refusal", "0801234567");
            told.put("holdfast.sms.sens.url", "http://127.0.0.1:" + sms.getLocalPort());
            told.put("holdfast.sms.sens.service-id", "ncp:sms:kr:test");
            told.put("holdfast.sms.sens.access-key", "access");
            told.put("holdfast.sms.sens.secret-key", "secret");
            told.put("holdfast.push.services", "http://127.0.0.1:" + push.getLocalPort());
            told.put("holdfast.notification.breaker.pause", "200ms");
            told.put("holdfast.notification.breaker.longest-pause", "1s");
            return told;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {}
}
