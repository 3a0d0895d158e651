package io.holdfast.refund.refund;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.money.Money;
import io.holdfast.refund.refund.Delays.Line;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void what_fits_into_today_is_not_late() {
        var line = new Line(3, Map.of());
        line.hasBegun(1, Money.won(500));

        assertThat(days(line, 1, 1, 1, 1, 1, 1)).containsExactly(0, 0, 1, 1, 1, 2);
    }

    @Test
    void the_refund_that_reaches_a_days_sum_still_goes_out_that_day() {
        var line = new Line(Integer.MAX_VALUE, Map.of("KRW", 500L));

        assertThat(days(line, 300, 300, 900, 100, 400)).containsExactly(0, 0, 1, 2, 2);
    }

    @Test
    void a_currency_without_a_sum_waits_for_nobody() {
        var line = new Line(Integer.MAX_VALUE, Map.of("KRW", 500L));
        line.hasBegun(2, Money.won(600));

        assertThat(line.daysUntil(Money.won(1))).isEqualTo(1);
        assertThat(line.daysUntil(Money.of(900, "USD"))).isZero();
    }

    @Test
    void both_caps_count_together() {
        var line = new Line(2, Map.of("KRW", 500L));
        var dollars = Money.of(1, "USD");

        assertThat(line.daysUntil(Money.won(600))).isZero();
        assertThat(line.daysUntil(Money.won(100))).isEqualTo(1);
        assertThat(line.daysUntil(dollars)).isZero();
        assertThat(line.daysUntil(dollars)).isEqualTo(1);
        assertThat(line.daysUntil(dollars)).isEqualTo(2);
    }

    @Test
    void a_cap_that_lets_nobody_through_comes_to_an_end() {
        assertThat(days(new Line(0, Map.of("KRW", 0L)), 1, 1)).containsExactly(0, 1);
    }

    private static List<Integer> days(Line line, long... amounts) {
        return IntStream.range(0, amounts.length)
                .mapToObj(n -> line.daysUntil(Money.won(amounts[n])))
                .toList();
    }
}
