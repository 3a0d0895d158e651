package io.holdfast.contracts.account;

import io.holdfast.contracts.id.CustomerId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Says "this browser is signed in as that customer until then": `customer.until.hmac`, in a cookie no script
/// can read.
///
/// ticketing-api, which owns the sign-in, writes it; waiting-room and waitlist-worker read it with the same key.
/// HMAC-SHA256 (RFC 2104), compared in constant time.
public final class SignedAccount {

    public static final String COOKIE = "hf_account";

    /// Its copies are ready to use, which saves finding a provider and taking in the key each time.
    private final Mac ready;

    /// @param secret at least 32 characters
    public SignedAccount(String secret) {
        if (secret.length() < 32) {
            throw new IllegalArgumentException("the account key has at least 32 characters");
        }
        try {
            ready = Mac.getInstance("HmacSHA256");
            ready.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param until exclusive
    public String sign(CustomerId customer, Instant until) {
        var statement = customer + "." + until.getEpochSecond();
        return statement + "." + signature(statement);
    }

    /// @return who is signed in; empty when the cookie is forged, altered, malformed or over
    public Optional<CustomerId> read(String cookie, Instant now) {
        var end = cookie.lastIndexOf('.');
        var middle = cookie.indexOf('.');
        if (cookie.length() > 200 || middle < 1 || end <= middle) {
            return Optional.empty();
        }
        var statement = cookie.substring(0, end);
        var given = cookie.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, signature(statement).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        try {
            var until = Instant.ofEpochSecond(Long.parseLong(statement.substring(middle + 1)));
            return now.isBefore(until)
                    ? Optional.of(CustomerId.fromString(statement.substring(0, middle)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String signature(String statement) {
        try {
            var hash = ((Mac) ready.clone()).doFinal(("account:" + statement).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
