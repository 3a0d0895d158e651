package io.holdfast.contracts.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.proof.Challenges.Fault;
import io.holdfast.contracts.proof.Challenges.Verdict.Bad;
import io.holdfast.contracts.proof.Challenges.Verdict.Good;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengesTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123Z");
    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final byte[] KEY = "a key that has at least 32 bytes".getBytes(StandardCharsets.UTF_8);
    private static final Set<String> ANN = Set.of("ann in Hamlet");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Challenges challenges = new Challenges(KEY);

    @Test
    void a_solution_is_good_for_whom_the_challenge_was_made() {
        // Given
        var challenge = challenges.make("ann in Hamlet", 1000, NOON, LASTS);

        // When
        var verdict = challenges.verify(solved(challenge), ANN, NOON.plusSeconds(1));

        // Then
        assertThat(verdict).isEqualTo(new Good(Instant.parse("2026-11-20T12:00:00.123Z"), 1000));
    }

    @Test
    void it_is_good_for_any_of_several_purposes() {
        // Given
        var proof = solved(challenges.make("ann in Hamlet", 10, NOON, LASTS));

        // When
        var verdict = challenges.verify(proof, List.of("bob in Hamlet", "ann in Hamlet"), NOON);

        // Then
        assertThat(verdict).isInstanceOf(Good.class);
    }

    @Test
    void it_is_good_until_the_second_in_which_it_ends_is_full() {
        // Given
        var proof = solved(challenges.make("ann in Hamlet", 10, NOON, LASTS));
        var end = Instant.parse("2026-11-20T12:05:01Z");

        // Then
        assertThat(challenges.verify(proof, ANN, end.minusMillis(1))).isInstanceOf(Good.class);
        assertThat(challenges.verify(proof, ANN, end)).isEqualTo(new Bad(Fault.EXPIRED));
    }

    @Test
    void it_is_good_for_nobody_else() {
        // Given
        var proof = solved(challenges.make("ann in Hamlet", 10, NOON, LASTS));

        // When
        var verdict = challenges.verify(proof, Set.of("ann in Macbeth"), NOON);

        // Then
        assertThat(verdict).isEqualTo(new Bad(Fault.FOREIGN));
    }

    @Test
    void one_of_another_house_is_wrong() {
        // Given
        var other = new Challenges("another key of at least 32 bytes".getBytes(StandardCharsets.UTF_8));

        // When
        var verdict = challenges.verify(solved(other.make("ann in Hamlet", 10, NOON, LASTS)), ANN, NOON);

        // Then
        assertThat(verdict).isEqualTo(new Bad(Fault.WRONG));
    }

    /// As ALTCHA's documentation has it, so that its widgets and libraries may be used.
    @Test
    void a_challenge_has_the_form_altcha_gives_it() throws Exception {
        // When
        var challenge = challenges.make("ann in Hamlet", 50, NOON, LASTS);

        // Then
        var json = JSON.valueToTree(challenge);
        assertThat(json.properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly("algorithm", "challenge", "maxnumber", "salt", "signature");
        assertThat(challenge.algorithm()).isEqualTo("SHA-256");
        assertThat(challenge.maxnumber()).isEqualTo(50);
        assertThat(challenge.salt()).contains("?expires=1795176301&").endsWith("&");
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        assertThat(challenge.signature())
                .isEqualTo(HexFormat.of()
                        .formatHex(mac.doFinal(challenge.challenge().getBytes(StandardCharsets.UTF_8))));
        assertThat(IntStream.rangeClosed(0, 50).mapToObj(number -> sha256(challenge.salt() + number)))
                .containsOnlyOnce(challenge.challenge());
    }

    @Test
    void a_challenge_is_read_as_it_was_written() {
        // Given
        var challenge = challenges.make("ann in Hamlet", 50, NOON, LASTS);

        // When
        var read = Challenge.read(JSON.valueToTree(challenge));

        // Then
        assertThat(read).isEqualTo(challenge);
        assertThat(Challenge.read(JSON.createObjectNode()).solve()).isEmpty();
    }

    @Test
    void a_proof_has_the_form_altcha_gives_it() throws IOException {
        // Given
        var challenge = challenges.make("ann in Hamlet", 50, NOON, LASTS);

        // When
        var proof = solved(challenge);

        // Then
        var json = JSON.readTree(Base64.getDecoder().decode(proof));
        assertThat(json.path("algorithm").asText()).isEqualTo("SHA-256");
        assertThat(json.path("challenge").asText()).isEqualTo(challenge.challenge());
        assertThat(json.path("salt").asText()).isEqualTo(challenge.salt());
        assertThat(json.path("signature").asText()).isEqualTo(challenge.signature());
        assertThat(sha256(challenge.salt() + json.path("number").intValue())).isEqualTo(challenge.challenge());
        assertThat(proof).hasSizeLessThan(600);
    }

    @Test
    void what_a_widget_tells_besides_is_passed_over() {
        // Given
        var proof = altered(json -> json.put("took", 137).put("test", true));

        // When
        var verdict = challenges.verify(proof, ANN, NOON);

        // Then
        assertThat(verdict).isInstanceOf(Good.class);
    }

    @Test
    void two_challenges_are_never_the_same() {
        assertThat(challenges.make("ann in Hamlet", 10, NOON, LASTS))
                .isNotEqualTo(challenges.make("ann in Hamlet", 10, NOON, LASTS));
    }

    @Test
    void a_challenge_does_not_say_for_whom_it_is() {
        assertThat(challenges.make("ann in Hamlet", 10, NOON, LASTS).toString()).doesNotContain("ann");
    }

    @Test
    void one_without_an_answer_has_no_solution() {
        // Given
        var challenge = challenges.make("ann in Hamlet", 10, NOON, LASTS);

        // Then
        assertThat(new Challenge("SHA-256", "00".repeat(32), 10, challenge.salt(), "").solve())
                .isEmpty();
        assertThat(new Challenge("SHA-256", "no hash", 10, challenge.salt(), "").solve())
                .isEmpty();
    }

    static Stream<Arguments> alterations() {
        return Stream.of(
                alteration(
                        "number", json -> json.put("number", json.path("number").intValue() + 1)),
                alteration("challenge", json -> json.put("challenge", "0".repeat(64))),
                alteration("signature", json -> json.put("signature", "0".repeat(64))),
                alteration("no signature", json -> json.put("signature", "")),
                alteration(
                        "random",
                        json -> json.put("salt", "0" + json.path("salt").asText())),
                alteration("expires", json -> salt(json, "expires=17", "expires=27")),
                alteration("max", json -> salt(json, "max=1000", "max=9999")),
                alteration(
                        "no end",
                        json -> json.put("salt", json.path("salt").asText().replaceFirst("&$", ""))));
    }

    private static Arguments alteration(String name, Consumer<ObjectNode> change) {
        return Arguments.of(name, change);
    }

    private static void salt(ObjectNode json, String old, String wanted) {
        json.put("salt", json.path("salt").asText().replace(old, wanted));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alterations")
    void altered_anywhere_it_is_wrong(String name, Consumer<ObjectNode> change) {
        // When
        var verdict = challenges.verify(altered(change), ANN, NOON);

        // Then
        assertThat(verdict).isEqualTo(new Bad(Fault.WRONG));
    }

    /// A digit moved from the number to the salt leaves the hash and with it the signature as they were.
    @Test
    void no_digit_of_the_number_passes_for_one_of_the_salt() {
        // Given
        var spliced = Stream.generate(() -> challenges.make("ann in Hamlet", 1000, NOON, LASTS))
                .map(ChallengesTest::solved)
                .map(ChallengesTest::json)
                .filter(json -> json.path("number").intValue() > 100
                        && !String.valueOf(json.path("number").intValue()).startsWith("0", 1))
                .findFirst()
                .orElseThrow();
        var digits = String.valueOf(spliced.path("number").intValue());
        spliced.put("salt", spliced.path("salt").asText() + digits.charAt(0));
        spliced.put("number", Integer.parseInt(digits.substring(1)));

        // When
        var verdict = challenges.verify(base64(spliced), ANN, NOON);

        // Then
        assertThat(verdict).isEqualTo(new Bad(Fault.WRONG));
    }

    static Stream<Arguments> malformations() {
        return Stream.of(
                alteration("another algorithm", json -> json.put("algorithm", "SHA-1")),
                alteration("no algorithm", json -> json.remove("algorithm")),
                alteration("no number", json -> json.remove("number")),
                alteration("a number in quotes", json -> json.put("number", "7")),
                alteration("half a number", json -> json.put("number", 7.5)),
                alteration("a negative number", json -> json.put("number", -7)),
                alteration("a number too large", json -> json.put("number", 1L << 40)),
                alteration("no salt", json -> json.remove("salt")),
                alteration("a salt that is an object", json -> json.putObject("salt")),
                alteration("no challenge", json -> json.remove("challenge")),
                alteration("no signature", json -> json.putNull("signature")),
                alteration("over-long", json -> json.put("more", "x".repeat(1000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformations")
    void what_is_no_solution_is_malformed(String name, Consumer<ObjectNode> change) {
        // When
        var verdict = challenges.verify(altered(change), ANN, NOON);

        // Then
        assertThat(verdict).isEqualTo(new Bad(Fault.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nonsense!", "bnVsbA==", "W10=", "e30=", "ImEi", "Nw==", "eyJh", "\u0000", "한글"})
    void what_is_no_json_is_malformed(String proof) {
        assertThat(challenges.verify(proof, ANN, NOON)).isEqualTo(new Bad(Fault.MALFORMED));
    }

    @Test
    void a_key_is_long_enough() {
        assertThatThrownBy(() -> new Challenges(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private String altered(Consumer<ObjectNode> change) {
        var json = json(solved(challenges.make("ann in Hamlet", 1000, NOON, LASTS)));
        change.accept(json);
        return base64(json);
    }

    private static String solved(Challenge challenge) {
        return challenge.solve().orElseThrow();
    }

    private static ObjectNode json(String proof) {
        try {
            return (ObjectNode) JSON.readTree(Base64.getDecoder().decode(proof));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(ObjectNode json) {
        return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
