package io.holdfast.contracts.account;

import io.holdfast.contracts.id.CustomerId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Who stands in a queue or holds seats: `a:` and a member's customer id, or `b:` and the hash of a browser's
/// secret. Never says who that is. Who changes something as an organiser or as operations is `o:` and their name.
public record Subject(String value) {

    public static Subject member(CustomerId customer) {
        return new Subject("a:" + customer);
    }

    /// @param name of who is signed in, as their identity provider has it
    public static Subject staff(String name) {
        return new Subject("o:" + name);
    }

    /// @param browserSecret the value of the cookie [Browser#COOKIE]; the subject does not give it away
    public static Subject browser(String browserSecret) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(browserSecret.getBytes(StandardCharsets.UTF_8));
            return new Subject("b:"
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hash)
                            .substring(0, 22));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
