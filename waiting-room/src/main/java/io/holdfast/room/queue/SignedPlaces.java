package io.holdfast.room.queue;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.key.PlaceKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Places as text a browser can carry and nobody can make or change: about 90 characters of Base64 (URL-safe).
///
/// | bytes | |
/// |---|---|
/// | 1 | version, 2 |
/// | 16 | sale |
/// | 4 | epoch |
/// | 1 | kind: 0 lobby, 1 queue; 2 more when invited |
/// | 4 | ticket |
/// | 2 | session |
/// | 1 to 60 | subject |
/// | 16 | the first half of HMAC-SHA256 over all before it (RFC 2104, section 5) |
@ApplicationScoped
public class SignedPlaces {

    private static final byte VERSION = 2;
    private static final int INVITED = 2;
    private static final int SIGNATURE = 16;
    private static final int BEFORE_SUBJECT = 28;
    private static final int MOST_SUBJECT = 60;
    private static final int MOST_TEXT = 140;

    /// Its copies are ready to use, which saves finding a provider and taking in the key each time.
    private final Mac ready;

    SignedPlaces(PlaceKey placeKey) {
        try {
            ready = Mac.getInstance("HmacSHA256");
            ready.init(new SecretKeySpec(placeKey.derived("place"), "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    public String sign(Place place) {
        var subject = place.subject().value().getBytes(StandardCharsets.UTF_8);
        if (subject.length == 0 || subject.length > MOST_SUBJECT) {
            throw new IllegalArgumentException("a subject has 1 to 60 bytes");
        }
        var content = ByteBuffer.allocate(BEFORE_SUBJECT + subject.length)
                .put(VERSION)
                .putLong(place.sale().value().getMostSignificantBits())
                .putLong(place.sale().value().getLeastSignificantBits())
                .putInt(Math.toIntExact(place.epoch()))
                .put((byte) (place.kind().ordinal() + (place.invited() ? INVITED : 0)))
                .putInt(Math.toIntExact(place.ticket()))
                .putShort((short) place.session())
                .put(subject)
                .array();
        return text(content);
    }

    /// @return empty when it is forged, altered, malformed, or a place of another sale
    public Optional<Place> read(String text, SaleId sale) {
        if (text.length() > MOST_TEXT) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length <= BEFORE_SUBJECT + SIGNATURE) {
            return Optional.empty();
        }
        var content = Arrays.copyOf(bytes, bytes.length - SIGNATURE);
        // The text is compared, not the bytes: more than one text may stand for the same bytes.
        var expected = text(content).getBytes(StandardCharsets.ISO_8859_1);
        if (!MessageDigest.isEqual(expected, text.getBytes(StandardCharsets.ISO_8859_1))) {
            return Optional.empty();
        }
        return place(ByteBuffer.wrap(content)).filter(place -> place.sale().equals(sale));
    }

    /// Only what we have signed comes so far.
    private static Optional<Place> place(ByteBuffer content) {
        if (content.get() != VERSION) {
            return Optional.empty();
        }
        var sale = new SaleId(new UUID(content.getLong(), content.getLong()));
        var epoch = content.getInt();
        var kind = content.get();
        var ticket = content.getInt();
        var session = Short.toUnsignedInt(content.getShort());
        var subject = new byte[content.remaining()];
        content.get(subject);
        return Optional.of(new Place(
                sale,
                epoch,
                kind % INVITED == 0 ? Place.Kind.LOBBY : Place.Kind.QUEUE,
                ticket,
                session,
                kind >= INVITED,
                new Subject(new String(subject, StandardCharsets.UTF_8))));
    }

    private String text(byte[] content) {
        try {
            var signature = ((Mac) ready.clone()).doFinal(content);
            var all = Arrays.copyOf(content, content.length + SIGNATURE);
            System.arraycopy(signature, 0, all, content.length, SIGNATURE);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
