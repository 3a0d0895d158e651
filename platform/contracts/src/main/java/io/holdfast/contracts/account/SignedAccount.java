package io.holdfast.contracts.account;

import io.holdfast.contracts.id.CustomerId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Says "this browser is signed in as that customer until then": `customer.until.hmac`, in a cookie no
/// script can read. Another cookie says "this browser may see what these guests have booked, until then";
/// it speaks for one browser and no other.
///
/// ticketing-api, which owns the sign-in, writes it; waiting-room and waitlist-worker read it with the same key.
/// HMAC-SHA256 (RFC 2104), compared in constant time.
public final class SignedAccount {

    public static final String COOKIE = "hf_account";
    public static final String GUESTS_COOKIE = "hf_guest";

    /// So many bookings of a guest are shown; a cookie has to be carried with every request.
    public static final int MOST_GUESTS = 20;

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
        return statement + "." + signature("account", statement);
    }

    /// @param browser that may see what the guests have booked
    /// @param guests at most [#MOST_GUESTS]
    /// @param until exclusive
    public String signGuests(Subject browser, List<CustomerId> guests, Instant until) {
        if (guests.size() > MOST_GUESTS) {
            throw new IllegalArgumentException("more guests than a cookie carries");
        }
        var statement = guests.stream().map(CustomerId::toString).collect(Collectors.joining("_")) + "."
                + until.getEpochSecond();
        return statement + "." + signature("guests of " + browser, statement);
    }

    /// @return who is signed in; empty when the cookie is forged, altered, malformed or over
    public Optional<CustomerId> read(String cookie, Instant now) {
        return cookie.length() > 200
                ? Optional.empty()
                : said("account", cookie, now)
                        .flatMap(names -> names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty());
    }

    /// @return whose bookings the browser may see; none when the cookie is forged, altered, malformed, over
    ///     or another browser's
    public List<CustomerId> readGuests(Subject browser, String cookie, Instant now) {
        return cookie.length() > 1_000
                ? List.of()
                : said("guests of " + browser, cookie, now).orElse(List.of());
    }

    private Optional<List<CustomerId>> said(String purpose, String cookie, Instant now) {
        var end = cookie.lastIndexOf('.');
        var middle = cookie.indexOf('.');
        if (middle < 1 || end <= middle) {
            return Optional.empty();
        }
        var statement = cookie.substring(0, end);
        var given = cookie.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, signature(purpose, statement).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        try {
            var until = Instant.ofEpochSecond(Long.parseLong(statement.substring(middle + 1)));
            return now.isBefore(until)
                    ? Optional.of(Arrays.stream(statement.substring(0, middle).split("_"))
                            .map(CustomerId::fromString)
                            .toList())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String signature(String purpose, String statement) {
        try {
            var hash = ((Mac) ready.clone()).doFinal((purpose + ":" + statement).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
