package io.holdfast.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmsTextTest {

    @Test
    void forty_five_syllables_are_an_sms_and_one_more_is_an_lms_with_a_subject() {
        assertThat(SmsText.of("제목", "가".repeat(45))).isEqualTo(new SmsText("SMS", "", "가".repeat(45)));
        assertThat(SmsText.of("제목", "가".repeat(46))).isEqualTo(new SmsText("LMS", "제목", "가".repeat(46)));
    }

    @Test
    void a_subject_is_cut_where_it_does_not_fit() {
        assertThat(SmsText.of("가".repeat(30), "가".repeat(46)).subject()).isEqualTo("가".repeat(19) + "..");
    }

    @Test
    void no_character_is_cut_in_half() {
        assertThat(SmsText.cut("😀😀😀", 6)).isEqualTo("😀..");
    }

    @ParameterizedTest
    @CsvSource({
        "01012345678,    82, 01012345678",
        "+821012345678,  82, 01012345678",
        "+12025550123,   1,  2025550123",
        "+8613800138000, 86, 13800138000",
        "+85291234567,   852, 91234567"
    })
    void a_number_is_split_where_its_country_ends(String phone, String country, String national) {
        assertThat(PhoneNumber.of(phone)).contains(new PhoneNumber(country, national));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "12", "010-abc", "+82 010 1234 5678 9999"})
    void what_is_no_number_is_none(String phone) {
        assertThat(PhoneNumber.of(phone)).isEmpty();
    }

    @Test
    void a_provider_says_in_seconds_or_by_a_date_when_to_come_back() {
        var inAMinute = Instant.now().plusSeconds(60).atOffset(ZoneOffset.UTC);

        assertThat(ProviderCalls.duration("7")).contains(Duration.ofSeconds(7));
        assertThat(ProviderCalls.duration(DateTimeFormatter.RFC_1123_DATE_TIME.format(inAMinute)))
                .hasValueSatisfying(left -> assertThat(left).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60)));
        assertThat(ProviderCalls.duration("soon")).isEmpty();
    }
}
