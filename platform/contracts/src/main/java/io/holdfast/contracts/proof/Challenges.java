package io.holdfast.contracts.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.proof.Challenges.Verdict.Bad;
import io.holdfast.contracts.proof.Challenges.Verdict.Good;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes challenges and verifies their solutions, with one key and no memory.
///
/// All that is to be known of a challenge later stands in its salt: when it was made and ends, for whom it is and how
/// hard. The hash covers the salt, and the signature the hash. The salt ends with `&`, so that no digit of the number
/// can pass for one of the salt.
public final class Challenges {

    /// A solution has about 500 characters.
    private static final int MOST_TEXT = 1_000;

    private static final Pattern SALT = Pattern.compile(
            "[0-9a-f]{24}\\?expires=(\\d{1,12})&for=([A-Za-z0-9_-]{22})&at=(\\d{1,15})&max=(\\d{1,9})&");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    /// What is to be thought of a solution.
    public sealed interface Verdict {

        /// @param made when the challenge was
        /// @param maxNumber how hard it was
        record Good(Instant made, int maxNumber) implements Verdict {}

        record Bad(Fault fault) implements Verdict {}
    }

    public enum Fault {
        /// Too long, or not a solution at all.
        MALFORMED,
        /// Not ours, changed, or not the number.
        WRONG,
        /// Ours and right, for somebody or something else.
        FOREIGN,
        EXPIRED
    }

    /// @param key at least 32 bytes
    public Challenges(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("the key of challenges has at least 32 bytes");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /// @param purpose whom and what the solution is to be good for; the challenge does not give it away
    /// @param maxNumber ≥ 1, twice the tries a solution takes on average
    /// @param now told again by [Good#made], to the millisecond
    /// @param lasts a solution is good for so long, up to the next full second
    public Challenge make(String purpose, int maxNumber, Instant now, Duration lasts) {
        var random = new byte[12];
        RANDOM.nextBytes(random);
        var salt = "%s?expires=%d&for=%s&at=%d&max=%d&"
                .formatted(
                        HexFormat.of().formatHex(random),
                        now.plus(lasts).plusMillis(999).getEpochSecond(),
                        hash(purpose),
                        now.toEpochMilli(),
                        maxNumber);
        var challenge = hash(salt, RANDOM.nextInt(maxNumber + 1));
        return new Challenge(Challenge.ALGORITHM, challenge, maxNumber, salt, signature(challenge));
    }

    /// @param proof as [Challenge#solve] or a widget made it
    /// @param purposes any of which the solution may be for
    public Verdict verify(String proof, Collection<String> purposes, Instant now) {
        var read = read(proof);
        if (read.isEmpty()) {
            return new Bad(Fault.MALFORMED);
        }
        var solution = read.get();
        if (!equal(solution.signature(), signature(solution.challenge()))
                || !equal(solution.challenge(), hash(solution.salt(), solution.number()))) {
            return new Bad(Fault.WRONG);
        }
        var salt = SALT.matcher(solution.salt());
        if (!salt.matches() || solution.number() > Integer.parseInt(salt.group(4))) {
            return new Bad(Fault.WRONG);
        }
        if (purposes.stream().noneMatch(purpose -> equal(salt.group(2), hash(purpose)))) {
            return new Bad(Fault.FOREIGN);
        }
        if (!now.isBefore(Instant.ofEpochSecond(Long.parseLong(salt.group(1))))) {
            return new Bad(Fault.EXPIRED);
        }
        return new Good(Instant.ofEpochMilli(Long.parseLong(salt.group(3))), Integer.parseInt(salt.group(4)));
    }

    private record Solution(String challenge, int number, String salt, String signature) {}

    private static Optional<Solution> read(String proof) {
        if (proof.length() > MOST_TEXT) {
            return Optional.empty();
        }
        JsonNode json;
        try {
            json = JSON.readTree(Base64.getDecoder().decode(proof));
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
        // A widget tells more, for example how long it took.
        var complete = json.path("algorithm").asText().equals(Challenge.ALGORITHM)
                && json.path("challenge").isTextual()
                && json.path("number").isInt()
                && json.path("number").intValue() >= 0
                && json.path("salt").isTextual()
                && json.path("signature").isTextual();
        return complete
                ? Optional.of(new Solution(
                        json.path("challenge").textValue(),
                        json.path("number").intValue(),
                        json.path("salt").textValue(),
                        json.path("signature").textValue()))
                : Optional.empty();
    }

    private static String hash(String salt, int number) {
        var digest = sha256();
        digest.update(salt.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(bytes(number)));
    }

    private static String hash(String purpose) {
        var hash = sha256().digest(purpose.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
    }

    private String signature(String challenge) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean equal(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] bytes(int number) {
        return Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
