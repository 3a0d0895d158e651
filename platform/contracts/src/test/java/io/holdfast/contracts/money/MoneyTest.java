package io.holdfast.contracts.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void amounts_of_one_currency_add_up() {
        assertThat(Money.won(140_000).plus(Money.won(20_000))).isEqualTo(Money.won(160_000));
        assertThat(Money.won(140_000).minus(Money.won(160_000))).isEqualTo(Money.won(-20_000));
        assertThat(Money.won(140_000).times(4)).isEqualTo(Money.won(560_000));
    }

    @Test
    void won_and_euro_do_not_add_up() {
        var won = Money.won(1);
        var cent = Money.of(1, "EUR");

        assertThatThrownBy(() -> won.plus(cent)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> won.minus(cent)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> won.compareTo(cent)).isInstanceOf(IllegalArgumentException.class);
        assertThat(won).isNotEqualTo(cent);
    }

    @Test
    void a_sum_too_large_to_hold_is_an_error_and_not_a_debt() {
        var most = Money.won(Long.MAX_VALUE);
        var least = Money.won(Long.MIN_VALUE);

        assertThatThrownBy(() -> most.plus(Money.won(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> least.minus(Money.won(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> most.percent(new BigDecimal(101))).isInstanceOf(ArithmeticException.class);
        assertThat(most.percent(new BigDecimal(100))).isEqualTo(most);
    }

    @ParameterizedTest(name = "{1} % of {0} is {2}")
    @CsvSource({
        "140000, 30,   42000",
        "140000, 0,    0",
        "140000, 100,  140000",
        "99,     2.5,  2",
        "1,      50,   1",
        "1,      49.9, 0",
        "3,      50,   2",
        "110001, 30,   33000",
        "110002, 30,   33001",
        "-3,     50,   -2"
    })
    void a_share_is_rounded_half_up_to_a_whole_unit(long amount, BigDecimal percent, long share) {
        assertThat(Money.won(amount).percent(percent)).isEqualTo(Money.won(share));
    }

    @Test
    void a_fee_and_what_is_left_are_the_whole_again() {
        var price = Money.won(110_005);

        var fee = price.percent(new BigDecimal("12.5"));

        assertThat(price.minus(fee).plus(fee)).isEqualTo(price);
    }

    @Test
    void money_travels_as_a_whole_number_and_a_currency() throws JsonProcessingException {
        assertThat(JSON.writeValueAsString(Money.won(140_000))).isEqualTo("{\"amount\":140000,\"currency\":\"KRW\"}");
        assertThat(JSON.readValue("{\"currency\":\"KRW\",\"amount\":140000}", Money.class))
                .isEqualTo(Money.won(140_000));
        assertThat(JSON.readValue("{\"amount\":9223372036854775807,\"currency\":\"EUR\"}", Money.class))
                .isEqualTo(Money.of(Long.MAX_VALUE, "EUR"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\":140000}",
                "{\"currency\":\"KRW\"}",
                "{\"amount\":null,\"currency\":\"KRW\"}",
                "{\"amount\":140000,\"currency\":null}",
                "{\"amount\":140000.9,\"currency\":\"KRW\"}",
                "{\"amount\":1e300,\"currency\":\"KRW\"}",
                "{\"amount\":9223372036854775808,\"currency\":\"KRW\"}",
                "{\"amount\":\"much\",\"currency\":\"KRW\"}",
                "{\"amount\":true,\"currency\":\"KRW\"}",
                "{\"amount\":140000,\"currency\":\"Won\"}",
                "{\"amount\":140000,\"currency\":\"krw\"}"
            })
    void what_is_no_money_is_refused_rather_than_guessed(String json) {
        assertThatThrownBy(() -> JSON.readValue(json, Money.class)).isInstanceOf(JsonMappingException.class);
    }

    @Test
    void it_reads_the_same_wherever_the_machine_stands() {
        var home = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Money.won(140_000)).hasToString("140000 KRW");
        } finally {
            Locale.setDefault(home);
        }
    }
}
