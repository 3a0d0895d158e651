package io.holdfast.contracts.personal;

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

/// Encrypts secrets that a service keeps in its own tables, with AES-256-GCM (NIST SP 800-38D). A sealed secret is
/// bound to its row: put into another one it does not open. Each purpose has a key of its own, which follows from the
/// one for contacts.
public final class SecretSeal {

    private static final int NONCE = 12;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /// @param key the key for contacts: 32 bytes, Base64
    /// @param purpose what is sealed for one purpose does not open for another
    public SecretSeal(String key, String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
            this.key = new SecretKeySpec(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8)), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @return version, nonce, ciphertext and tag, Base64
    public String seal(UUID row, String secret) {
        try {
            var nonce = new byte[NONCE];
            random.nextBytes(nonce);
            var closed = cipher(Cipher.ENCRYPT_MODE, row, nonce).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(1 + NONCE + closed.length)
                            .put((byte) 1)
                            .put(nonce)
                            .put(closed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a secret could not be sealed", e);
        }
    }

    /// @throws IllegalStateException if it was altered, or sealed for another row, purpose or key
    public String open(UUID row, String closed) {
        try {
            var bytes = Base64.getDecoder().decode(closed);
            var nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE);
            var open = cipher(Cipher.DECRYPT_MODE, row, nonce).doFinal(bytes, 1 + NONCE, bytes.length - 1 - NONCE);
            return new String(open, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this sealed secret does not open", e);
        }
    }

    private Cipher cipher(int mode, UUID row, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(row.toString().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
