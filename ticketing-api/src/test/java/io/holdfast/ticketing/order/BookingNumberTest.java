package io.holdfast.ticketing.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class BookingNumberTest {

    @RepeatedTest(50)
    void a_new_number_is_valid_however_it_is_written() {
        var number = BookingNumber.next();

        assertThat(BookingNumber.isValid(number)).isTrue();
        assertThat(BookingNumber.isValid(number.replace("-", " ").toLowerCase()))
                .isTrue();
    }

    @Test
    void two_swapped_signs_are_found() {
        assertThat(BookingNumber.isValid("7K3M-Q2XV-95") && BookingNumber.isValid("K73M-Q2XV-95"))
                .isFalse();
    }

    @Test
    void what_is_no_number_is_not_valid() {
        assertThat(Stream.of("", "-", "7K3M", "7K3M-Q2XV-9A-11", "UUUU-UUUU-UU").filter(BookingNumber::isValid))
                .isEmpty();
    }

    @Test
    void numbers_do_not_repeat() {
        var numbers = Stream.generate(BookingNumber::next).limit(10_000).collect(Collectors.toSet());

        assertThat(numbers).hasSize(10_000);
    }
}
