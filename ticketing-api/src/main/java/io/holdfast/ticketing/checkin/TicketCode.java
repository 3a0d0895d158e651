package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What the QR code of a ticket says for 15 s: `HF2:` and, in Base45 (RFC 9285),
///
/// | bytes | what |
/// |---|---|
/// | 1 | 2, the version |
/// | 16 | the ticket |
/// | 2 | its number of issue: another phone or another holder is another issue |
/// | 4 | the step: seconds since 1970 by 15 |
/// | 64 | the phone's public key |
/// | 64 | the certificate: the performance's signature that this key speaks for this issue of the ticket |
/// | 64 | the phone's signature of all that comes before the certificate |
///
/// Numbers are big-endian, keys and signatures as in [P256]. The step makes a photograph worthless, the phone's key
/// makes a copy impossible, the certificate makes both checkable without a network.
final class TicketCode {

    static final String PREFIX = "HF2:";
    static final Duration STEP = Duration.ofSeconds(15);

    /// How many steps a clock may be off, to either side.
    static final int TOLERANCE = 1;

    private static final int VERSION = 2;
    private static final int SIGNED = 1 + 16 + 2 + 4 + P256.BYTES;
    private static final int LENGTH = SIGNED + 2 * P256.BYTES;
    private static final byte[] CERTIFICATE = "holdfast ticket certificate\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CODE = "holdfast ticket code\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DEVICE = "holdfast ticket device\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;

    private TicketCode(byte[] bytes) {
        this.bytes = bytes;
    }

    /// @return empty if it is no such code; what it says is not checked yet
    static Optional<TicketCode> read(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return Base45.read(text.substring(PREFIX.length()))
                .filter(bytes -> bytes.length == LENGTH && bytes[0] == VERSION)
                .map(TicketCode::new);
    }

    /// What the certificate signs.
    static byte[] certified(PerformanceId performance, TicketId ticket, int issue, byte[] device) {
        return ByteBuffer.allocate(CERTIFICATE.length + 16 + 16 + 2 + P256.BYTES)
                .put(CERTIFICATE)
                .putLong(performance.value().getMostSignificantBits())
                .putLong(performance.value().getLeastSignificantBits())
                .putLong(ticket.value().getMostSignificantBits())
                .putLong(ticket.value().getLeastSignificantBits())
                .putShort((short) issue)
                .put(device)
                .array();
    }

    /// What a phone signs to show that it has the key it names.
    static byte[] possessed(TicketId ticket, byte[] device) {
        return ByteBuffer.allocate(DEVICE.length + 16 + P256.BYTES)
                .put(DEVICE)
                .putLong(ticket.value().getMostSignificantBits())
                .putLong(ticket.value().getLeastSignificantBits())
                .put(device)
                .array();
    }

    TicketId ticket() {
        var buffer = ByteBuffer.wrap(bytes, 1, 16);
        return new TicketId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    int issue() {
        return Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(17));
    }

    /// Whether it was made when a clock that is right within the tolerance said so.
    boolean isOf(Instant moment) {
        var step = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(19));
        return Math.abs(step - stepOf(moment)) <= TOLERANCE;
    }

    static long stepOf(Instant moment) {
        return Math.floorDiv(moment.getEpochSecond(), STEP.toSeconds());
    }

    /// Whether the performance has certified the phone's key, and the phone has made the code.
    ///
    /// @param by the performance's public key
    boolean isTrue(PerformanceId performance, byte[] by) {
        var device = part(SIGNED - P256.BYTES);
        return P256.isSigned(certified(performance, ticket(), issue(), device), by, part(SIGNED))
                && P256.isSigned(
                        ByteBuffer.allocate(CODE.length + SIGNED)
                                .put(CODE)
                                .put(bytes, 0, SIGNED)
                                .array(),
                        device,
                        part(SIGNED + P256.BYTES));
    }

    private byte[] part(int from) {
        var part = new byte[P256.BYTES];
        System.arraycopy(bytes, from, part, 0, part.length);
        return part;
    }
}
