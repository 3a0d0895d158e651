package io.holdfast.ticketing.order;

import io.holdfast.contracts.id.Crockford;
import java.util.Optional;

/// The number of a booking that a person can read out: nine random signs of Crockford's base 32 and his check sign (the
/// number modulo 37), e.g. `7K3M-Q2XV-9A`. 45 random bits: not to be guessed.
///
/// Five of the 37 check signs lie outside the alphabet and cannot be read out; numbers that need
/// one are not given.
public final class BookingNumber {

    private static final int RANDOM_SIGNS = 9;

    private BookingNumber() {}

    static String next() {
        for (; ; ) {
            var plain = Crockford.random(RANDOM_SIGNS);
            var check = Crockford.check(plain);
            if (Crockford.isSign(check)) {
                return written(plain + Crockford.sign(check));
            }
        }
    }

    /// As it is written down, however somebody has typed it; empty if it can be no booking number at all.
    public static Optional<String> read(String text) {
        return isValid(text) ? Optional.of(written(Crockford.normalised(text))) : Optional.empty();
    }

    private static String written(String plain) {
        return plain.substring(0, 4) + "-" + plain.substring(4, 8) + "-" + plain.substring(8);
    }

    /// Whether it can be a booking number at all, however it is written.
    static boolean isValid(String text) {
        var plain = Crockford.normalised(text);
        if (plain.length() != RANDOM_SIGNS + 1 || !Crockford.isValid(plain)) {
            return false;
        }
        var check = Crockford.check(plain.substring(0, RANDOM_SIGNS));
        return Crockford.isSign(check) && plain.charAt(RANDOM_SIGNS) == Crockford.sign(check);
    }
}
