package io.holdfast.ticketing.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Addresses that are secrets: whoever has one may do what it is for. The secret follows from an id and our
/// key and is kept nowhere; for each purpose it is another.
public final class BearerLinks {

    private static final Pattern TOKEN = Pattern.compile("([0-9a-f-]{36})\\.([A-Za-z0-9_-]{32})");
    private static final int TAG = 24;

    private final SecretKeySpec key;

    /// @param accountKey the key with which accounts are signed
    public BearerLinks(String accountKey, String purpose) {
        this.key = new SecretKeySpec(
                tag(new SecretKeySpec(accountKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"), purpose),
                "HmacSHA256");
    }

    /// What stands in the address.
    public String token(UUID id) {
        return id + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(tag(key, id.toString()), TAG));
    }

    /// @return empty, whatever is wrong with it
    public Optional<UUID> read(String token) {
        var parts = TOKEN.matcher(token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            var id = UUID.fromString(parts.group(1));
            return MessageDigest.isEqual(
                            token(id).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.US_ASCII))
                    ? Optional.of(id)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] tag(SecretKeySpec key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
