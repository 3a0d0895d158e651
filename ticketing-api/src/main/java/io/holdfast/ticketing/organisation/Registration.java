package io.holdfast.ticketing.organisation;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The number by which the authorities of a country know a business, without what is only written for the eye.
///
/// @param country ISO 3166-1, two letters
/// @param number digits and capital letters; of Korea the ten digits of 사업자등록번호
record Registration(String country, String number) {

    private static final String KOREA = "KR";
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final Pattern KOREAN = Pattern.compile("[0-9]{10}");
    private static final Pattern FOREIGN = Pattern.compile("[A-Z0-9]{4,40}");
    private static final Pattern FOR_THE_EYE = Pattern.compile("[ ./-]");
    private static final int[] WEIGHTS = {1, 3, 7, 1, 3, 7, 1, 3, 5};

    /// @return empty when it is no such number; whether there is such a business, it does not tell
    static Optional<Registration> of(String country, String text) {
        var number = FOR_THE_EYE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll("")
                .toUpperCase(Locale.ROOT);
        var isOne = country.equals(KOREA)
                ? KOREAN.matcher(number).matches() && checks(number)
                : COUNTRIES.contains(country) && FOREIGN.matcher(number).matches();
        return isOne ? Optional.of(new Registration(country, number)) : Optional.empty();
    }

    /// The tenth digit follows from the others, as the National Tax Service lays down.
    private static boolean checks(String digits) {
        var sum = digit(digits, 8) * WEIGHTS[8] / 10;
        for (int at = 0; at < WEIGHTS.length; at++) {
            sum += digit(digits, at) * WEIGHTS[at];
        }
        return (10 - sum % 10) % 10 == digit(digits, 9);
    }

    private static int digit(String digits, int at) {
        return digits.charAt(at) - '0';
    }
}
