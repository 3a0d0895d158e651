package io.holdfast.ticketing.paymentmethod;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Encrypts what charges a saved way to pay, with AES-256-GCM (NIST SP 800-38D). A sealed key is bound to its row: put
/// into another one it does not open. The encryption key follows from the one for contacts, and is another.
@ApplicationScoped
class SealedKeys {

    private static final int NONCE = 12;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    SealedKeys(@ConfigProperty(name = "holdfast.contacts.key") String key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            this.key =
                    new SecretKeySpec(mac.doFinal("payment-method-encryption".getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @return version, nonce, ciphertext and tag, Base64
    String seal(UUID method, String secret) {
        try {
            var nonce = new byte[NONCE];
            random.nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, method, nonce).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(1 + NONCE + sealed.length)
                            .put((byte) 1)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key could not be sealed", e);
        }
    }

    String open(UUID method, String sealed) {
        try {
            var bytes = Base64.getDecoder().decode(sealed);
            var nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE);
            var open = cipher(Cipher.DECRYPT_MODE, method, nonce).doFinal(bytes, 1 + NONCE, bytes.length - 1 - NONCE);
            return new String(open, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this sealed key does not open", e);
        }
    }

    private Cipher cipher(int mode, UUID method, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(method.toString().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
