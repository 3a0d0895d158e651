package io.holdfast.ticketing.order;

import java.security.SecureRandom;

/// The number of a booking that a person can read out: nine random signs of Crockford's base 32 and a check sign
/// (the sum weighted by position, modulo 31), e.g. `7K3M-Q2XV-9A`. 45 random bits: not to be guessed.
final class BookingNumber {

    private static final String SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int RANDOM_SIGNS = 9;
    private static final SecureRandom RANDOM = new SecureRandom();

    private BookingNumber() {}

    static String next() {
        var plain = new StringBuilder();
        for (var i = 0; i < RANDOM_SIGNS; i++) {
            plain.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
        }
        plain.append(checkSign(plain));
        return plain.insert(8, '-').insert(4, '-').toString();
    }

    /// Whether it can be a booking number at all; blanks and hyphens do not count, O reads as 0, I and L as 1.
    static boolean isValid(String text) {
        var plain = text.toUpperCase(java.util.Locale.ROOT)
                .replaceAll("[-\\s]", "")
                .replace('O', '0')
                .replace('I', '1')
                .replace('L', '1');
        return plain.length() == RANDOM_SIGNS + 1
                && plain.chars().allMatch(sign -> SIGNS.indexOf(sign) >= 0)
                && plain.charAt(RANDOM_SIGNS) == checkSign(plain.substring(0, RANDOM_SIGNS));
    }

    /// 31 is prime, so one wrong sign (but for 0 and Z, which are 31 apart) or two neighbours swapped is found.
    private static char checkSign(CharSequence plain) {
        var sum = 0;
        for (var i = 0; i < plain.length(); i++) {
            sum += (i + 1) * SIGNS.indexOf(plain.charAt(i));
        }
        return SIGNS.charAt(sum % 31);
    }
}
