package io.holdfast.notification;

import io.holdfast.simulators.push.PushSimulator;
import io.holdfast.simulators.sms.SmsSimulator;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The providers around a worker under test.
@ApplicationScoped
class Outside {

    private final SmsSimulator sms;
    private final PushSimulator push;

    Outside(
            @ConfigProperty(name = "test.sms.port", defaultValue = "0") int smsPort,
            @ConfigProperty(name = "test.push.port", defaultValue = "0") int pushPort) {
        sms = SmsSimulator.start(smsPort, "ncp:sms:kr:test", "access", "secret");
        push = PushSimulator.start(pushPort);
    }

    SmsSimulator sms() {
        return sms;
    }

    PushSimulator push() {
        return push;
    }

    @PreDestroy
    void close() {
        sms.close();
        push.close();
    }
}
