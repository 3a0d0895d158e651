package io.holdfast.ticketing.checkin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/// Keys, signatures and hashes as they stand in JSON and in the database: Base64 for URLs without padding (RFC 4648,
// §5).
final class Bytes {

    private Bytes() {}

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// @throws IllegalArgumentException if it is not Base64
    static byte[] read(String text) {
        return Base64.getUrlDecoder().decode(text);
    }

    /// Hexadecimal.
    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
