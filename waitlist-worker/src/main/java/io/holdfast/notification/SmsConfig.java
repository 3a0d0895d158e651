package io.holdfast.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/// Who carries text messages.
@ConfigMapping(prefix = "holdfast.sms")
interface SmsConfig {

    enum Provider {
        /// Nobody: there are no text messages.
        NONE,
        /// NAVER Cloud Platform's SENS, SMS API v2.
        SENS,
        /// Whoever listens there.
        WEBHOOK
    }

    @WithDefault("NONE")
    Provider provider();

    /// The number messages come from, registered with the provider, digits only.
    Optional<String> from();

    /// The free number that stops advertising by text message.
    Optional<String> freeRefusal();

    Sens sens();

    Webhook webhook();

    interface Sens {
        @WithDefault("https://sens.apigw.ntruss.com")
        URI url();

        Optional<String> serviceId();

        Optional<String> accessKey();

        Optional<String> secretKey();
    }

    interface Webhook {
        Optional<URI> url();

        /// Signs what is sent; 32 characters at least.
        Optional<String> secret();
    }
}
