package io.holdfast.simulators.push;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A browser that has subscribed: it alone can read what the push service was given for it.
public final class PracticeBrowser {

    private final KeyPair keys;
    private final byte[] auth = new byte[16];
    private final String endpoint;

    /// @param endpoint its address at the push service
    public PracticeBrowser(String endpoint) {
        this.endpoint = endpoint;
        new SecureRandom().nextBytes(auth);
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String endpoint() {
        return endpoint;
    }

    /// As `PushSubscription.toJSON()` gives it.
    public String subscription() {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        return "{\"endpoint\":\"%s\",\"expirationTime\":null,\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"}}"
                .formatted(endpoint, encoder.encodeToString(uncompressed()), encoder.encodeToString(auth));
    }

    /// Opens content in `aes128gcm` of a single record (RFC 8188).
    ///
    /// @throws IllegalArgumentException if it is not for this browser
    public String read(byte[] content) {
        try {
            var header = ByteBuffer.wrap(content);
            var salt = new byte[16];
            header.get(salt);
            header.getInt();
            var keyId = new byte[Byte.toUnsignedInt(header.get())];
            header.get(keyId);
            var sealed = new byte[header.remaining()];
            header.get(sealed);

            var agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(keys.getPrivate());
            agreement.doPhase(publicKey(keyId), true);
            var info = ByteBuffer.allocate(14 + 65 + 65)
                    .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
                    .put(uncompressed())
                    .put(keyId)
                    .array();
            var secret = expand(hmac(auth, agreement.generateSecret()), info, 32);
            var prk = hmac(salt, secret);
            var key = expand(prk, "Content-Encoding: aes128gcm\0".getBytes(StandardCharsets.US_ASCII), 16);
            var nonce = expand(prk, "Content-Encoding: nonce\0".getBytes(StandardCharsets.US_ASCII), 12);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            var open = cipher.doFinal(sealed);
            var end = open.length;
            while (end > 0 && open[end - 1] == 0) {
                end--;
            }
            if (end == 0 || open[end - 1] != 2) {
                throw new IllegalArgumentException("the last record ends with 2");
            }
            return new String(open, 0, end - 1, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this is not for this browser", e);
        }
    }

    private byte[] uncompressed() {
        var point = ((ECPublicKey) keys.getPublic()).getW();
        var bytes = new byte[65];
        bytes[0] = 4;
        put(point.getAffineX(), bytes, 1);
        put(point.getAffineY(), bytes, 33);
        return bytes;
    }

    private static void put(BigInteger number, byte[] point, int from) {
        var bytes = number.toByteArray();
        var length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, point, from + 32 - length, length);
    }

    static ECPublicKey publicKey(byte[] uncompressed) throws GeneralSecurityException {
        if (uncompressed.length != 65 || uncompressed[0] != 4) {
            throw new IllegalArgumentException("a point is 65 bytes");
        }
        var curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        var point = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(uncompressed, 1, 33)),
                new BigInteger(1, Arrays.copyOfRange(uncompressed, 33, 65)));
        return (ECPublicKey) KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class)));
    }

    /// HKDF's second half, for one block (RFC 5869).
    private static byte[] expand(byte[] prk, byte[] info, int length) throws GeneralSecurityException {
        var block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return Arrays.copyOf(hmac(prk, block), length);
    }

    private static byte[] hmac(byte[] key, byte[] content) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(content);
    }
}
