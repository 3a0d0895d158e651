package io.holdfast.ticketing.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.PulseEvent.Trouble;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@HouseTest
class VitalsTest {

    @Inject
    Vitals vitals;

    @ParameterizedTest
    @CsvSource({
        "  0,  0,   0, NONE",
        "  9,  9,   1, NONE",
        " 10,  3,   1, NONE",
        " 10,  4,   1, PAYMENT",
        "500, 10,   1, NONE",
        "  0,  0, 500, NONE",
        "  0,  0, 501, DATABASE",
        " 10, 10, 501, DATABASE"
    })
    void trouble_is_named_when_it_is_broad(int payments, int failed, double millis, Trouble trouble) {
        assertThat(vitals.health(payments, failed, millis).trouble()).isEqualTo(trouble);
    }
}
