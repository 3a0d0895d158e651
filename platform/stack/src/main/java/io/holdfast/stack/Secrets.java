package io.holdfast.stack;

import io.holdfast.contracts.pass.PassSigner;
import java.security.SecureRandom;
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
        return secrets;
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
