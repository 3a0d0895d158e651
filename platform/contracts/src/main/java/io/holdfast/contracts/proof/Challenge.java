package io.holdfast.contracts.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// "Which number, after this salt, has this hash?" Finding it takes half of `maxnumber` tries on average; seeing that
/// it is right takes one.
///
/// @param algorithm always `SHA-256`
/// @param challenge the hash of salt and number, in hexadecimal
/// @param maxnumber the number is not above it
/// @param signature HMAC-SHA256 of the challenge, in hexadecimal
public record Challenge(String algorithm, String challenge, int maxnumber, String salt, String signature) {

    static final String ALGORITHM = "SHA-256";

    private static final ObjectMapper JSON = new ObjectMapper();

    /// As it comes over the wire; what is missing is empty, and has no solution.
    public static Challenge read(JsonNode json) {
        return new Challenge(
                json.path("algorithm").asText(),
                json.path("challenge").asText(),
                json.path("maxnumber").asInt(),
                json.path("salt").asText(),
                json.path("signature").asText());
    }

    /// Finds the number by trying.
    ///
    /// @return what to send as the proof; empty when no number fits
    public Optional<String> solve() {
        byte[] wanted;
        try {
            wanted = HexFormat.of().parseHex(challenge);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        var digest = Challenges.sha256();
        var start = salt.getBytes(StandardCharsets.UTF_8);
        for (var number = 0; number <= maxnumber; number++) {
            digest.update(start);
            if (Arrays.equals(digest.digest(Challenges.bytes(number)), wanted)) {
                return Optional.of(solvedBy(number));
            }
        }
        return Optional.empty();
    }

    /// What to send as the proof if this is the number: JSON in Base64.
    public String solvedBy(long number) {
        var solved = JsonNodeFactory.instance
                .objectNode()
                .put("algorithm", algorithm)
                .put("challenge", challenge)
                .put("number", number)
                .put("salt", salt)
                .put("signature", signature);
        try {
            return Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(solved));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
