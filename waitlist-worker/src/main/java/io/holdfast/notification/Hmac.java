package io.holdfast.notification;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 (RFC 2104).
final class Hmac {

    private final SecretKeySpec key;

    Hmac(String key) {
        this(key.getBytes(StandardCharsets.UTF_8));
    }

    Hmac(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    byte[] of(byte[] content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
