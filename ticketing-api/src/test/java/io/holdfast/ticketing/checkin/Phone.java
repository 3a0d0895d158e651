package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.TicketId;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Map;

/// Makes codes as the ticket page does, from the description in [TicketCode] and not from its code.
public final class Phone {

    private final KeyPair keys = P256.newKeys();
    private final byte[] key = P256.bytes((ECPublicKey) keys.getPublic());
    private int issue;
    private byte[] certificate = new byte[64];

    String key() {
        return Bytes.text(key);
    }

    /// Asks to show the ticket, and remembers what it is answered.
    public Response shows(Buyer holder, String ticket) {
        var answer = asks(holder, ticket, proof(ticket));
        if (answer.statusCode() == 200) {
            certified(answer.path("issue"), Bytes.read(answer.path("certificate")));
        }
        return answer;
    }

    public void certified(int issued, byte[] by) {
        issue = issued;
        certificate = by;
    }

    Response asks(Buyer holder, String ticket, byte[] proof) {
        return holder.asks()
                .contentType(ContentType.JSON)
                .body(Map.of("key", key(), "proof", Bytes.text(proof)))
                .put("/api/tickets/{ticket}/device", ticket);
    }

    byte[] proof(String ticket) {
        return P256.sign(
                keys.getPrivate(),
                joined("holdfast ticket device\n".getBytes(StandardCharsets.US_ASCII), uuid(ticket), key));
    }

    /// What the QR code says at this moment.
    public String code(String ticket, Instant moment) {
        return TicketCode.PREFIX + Base45.write(bytes(ticket, moment));
    }

    byte[] bytes(String ticket, Instant moment) {
        var signed = joined(
                new byte[] {2},
                uuid(ticket),
                ByteBuffer.allocate(6)
                        .putShort((short) issue)
                        .putInt((int) (moment.getEpochSecond() / 15))
                        .array(),
                key);
        return joined(
                signed,
                certificate,
                P256.sign(
                        keys.getPrivate(),
                        joined("holdfast ticket code\n".getBytes(StandardCharsets.US_ASCII), signed)));
    }

    private static byte[] uuid(String ticket) {
        var id = TicketId.fromString(ticket).value();
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
