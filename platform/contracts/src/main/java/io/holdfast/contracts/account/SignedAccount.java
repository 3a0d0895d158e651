package io.holdfast.contracts.account;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Says "this browser is signed in as that customer until then": `customer.until.session.hmac`, in a cookie
/// no script can read. One without a session, as it was written before sessions had names, is read as well.
/// Another cookie says "this browser may see what these guests have booked, until then"; it speaks for one
/// browser and no other.
///
/// ticketing-api, which owns the sign-in, writes it; waiting-room and waitlist-worker read it with the same key.
/// HMAC-SHA256 (RFC 2104), compared in constant time.
public final class SignedAccount {

    public static final String COOKIE = "hf_account";
    public static final String GUESTS_COOKIE = "hf_guest";

    private static final String ACCOUNT = "account";

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

    /// Who a browser is signed in as.
    ///
    /// @param session empty in a cookie from before sessions had names
    public record Account(CustomerId customer, Optional<SessionId> session) {}

    /// @param until exclusive
    public String sign(CustomerId customer, Instant until) {
        return signed(ACCOUNT, customer + "." + until.getEpochSecond());
    }

    /// @param until exclusive
    public String sign(CustomerId customer, SessionId session, Instant until) {
        return signed(ACCOUNT, customer + "." + until.getEpochSecond() + "." + session);
    }

    /// @param browser that may see what the guests have booked
    /// @param guests at most [#MOST_GUESTS]
    /// @param until exclusive
    public String signGuests(Subject browser, List<CustomerId> guests, Instant until) {
        if (guests.size() > MOST_GUESTS) {
            throw new IllegalArgumentException("more guests than a cookie carries");
        }
        var names = guests.stream().map(CustomerId::toString).collect(Collectors.joining("_"));
        return signed(guestsOf(browser), names + "." + until.getEpochSecond());
    }

    /// @return who is signed in; empty when the cookie is forged, altered, malformed or over
    public Optional<Account> read(String cookie, Instant now) {
        if (cookie.length() > 200) {
            return Optional.empty();
        }
        return said(ACCOUNT, cookie, now).flatMap(said -> {
            try {
                return Optional.of(new Account(
                        CustomerId.fromString(said[0]),
                        said.length == 3 ? Optional.of(SessionId.fromString(said[2])) : Optional.empty()));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    /// @return whose bookings the browser may see; none when the cookie is forged, altered, malformed, over
    ///     or another browser's
    public List<CustomerId> readGuests(Subject browser, String cookie, Instant now) {
        if (cookie.length() > 1_000) {
            return List.of();
        }
        return said(guestsOf(browser), cookie, now)
                .filter(said -> said.length == 2)
                .map(said -> {
                    try {
                        return Arrays.stream(said[0].split("_"))
                                .map(CustomerId::fromString)
                                .toList();
                    } catch (IllegalArgumentException e) {
                        return List.<CustomerId>of();
                    }
                })
                .orElse(List.of());
    }

    /// What is said before the signature, in its two or three parts, if it was said by us for this purpose and counts.
    private Optional<String[]> said(String purpose, String cookie, Instant now) {
        var end = cookie.lastIndexOf('.');
        if (end < 1) {
            return Optional.empty();
        }
        var statement = cookie.substring(0, end);
        var given = cookie.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, signature(purpose, statement).getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        var said = statement.split("\\.", -1);
        if (said.length < 2 || said.length > 3) {
            return Optional.empty();
        }
        try {
            return now.isBefore(Instant.ofEpochSecond(Long.parseLong(said[1]))) ? Optional.of(said) : Optional.empty();
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String guestsOf(Subject browser) {
        return "guests of " + browser;
    }

    private String signed(String purpose, String statement) {
        return statement + "." + signature(purpose, statement);
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
