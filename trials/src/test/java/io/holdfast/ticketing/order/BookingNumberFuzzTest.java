package io.holdfast.ticketing.order;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class BookingNumberFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void what_is_read_is_a_number_and_reads_as_itself(byte[] typed) {
        BookingNumber.read(new String(typed, StandardCharsets.UTF_8)).ifPresent(number -> {
            assertThat(number).matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}");
            assertThat(BookingNumber.read(number)).contains(number);
            assertThat(BookingNumber.read(number.toLowerCase(java.util.Locale.ROOT)))
                    .contains(number);
        });
    }
}
