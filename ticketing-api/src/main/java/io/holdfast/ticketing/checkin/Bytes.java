package io.holdfast.ticketing.checkin;

import java.util.Base64;

/// Keys and signatures as they stand in JSON and in the database: Base64 for URLs without padding (RFC 4648, §5).
final class Bytes {

    private Bytes() {}

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// @throws IllegalArgumentException if it is not Base64
    static byte[] read(String text) {
        return Base64.getUrlDecoder().decode(text);
    }
}
