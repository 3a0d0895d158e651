package io.holdfast.ticketing.checkin;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/// Bytes in the 45 characters that a QR code holds at five and a half bits each (RFC 9285).
final class Base45 {

    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

    private Base45() {}

    static String write(byte[] bytes) {
        var text = new StringBuilder();
        for (var i = 0; i < bytes.length; i += 2) {
            var isPair = i + 1 < bytes.length;
            var value = isPair ? (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff : bytes[i] & 0xff;
            for (var left = isPair ? 3 : 2; left > 0; left--) {
                text.append(LETTERS.charAt(value % 45));
                value /= 45;
            }
        }
        return text.toString();
    }

    /// @return empty unless it could have been written by [#write]
    static Optional<byte[]> read(String text) {
        var bytes = new ByteArrayOutputStream();
        for (var i = 0; i < text.length(); i += 3) {
            var letters = Math.min(3, text.length() - i);
            var value = 0;
            for (var k = letters - 1; k >= 0; k--) {
                var digit = LETTERS.indexOf(text.charAt(i + k));
                if (digit < 0) {
                    return Optional.empty();
                }
                value = value * 45 + digit;
            }
            if (letters == 1 || value > (letters == 3 ? 0xffff : 0xff)) {
                return Optional.empty();
            }
            if (letters == 3) {
                bytes.write(value >> 8);
            }
            bytes.write(value);
        }
        return Optional.of(bytes.toByteArray());
    }
}
