package io.holdfast.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/// Web push (RFC 8030, 8291, 8292). Without keys there is none.
@ConfigMapping(prefix = "holdfast.push")
interface PushConfig {

    /// The key we identify ourselves with to push services: P-256, PKCS #8, Base64.
    Optional<String> privateKey();

    /// Its public half, uncompressed, Base64 for URLs: what browsers subscribe with.
    Optional<String> publicKey();

    /// Whom a push service may write to about us.
    @WithDefault("mailto:operations@holdfast.example")
    String subject();

    /// The push services we talk to, and nobody else: browsers name any address. A host stands for those below it, over
    /// HTTPS; a whole address, e.g. of a simulator, for itself.
    @WithDefault("fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com")
    List<String> services();
}
