package io.holdfast.contracts.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @Test
    void a_new_id_begins_with_its_time_and_says_it_is_a_version_7() {
        var before = Instant.now().toEpochMilli();

        var id = OrderId.next().value();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16)
                .isBetween(before, Instant.now().toEpochMilli());
    }

    @Test
    void no_two_are_the_same() {
        assertThat(Stream.generate(OrderId::next).limit(10_000)).doesNotHaveDuplicates();
    }

    @Test
    void an_id_is_read_as_it_was_written() {
        var id = OrderId.next();

        assertThat(OrderId.fromString(id.toString())).isEqualTo(id);
        assertThat(id).hasToString(id.value().toString());
        assertThat(UUID.fromString(id.toString())).isEqualTo(id.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1-1-1-1-1",
                "01920000000070008000000000000001",
                "{01920000-0000-7000-8000-0000000001}",
                "01920000-0000-7000-8000-00000000000g",
                "01920000-0000-7000-8000-000000000001 "
            })
    void what_is_no_id_is_refused(String text) {
        assertThatThrownBy(() -> OrderId.fromString(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "1F-A-12", "left.B_7", "0123456789012345678901234567890123456789"})
    void a_seat_is_named_as_its_plan_names_it(String name) {
        assertThat(SeatId.fromString(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "A 1", "A/1", "가1", "A\n", "01234567890123456789012345678901234567890"})
    void a_name_no_plan_may_use_is_refused(String name) {
        assertThatThrownBy(() -> SeatId.fromString(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
