package io.holdfast.contracts.account;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// The secret that tells one browser from another: 128 random bits in a cookie no script can read. For a guest
/// it is also the key to the booking just made.
public final class Browser {

    public static final String COOKIE = "hf_browser";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Browser() {}

    public static String newSecret() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static boolean isSecret(String text) {
        return FORM.matcher(text).matches();
    }
}
