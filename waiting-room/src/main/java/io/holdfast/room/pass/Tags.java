package io.holdfast.room.pass;

import jakarta.ws.rs.core.EntityTag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Entity tags made of what they stand for, so that every process gives the same.
final class Tags {

    private Tags() {}

    /// @param weak whether documents with this tag may differ in what nobody minds
    static EntityTag of(String content, boolean weak) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return new EntityTag(HexFormat.of().formatHex(hash, 0, 12), weak);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
