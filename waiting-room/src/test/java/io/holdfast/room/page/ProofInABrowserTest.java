package io.holdfast.room.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.proof.Challenge;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The page's proof of work, in a real browser under the page's own policy.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class ProofInABrowserTest {

    /// With three digits after them, on both sides of where the hash needs one more block.
    private static final int[] SALTS = {24, 51, 52, 53, 60, 61, 64, 104, 115, 116, 117, 128};

    private static Chromium chromium;

    @TestHTTPResource
    URI here;

    @BeforeAll
    static void open() {
        chromium = Chromium.open();
    }

    @AfterEach
    void everybody_goes_home() {
        chromium.empty();
    }

    @AfterAll
    static void close() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"in a thread of its own", "without one, in slices"})
    void the_script_finds_the_number(String where) throws Exception {
        // Given
        var page = chromium.person().newPage();
        page.navigate(here.resolve("/wait/" + SalesTopic.lobby()).toString());
        page.evaluate(
                where.startsWith("in")
                        ? "() => { const Real = Worker;"
                                + " Worker = function (...how) { globalThis.threads = 1; return new Real(...how); } }"
                        : "() => { Worker = undefined }");

        for (var length : SALTS) {
            var salt = "a".repeat(length);
            var challenge = new Challenge("SHA-256", sha256(salt + 937), 999, salt, "signed");

            // When
            var proof = page.evaluate(
                    "async challenge => (await import('/wait/assets/now/proof.js')).solve(challenge)",
                    Map.of(
                            "algorithm", challenge.algorithm(),
                            "challenge", challenge.challenge(),
                            "maxnumber", challenge.maxnumber(),
                            "salt", challenge.salt(),
                            "signature", challenge.signature()));

            // Then
            var json = new ObjectMapper();
            assertThat(json.readTree(Base64.getDecoder().decode(proof.toString())))
                    .as("a salt of %d letters", length)
                    .isEqualTo(json.readTree(Base64.getDecoder().decode(challenge.solvedBy(937))));
        }
        assertThat(page.evaluate("globalThis.threads ?? 0")).isEqualTo(where.startsWith("in") ? 1 : 0);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
