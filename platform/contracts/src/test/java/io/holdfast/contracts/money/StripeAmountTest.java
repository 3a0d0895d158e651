package io.holdfast.contracts.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StripeAmountTest {

    @ParameterizedTest
    @CsvSource({
        "140000, KRW, 140000", // no decimals, here as there
        "4990,   EUR, 4990",
        "500,    JPY, 500",
        "12345,  KWD, 12345", // three decimals, here as there
        "5,      UGX, 500", // none here, two there that nobody uses
        "7,      ISK, 700",
        "500,    MGA, 5" // two here, none there
    })
    void money_is_said_in_the_gateways_unit_and_read_back(long ours, String currency, long theirs) {
        var money = Money.of(ours, currency);

        assertThat(StripeAmount.of(money)).isEqualTo(theirs);
        assertThat(StripeAmount.read(theirs, currency.toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(money);
    }

    @Test
    void what_cannot_be_said_is_not_rounded() {
        assertThatThrownBy(() -> StripeAmount.of(Money.of(501, "MGA"))).isInstanceOf(ArithmeticException.class);
    }
}
