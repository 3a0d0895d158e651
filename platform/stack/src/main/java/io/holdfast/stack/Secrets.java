package io.holdfast.stack;

import io.holdfast.contracts.pass.PassSigner;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/// The keys the services share, by the names they are configured under.
public final class Secrets {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /// New ones; the pass keys match each other.
    public static Map<String, String> fresh() {
        var passKey = PassSigner.newKey("pass-" + password().substring(0, 8));
        var secrets = new TreeMap<String, String>();
        secrets.put("holdfast.account.key", password());
        secrets.put("holdfast.contacts.key", Base64.getEncoder().encodeToString(bytes(32)));
        secrets.put("holdfast.place.key", password());
        secrets.put("holdfast.pass.private-key", passKey);
        secrets.put("holdfast.pass.jwks", PassSigner.withKey(passKey).publicKeys());
        secrets.put("holdfast.notification.stop-key", password());
        var push = pushKey();
        secrets.put(
                "holdfast.push.private-key",
                Base64.getEncoder().encodeToString(push.getPrivate().getEncoded()));
        secrets.put("holdfast.push.public-key", uncompressed((ECPublicKey) push.getPublic()));
        return secrets;
    }

    private static KeyPair pushKey() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The form browsers want the key in: 4, x and y (RFC 8292, 3.2), Base64 for URLs.
    private static String uncompressed(ECPublicKey key) {
        var point = new byte[65];
        point[0] = 4;
        put(key.getW().getAffineX(), point, 1);
        put(key.getW().getAffineY(), point, 33);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(point);
    }

    private static void put(BigInteger number, byte[] point, int from) {
        var bytes = number.toByteArray();
        var length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, point, from + 32 - length, length);
    }

    /// 43 characters that need no quoting anywhere.
    public static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(32));
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
