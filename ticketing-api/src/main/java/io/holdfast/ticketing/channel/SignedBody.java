package io.holdfast.ticketing.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A body signed as `t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`, the scheme of
/// <https://docs.stripe.com/webhooks/signature>. While a secret is being changed there may be several `v1`, one of
/// which has to be right; other schemes (`v0`) do not count.
final class SignedBody {

    private static final Duration OLDEST = Duration.ofMinutes(5);
    private static final int LONGEST = 2_000;
    private static final Pattern TIME = Pattern.compile("[0-9]{1,12}");

    private SignedBody() {}

    static boolean isRight(@Nullable String signature, String body, String secret, Instant now) {
        if (signature == null || signature.length() > LONGEST) {
            return false;
        }
        var time = "";
        for (var part : signature.split(",")) {
            if (part.startsWith("t=") && TIME.matcher(part.substring(2)).matches()) {
                time = part.substring(2);
            }
        }
        if (time.isEmpty()
                || Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), now)
                                .abs()
                                .compareTo(OLDEST)
                        > 0) {
            return false;
        }
        var right = hmac(secret, time + "." + body).getBytes(StandardCharsets.US_ASCII);
        var found = false;
        for (var part : signature.split(",")) {
            if (part.startsWith("v1=")) {
                found |= MessageDigest.isEqual(right, part.substring(3).getBytes(StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    private static String hmac(String secret, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
