package io.holdfast.room.key;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The waiting room's secret, and the keys that follow from it: HMAC-SHA256 of what each is for, so that one
/// can be published (a draw's) without telling anything about another.
@ApplicationScoped
public class PlaceKey {

    private final SecretKeySpec secret;

    /// @param secret at least 32 characters
    @Inject
    public PlaceKey(@ConfigProperty(name = "holdfast.place.key") String secret) {
        if (secret.length() < 32) {
            throw new IllegalArgumentException("holdfast.place.key has at least 32 characters");
        }
        this.secret = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /// @return 32 bytes
    public byte[] derived(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
