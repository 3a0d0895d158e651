package io.holdfast.ticketing.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.contracts.id.PerformanceId;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.UUID;

class TicketCodeFuzzTest {

    private static final PerformanceId HAMLET = new PerformanceId(new UUID(1, 2));
    private static final byte[] KEY = P256.bytes((ECPublicKey) P256.newKeys().getPublic());

    @FuzzTest(maxDuration = "1m")
    void nobody_makes_a_code(byte[] text) {
        isFalse(new String(text, StandardCharsets.UTF_8));
    }

    /// What is read is written back the same, but for what Base45 leaves open: nothing.
    @FuzzTest(maxDuration = "1m")
    void what_is_read_is_written_back_the_same(byte[] text) {
        var letters = new String(text, StandardCharsets.UTF_8);

        Base45.read(letters).ifPresent(bytes -> assertThat(Base45.write(bytes)).isEqualTo(letters));
        assertThat(Base45.read(Base45.write(text)))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(text));
    }

    @FuzzTest(maxDuration = "1m")
    void a_code_of_the_right_form_is_false_all_the_same(byte[] bytes) {
        isFalse(TicketCode.PREFIX + Base45.write(bytes));
    }

    private static void isFalse(String text) {
        TicketCode.read(text).ifPresent(code -> {
            assertThat(code.issue()).isBetween(0, 65_535);
            assertThat(code.ticket()).isNotNull();
            code.isOf(Instant.MAX.minusSeconds(1));
            assertThat(code.isTrue(HAMLET, KEY)).isFalse();
        });
    }
}
