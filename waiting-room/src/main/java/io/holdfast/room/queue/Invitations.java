package io.holdfast.room.queue;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.key.PlaceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Invitations: text that the staff gives to people whom the house has wronged, and that lets each of them in ahead
/// of the others, in a share of the calls kept for it. One invitation serves one person in one sale.
///
/// | bytes | |
/// |---|---|
/// | 1 | version, 1 |
/// | 12 | its id, random |
/// | 4 | ends, seconds since 1970, exclusive |
/// | 16 | the customer it is for, or zeros: whoever has it |
/// | 16 | the first half of HMAC-SHA256 over the sale and all before it |
@ApplicationScoped
public class Invitations {

    private static final byte VERSION = 1;
    private static final int ID = 12;
    private static final int CONTENT = 1 + ID + 4 + 16;
    private static final int SIGNATURE = 16;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final UUID NOBODY = new UUID(0, 0);

    private final SecretKeySpec key;

    Invitations(PlaceKey placeKey) {
        key = new SecretKeySpec(placeKey.derived("invitation"), "HmacSHA256");
    }

    /// @param id by which it is known to have been used
    /// @param customer whom it is for; null: whoever has it
    record Invitation(String id, @Nullable CustomerId customer) {}

    /// @param until exclusive, before 2106
    /// @param customer whom it is for; null: whoever has it
    public String make(SaleId sale, Instant until, @Nullable CustomerId customer) {
        var id = new byte[ID];
        RANDOM.nextBytes(id);
        var whose = customer == null ? NOBODY : customer.value();
        var content = ByteBuffer.allocate(CONTENT)
                .put(VERSION)
                .put(id)
                .putInt((int) until.getEpochSecond())
                .putLong(whose.getMostSignificantBits())
                .putLong(whose.getLeastSignificantBits())
                .array();
        return text(sale, content);
    }

    /// @return empty when it is forged, altered, malformed, over, or for another sale
    Optional<Invitation> read(String text, SaleId sale, Instant now) {
        byte[] bytes;
        try {
            bytes = text.length() > 100 ? new byte[0] : Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length != CONTENT + SIGNATURE || bytes[0] != VERSION) {
            return Optional.empty();
        }
        var content = Arrays.copyOf(bytes, CONTENT);
        if (!MessageDigest.isEqual(
                text(sale, content).getBytes(StandardCharsets.ISO_8859_1),
                text.getBytes(StandardCharsets.ISO_8859_1))) {
            return Optional.empty();
        }
        var fields = ByteBuffer.wrap(content, 1, CONTENT - 1);
        var id = new byte[ID];
        fields.get(id);
        var until = Instant.ofEpochSecond(Integer.toUnsignedLong(fields.getInt()));
        var customer = new UUID(fields.getLong(), fields.getLong());
        return now.isBefore(until)
                ? Optional.of(new Invitation(
                        Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                        customer.equals(NOBODY) ? null : new CustomerId(customer)))
                : Optional.empty();
    }

    private String text(SaleId sale, byte[] content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(sale.toString().getBytes(StandardCharsets.ISO_8859_1));
            var signature = mac.doFinal(content);
            var all = Arrays.copyOf(content, CONTENT + SIGNATURE);
            System.arraycopy(signature, 0, all, CONTENT, SIGNATURE);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
