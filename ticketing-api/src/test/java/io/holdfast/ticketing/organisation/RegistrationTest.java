package io.holdfast.ticketing.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {

    @ParameterizedTest
    @ValueSource(strings = {"1248100998", "124-81-00998", "220-81-62517", " 220 81 62517 ", "１２４８１００９９８"})
    void a_korean_number_is_known_by_its_check_digit(String text) {
        var registration = Registration.of("KR", text);

        assertThat(registration).map(Registration::number).hasValueSatisfying(number -> assertThat(number)
                .matches("1248100998|2208162517"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1248100999",
                "1248100989",
                "2148100998",
                "124810099",
                "12481009980",
                "124-81-0099O",
                "",
                "١٢٤٨١٠٠٩٩٨",
                "1248100998<script>"
            })
    void a_slip_in_a_korean_number_is_found(String text) {
        assertThat(Registration.of("KR", text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"DE, HRB 86891, HRB86891", "GB, sc-123456, SC123456", "US, 12-3456789, 123456789"})
    void another_countrys_is_kept_without_what_is_for_the_eye(String country, String text, String number) {
        assertThat(Registration.of(country, text)).contains(new Registration(country, number));
    }

    @ParameterizedTest
    @CsvSource({"XX, HRB 86891", "de, HRB 86891", "DE, HRB", "DE, HRB_86891", "DE, 등기 86891"})
    void what_is_no_number_of_any_country_is_none(String country, String text) {
        assertThat(Registration.of(country, text)).isEmpty();
    }
}
