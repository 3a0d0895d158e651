package io.holdfast.contracts.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// An organiser as the services speak of them: the name they sign in with may be a person's, so facts carry its hash.
/// Whoever knows a name can find its mark, and nobody reads a name out of a topic.
public final class OrganiserMark {

    private OrganiserMark() {}

    /// @param name as the identity provider tells it
    /// @return SHA-256 in hexadecimal
    public static String of(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(("organiser:" + name).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
