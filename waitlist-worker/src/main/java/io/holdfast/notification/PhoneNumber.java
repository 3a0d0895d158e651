package io.holdfast.notification;

import java.util.Optional;
import java.util.Set;

/// A phone number as providers want it.
///
/// @param country its calling code (ITU-T E.164), e.g. `82`
/// @param national digits only; in Korea with the leading 0
record PhoneNumber(String country, String national) {

    private static final String KOREA = "82";

    private static final Set<String> SHORT_CODES = Set.of(
            "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
            "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
            "82", "84", "86", "90", "91", "92", "93", "94", "95", "98");

    /// @param phone digits with an optional leading `+`; without it a number in Korea
    /// @return empty if it is no number
    static Optional<PhoneNumber> of(String phone) {
        var digits = phone.replaceAll("[\\s-]", "");
        if (!digits.matches("\\+?\\d{8,15}")) {
            return Optional.empty();
        }
        if (!digits.startsWith("+")) {
            return Optional.of(new PhoneNumber(KOREA, digits));
        }
        var all = digits.substring(1);
        for (var length = 1; length <= 2; length++) {
            if (SHORT_CODES.contains(all.substring(0, length))) {
                return Optional.of(split(all, length));
            }
        }
        return Optional.of(split(all, 3));
    }

    private static PhoneNumber split(String all, int length) {
        var country = all.substring(0, length);
        var rest = all.substring(length);
        return new PhoneNumber(country, country.equals(KOREA) && !rest.startsWith("0") ? "0" + rest : rest);
    }
}
