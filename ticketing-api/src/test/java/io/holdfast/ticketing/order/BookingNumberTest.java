package io.holdfast.ticketing.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    @RepeatedTest(20)
    void every_wrong_sign_is_found() {
        var number = BookingNumber.next().replace("-", "");

        var wrong = IntStream.range(0, number.length()).boxed().flatMap(at -> "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
                .chars()
                .filter(sign -> sign != number.charAt(at))
                .mapToObj(sign -> number.substring(0, at) + (char) sign + number.substring(at + 1)));

        assertThat(wrong.filter(BookingNumber::isValid)).isEmpty();
    }

    @RepeatedTest(20)
    void two_swapped_signs_are_found() {
        var number = BookingNumber.next().replace("-", "");

        var swapped = IntStream.range(0, number.length() - 1)
                .filter(at -> number.charAt(at) != number.charAt(at + 1))
                .mapToObj(at ->
                        number.substring(0, at) + number.charAt(at + 1) + number.charAt(at) + number.substring(at + 2));

        assertThat(swapped.filter(BookingNumber::isValid)).isEmpty();
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
