package io.holdfast.ticketing.checkin;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicketCodeTest {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final KeyPair keys = P256.newKeys();
    private final byte[] publicKey = P256.bytes((ECPublicKey) keys.getPublic());
    private final PerformanceId performance = PerformanceId.next();
    private final TicketId ticket = TicketId.next();
    private final Phone phone = new Phone();

    @Test
    void a_code_says_which_ticket_and_issue_it_is_for() {
        var code = TicketCode.read(certified(7).code(ticket.toString(), NOON)).orElseThrow();

        assertThat(code.ticket()).isEqualTo(ticket);
        assertThat(code.issue()).isEqualTo(7);
        assertThat(code.isTrue(performance, publicKey)).isTrue();
    }

    /// Steps begin at whole quarters of a minute; the one before and the one after are near enough.
    @ParameterizedTest
    @CsvSource({"-16, false", "-15, true", "0, true", "14, true", "15, true", "29, true", "30, false", "40, false"})
    void a_code_is_good_for_its_step_and_the_ones_beside_it(int secondsLater, boolean good) {
        var code = TicketCode.read(certified(1).code(ticket.toString(), NOON)).orElseThrow();

        assertThat(code.isOf(NOON.plusSeconds(secondsLater))).isEqualTo(good);
    }

    @Test
    void no_byte_can_be_changed() {
        var bytes = certified(1).bytes(ticket.toString(), NOON);
        for (var i = 0; i < bytes.length; i++) {
            var changed = bytes.clone();
            changed[i] ^= 1;

            assertThat(TicketCode.read(TicketCode.PREFIX + Base45.write(changed))
                            .filter(code -> code.isTrue(performance, publicKey)))
                    .as("byte %d", i)
                    .isEmpty();
        }
    }

    @Test
    void a_phone_that_nobody_has_certified_makes_no_true_code() {
        var code = TicketCode.read(phone.code(ticket.toString(), NOON)).orElseThrow();

        assertThat(code.isTrue(performance, publicKey)).isFalse();
    }

    @Test
    void a_certificate_is_for_one_performance() {
        var code = TicketCode.read(certified(1).code(ticket.toString(), NOON)).orElseThrow();

        assertThat(code.isTrue(PerformanceId.next(), publicKey)).isFalse();
    }

    @Test
    void what_is_no_code_is_not_read() {
        var random = new Random(2);
        for (var length = 0; length < 400; length++) {
            var bytes = new byte[length];
            random.nextBytes(bytes);

            var read = TicketCode.read(TicketCode.PREFIX + Base45.write(bytes));

            assertThat(read.filter(code -> code.isTrue(performance, publicKey))).isEmpty();
        }
    }

    @Test
    void what_is_no_point_of_the_curve_is_no_key() {
        assertThat(P256.key(new byte[64])).isEmpty();
        assertThat(P256.key(new byte[63])).isEmpty();
        assertThat(P256.key(publicKey)).isPresent();
    }

    private Phone certified(int issue) {
        phone.certified(
                issue,
                P256.sign(
                        keys.getPrivate(), TicketCode.certified(performance, ticket, issue, Bytes.read(phone.key()))));
        return phone;
    }
}
