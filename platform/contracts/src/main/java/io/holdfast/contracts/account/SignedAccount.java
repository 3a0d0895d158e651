package io.holdfast.contracts.account;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Says "this browser is signed in as that customer until then": `customer.until.session.hmac`, in a cookie
/// no script can read. One without a session, as it was written before sessions had names, is read as well.
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

    /// Who a browser is signed in as.
    ///
    /// @param session empty in a cookie from before sessions had names
    public record Account(CustomerId customer, Optional<SessionId> session) {}

    /// @param until exclusive
    public String sign(CustomerId customer, Instant until) {
        return signed(customer + "." + until.getEpochSecond());
    }

    /// @param until exclusive
    public String sign(CustomerId customer, SessionId session, Instant until) {
        return signed(customer + "." + until.getEpochSecond() + "." + session);
    }

    /// @return who is signed in; empty when the cookie is forged, altered, malformed or over
    public Optional<Account> read(String cookie, Instant now) {
        var end = cookie.lastIndexOf('.');
        if (cookie.length() > 200 || end < 1) {
            return Optional.empty();
        }
        var statement = cookie.substring(0, end);
        var given = cookie.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, signature(statement).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        var said = statement.split("\\.", -1);
        if (said.length < 2 || said.length > 3) {
            return Optional.empty();
        }
        try {
            return now.isBefore(Instant.ofEpochSecond(Long.parseLong(said[1])))
                    ? Optional.of(new Account(
                            CustomerId.fromString(said[0]),
                            said.length == 3 ? Optional.of(SessionId.fromString(said[2])) : Optional.empty()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String signed(String statement) {
        return statement + "." + signature(statement);
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
