package io.holdfast.contracts.id;

import java.security.SecureRandom;
import java.util.Locale;

/// Douglas Crockford's base 32: ten digits and the letters that nobody mixes up when reading them out.
public final class Crockford {

    private static final String SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int PRIME = 37;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Crockford() {}

    /// So many random signs, five bits each.
    public static String random(int signs) {
        var text = new StringBuilder(signs);
        for (var i = 0; i < signs; i++) {
            text.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
        }
        return text.toString();
    }

    /// As it was meant: blanks and hyphens do not count, O reads as 0, I and L as 1.
    public static String normalised(String text) {
        return text.toUpperCase(Locale.ROOT)
                .replaceAll("[-\\s]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
    }

    public static boolean isValid(String text) {
        return !text.isEmpty() && text.chars().allMatch(sign -> SIGNS.indexOf(sign) >= 0);
    }

    /// The number modulo 37, which finds every wrong sign and every two swapped neighbours. 32 to 36 stand for check
    /// signs outside the alphabet.
    public static int check(CharSequence text) {
        var rest = 0;
        for (var i = 0; i < text.length(); i++) {
            rest = (rest * SIGNS.length() + SIGNS.indexOf(text.charAt(i))) % PRIME;
        }
        return rest;
    }

    /// @param value 0 to 31
    public static char sign(int value) {
        return SIGNS.charAt(value);
    }

    /// Whether the check is one of the alphabet's own signs.
    public static boolean isSign(int value) {
        return value < SIGNS.length();
    }
}
