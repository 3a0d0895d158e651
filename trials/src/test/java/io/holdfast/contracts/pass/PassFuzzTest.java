package io.holdfast.contracts.pass;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.PassVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

class PassFuzzTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final SaleId HAMLET = new SaleId(new UUID(1, 2));
    private static final PassSigner SIGNER = PassSigner.withKey(PassSigner.newKey("2026-11"));
    private static final PassVerifier VERIFIER = new PassVerifier(SIGNER.publicKeys());
    private static final AdmissionPass PASS =
            new AdmissionPass(HAMLET, "b:ann", "1.42", "pass-1", NOON, NOON.plus(AdmissionPass.LONGEST));
    private static final String TOKEN = SIGNER.sign(PASS);

    @FuzzTest(maxDuration = "1m")
    void nobody_makes_a_pass(byte[] token) {
        assertThat(VERIFIER.verify(new String(token, StandardCharsets.UTF_8), HAMLET, NOON))
                .isEqualTo(new Verdict.Invalid());
    }

    /// The last letter of a signature has bits that mean nothing, so that another text may be the same pass.
    @FuzzTest(maxDuration = "1m")
    void nobody_changes_a_pass(FuzzedDataProvider data) {
        var at = data.consumeInt(0, TOKEN.length() - 1);
        var altered = TOKEN.substring(0, at) + data.consumeString(3) + TOKEN.substring(at + 1);

        var verdict = new PassVerifier(SIGNER.publicKeys()).verify(altered, HAMLET, NOON);

        assertThat(verdict).isIn(new Verdict.Invalid(), new Verdict.Good(PASS));
        if (altered.lastIndexOf('.') < 0 || !TOKEN.startsWith(altered.substring(0, altered.lastIndexOf('.')))) {
            assertThat(verdict).isEqualTo(new Verdict.Invalid());
        }
    }
}
