package io.holdfast.room.draw;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawTest {

    private final Draw draw = new Draw(key("a sale in spring"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 16, 17, 1000, 4097, 20_000})
    void every_ticket_gets_a_number_of_its_own(long size) {
        // When
        var numbers = order(draw, size);

        // Then
        assertThat(numbers.stream().collect(toSet())).hasSize((int) size);
        assertThat(numbers).allMatch(number -> number >= 1 && number <= size);
    }

    @Test
    void the_order_is_the_one_anybody_recomputes_from_the_published_rule() {
        // Worked out with Python's hmac from the rule as it is written in Draw and in the documentation.
        assertThat(order(new Draw(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f")), 10))
                .containsExactly(VECTOR);
    }

    @Test
    void another_key_gives_another_order() {
        assertThat(order(new Draw(key("another sale")), 1000)).isNotEqualTo(order(draw, 1000));
    }

    @Test
    void another_lobby_gets_another_order_from_the_same_key() {
        assertThat(order(draw, 1000)).isNotEqualTo(order(draw, 1001).subList(0, 1000));
    }

    @Test
    void the_last_of_a_million_is_looked_up_as_fast_as_the_first_of_ten() {
        assertThat(draw.number(1_000_000, 1_000_000)).isBetween(1L, 1_000_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8})
    void no_ticket_is_luckier_than_another(int size) {
        // Given
        var sales = 6000;
        var firsts = new HashMap<Long, Integer>();

        // When
        for (var sale = 0; sale < sales; sale++) {
            var drawn = new Draw(key("sale " + sale));
            var ticket = LongStream.rangeClosed(1, size)
                    .filter(t -> drawn.number(size, t) == 1)
                    .findFirst();
            firsts.merge(ticket.orElseThrow(), 1, Integer::sum);
        }

        // Then: each is first about as often, within five standard deviations.
        var expected = (double) sales / size;
        var strays = 5 * Math.sqrt(expected * (1 - 1.0 / size));
        assertThat(firsts).hasSize(size);
        assertThat(firsts.values()).allMatch(count -> Math.abs(count - expected) < strays);
    }

    @Test
    void the_key_can_be_checked_against_the_commitment() throws Exception {
        // When
        var published = HexFormat.of().parseHex(draw.key());

        // Then
        assertThat(draw.commitment())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(published)));
    }

    @Test
    void a_ticket_that_is_not_in_the_draw_has_no_number() {
        assertThatThrownBy(() -> draw.number(10, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> draw.number(10, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Long> order(Draw draw, long size) {
        return LongStream.rangeClosed(1, size)
                .mapToObj(ticket -> draw.number(size, ticket))
                .toList();
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final Long[] VECTOR = {4L, 6L, 2L, 3L, 9L, 1L, 5L, 7L, 10L, 8L};
}
