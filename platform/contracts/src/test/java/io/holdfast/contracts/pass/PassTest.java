package io.holdfast.contracts.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.PassVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant END = NOON.plus(AdmissionPass.LONGEST);
    private static final String KEY = PassSigner.newKey("2026-11");

    private final SaleId sale = SaleId.next();
    private final PassSigner signer = PassSigner.withKey(KEY);
    private final PassVerifier verifier = new PassVerifier(signer.publicKeys());
    private final AdmissionPass pass = new AdmissionPass(sale, "b:ann", "1.42", "pass-1", NOON, END);

    @Test
    void a_pass_is_good_until_it_ends() {
        var token = signer.sign(pass);

        assertThat(verifier.verify(token, sale, NOON)).isEqualTo(new Verdict.Good(pass));
        assertThat(verifier.verify(token, sale, END.minusMillis(1))).isEqualTo(new Verdict.Good(pass));
        assertThat(verifier.verify(token, sale, END)).isEqualTo(new Verdict.Expired());
    }

    @Test
    void one_seen_for_the_first_time_after_its_end_has_run_out() {
        assertThat(verifier.verify(signer.sign(pass), sale, END.plusSeconds(1))).isEqualTo(new Verdict.Expired());
    }

    @Test
    void a_pass_for_another_sale_opens_nothing_even_once_remembered() {
        var token = signer.sign(pass);
        var other = SaleId.next();

        assertThat(verifier.verify(token, other, NOON)).isEqualTo(new Verdict.Invalid());
        assertThat(verifier.verify(token, sale, NOON)).isEqualTo(new Verdict.Good(pass));
        assertThat(verifier.verify(token, other, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void a_pass_altered_anywhere_is_invalid() {
        var token = signer.sign(pass);

        // The last character of a part carries bits that belong to nothing, so a neighbour is taken before it.
        for (var place = 0; place < token.length() - 1; place++) {
            if (token.charAt(place + 1) == '.' || token.charAt(place) == '.') {
                continue;
            }
            var altered = new StringBuilder(token);
            altered.setCharAt(place, token.charAt(place) == 'A' ? 'B' : 'A');
            assertThat(verifier.verify(altered.toString(), sale, NOON))
                    .as("%s", altered)
                    .isEqualTo(new Verdict.Invalid());
        }
    }

    @Test
    void a_pass_for_somebody_else_needs_a_signature_of_its_own() {
        var anns = signer.sign(pass).split("\\.");
        var bobs = signer.sign(new AdmissionPass(sale, "b:bob", "1.43", "pass-2", NOON, END))
                .split("\\.");

        assertThat(verifier.verify(anns[0] + "." + bobs[1] + "." + anns[2], sale, NOON))
                .isEqualTo(new Verdict.Invalid());
    }

    @Test
    void one_signed_with_another_key_of_the_same_name_is_invalid() {
        var forged = PassSigner.withKey(PassSigner.newKey("2026-11")).sign(pass);

        assertThat(verifier.verify(forged, sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void one_that_brings_its_own_key_along_is_invalid() throws JoseException {
        var own = PublicJsonWebKey.Factory.newPublicJwk(PassSigner.newKey("2026-11"));

        var forged = token(jws -> {
            jws.setJwkHeader(own);
            jws.setKey(own.getPrivateKey());
        });

        assertThat(verifier.verify(forged, sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void an_unsigned_one_is_invalid() {
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var header = encoder.encodeToString(
                "{\"alg\":\"none\",\"typ\":\"holdfast-pass+jwt\"}".getBytes(StandardCharsets.UTF_8));
        var body = signer.sign(pass).split("\\.")[1];

        assertThat(verifier.verify(header + "." + body + ".", sale, NOON)).isEqualTo(new Verdict.Invalid());
        assertThat(verifier.verify(header + "." + body, sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void one_signed_with_the_public_key_as_if_it_were_a_secret_is_invalid() throws JoseException {
        var publicKey =
                PublicJsonWebKey.Factory.newPublicJwk(KEY).getPublicKey().getEncoded();

        for (var known : new byte[][] {
            publicKey, signer.publicKeys().getBytes(StandardCharsets.UTF_8),
        }) {
            var forged = token(jws -> {
                jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
                jws.setKey(new HmacKey(known));
            });
            assertThat(verifier.verify(forged, sale, NOON)).isEqualTo(new Verdict.Invalid());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "holdfast-place+jwt"})
    void another_kind_of_token_signed_with_the_same_key_is_no_pass(String type) throws JoseException {
        assertThat(verifier.verify(token(jws -> jws.setHeader("typ", type)), sale, NOON))
                .isEqualTo(new Verdict.Invalid());
    }

    @Test
    void a_token_that_does_not_say_what_it_is_is_no_pass() throws JoseException {
        assertThat(verifier.verify(token(jws -> jws.getHeaders().setObjectHeaderValue("typ", null)), sale, NOON))
                .isEqualTo(new Verdict.Invalid());
    }

    @Test
    void the_tokens_made_here_differ_from_a_good_one_in_one_thing_only() throws JoseException {
        assertThat(verifier.verify(token(_ -> {}), sale, NOON)).isEqualTo(new Verdict.Good(pass));
    }

    @Test
    void nobody_may_shop_longer_than_ten_minutes() {
        var long_ = new AdmissionPass(sale, "b:ann", "1.42", "pass-1", NOON, END.plusSeconds(1));

        assertThat(verifier.verify(signer.sign(long_), sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "sid", "jti", "iat", "exp", "iss", "aud"})
    void a_pass_without_one_of_its_claims_is_invalid(String claim) throws JoseException {
        assertThat(verifier.verify(withClaims(claims -> claims.unsetClaim(claim)), sale, NOON))
                .isEqualTo(new Verdict.Invalid());
    }

    @Test
    void claims_that_make_no_sense_are_invalid_and_never_an_error() throws JoseException {
        var senseless = Map.<String, Object>of(
                "aud",
                "no sale",
                "iss",
                "somebody-else",
                "sid",
                42,
                "sub",
                42,
                "exp",
                Long.MAX_VALUE,
                "iat",
                Long.MIN_VALUE);

        for (var claim : senseless.entrySet()) {
            var token = withClaims(claims -> claims.setClaim(claim.getKey(), claim.getValue()));
            assertThat(verifier.verify(token, sale, NOON)).as("%s", claim).isEqualTo(new Verdict.Invalid());
        }
        var forTwo = withClaims(
                claims -> claims.setAudience(sale.toString(), SaleId.next().toString()));
        assertThat(verifier.verify(forTwo, sale, NOON)).isEqualTo(new Verdict.Invalid());
        var both = withClaims(claims -> {
            claims.setClaim("iat", Long.MAX_VALUE - 1);
            claims.setClaim("exp", Long.MAX_VALUE);
        });
        assertThat(verifier.verify(both, sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "....", "not a token", "e30.e30.e30", "😀.😀.😀"})
    void what_is_no_token_is_invalid(String text) {
        assertThat(verifier.verify(text, sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void an_oversized_token_is_not_even_looked_at() throws JoseException {
        var large = withClaims(claims -> claims.setStringClaim("more", "x".repeat(2_000)));

        assertThat(verifier.verify(large, sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void while_keys_change_passes_of_both_are_good() {
        var next = PassSigner.withKey(PassSigner.newKey("2026-12"));
        var both = new PassVerifier(signer.publicKeys(next.publicKeys()));

        assertThat(both.verify(signer.sign(pass), sale, NOON)).isEqualTo(new Verdict.Good(pass));
        assertThat(both.verify(next.sign(pass), sale, NOON)).isEqualTo(new Verdict.Good(pass));
        assertThat(verifier.verify(next.sign(pass), sale, NOON)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void whoever_signs_publishes_the_same_keys_in_the_middle_of_a_change() {
        var next = PassSigner.withKey(PassSigner.newKey("2026-12"));
        var both = signer.publicKeys(next.publicKeys());

        assertThat(signer.publicKeys(both)).isEqualTo(both).doesNotContain("\"d\":");
        assertThat(new PassVerifier(next.publicKeys(both)).verify(signer.sign(pass), sale, NOON))
                .isEqualTo(new Verdict.Good(pass));
    }

    @Test
    void only_public_p256_keys_with_names_of_their_own_are_published_beside_ours() throws JoseException {
        var rsa = RsaJwkGenerator.generateJwk(2048);
        rsa.setKeyId("rsa");
        var sameName = PassSigner.withKey(PassSigner.newKey("2026-11")).publicKeys();

        for (var wrong : new String[] {
            "",
            "not JSON",
            "{}",
            "{\"keys\":7}",
            "{\"keys\":[{}]}",
            "{\"keys\":[" + PassSigner.newKey("2026-12") + "]}",
            sameName,
            sameName.replace("\"kid\":\"2026-11\",", ""),
            "{\"keys\":[" + rsa.toJson(org.jose4j.jwk.JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + "]}"
        }) {
            assertThatThrownBy(() -> signer.publicKeys(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_pass_that_names_a_key_nobody_knows_is_invalid() throws JoseException {
        assertThat(verifier.verify(token(jws -> jws.setKeyIdHeaderValue("2027-01")), sale, NOON))
                .isEqualTo(new Verdict.Invalid());
    }

    @Test
    void one_signed_with_rsa_is_invalid_whatever_it_calls_its_key() throws JoseException {
        var rsa = RsaJwkGenerator.generateJwk(2048);
        rsa.setKeyId("rsa");
        var knowsRsa = new PassVerifier(signer.publicKeys()
                .replace(
                        "{\"keys\":[",
                        "{\"keys\":[" + rsa.toJson(org.jose4j.jwk.JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + ","));

        for (var kid : new String[] {"2026-11", "rsa"}) {
            var forged = token(jws -> {
                jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
                jws.setKey(rsa.getPrivateKey());
                jws.setKeyIdHeaderValue(kid);
            });
            assertThat(verifier.verify(forged, sale, NOON)).as(kid).isEqualTo(new Verdict.Invalid());
            assertThat(knowsRsa.verify(forged, sale, NOON)).as(kid).isEqualTo(new Verdict.Invalid());
        }
    }

    @Test
    void the_public_keys_do_not_give_the_private_one_away() {
        assertThat(KEY).contains("\"d\":");
        assertThat(signer.publicKeys()).contains("2026-11").doesNotContain("\"d\":");
    }

    @Test
    void only_a_private_p256_key_with_a_name_signs_passes() throws JoseException {
        var publicHalf = signer.publicKeys().replace("{\"keys\":[", "").replace("]}", "");
        var nameless = KEY.replace("\"kid\":\"2026-11\",", "");
        var rsa = RsaJwkGenerator.generateJwk(2048);
        rsa.setKeyId("rsa");

        for (var wrong : new String[] {
            "",
            "{}",
            "not JSON",
            "{\"kty\":7,\"kid\":\"1\"}",
            "{\"kty\":\"EC\",\"crv\":7,\"kid\":\"1\"}",
            "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"1\"}",
            publicHalf,
            nameless,
            rsa.toJson(org.jose4j.jwk.JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE)
        }) {
            assertThatThrownBy(() -> PassSigner.withKey(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("private P-256");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[]", "not JSON", "{\"keys\":[]}", "{\"keys\":[{}]}", "{\"keys\":7}", "{\"keys\":[7]}"
            })
    void a_verifier_without_keys_does_not_start(String jwks) {
        assertThatThrownBy(() -> new PassVerifier(jwks)).isInstanceOf(IllegalArgumentException.class);
    }

    /// Like the signer's, but for one thing.
    private String token(Consumer<JsonWebSignature> change) throws JoseException {
        return token(_ -> {}, change);
    }

    private String withClaims(Consumer<JwtClaims> change) throws JoseException {
        return token(change, _ -> {});
    }

    private String token(Consumer<JwtClaims> claimsChange, Consumer<JsonWebSignature> change) throws JoseException {
        var claims = new JwtClaims();
        claims.setIssuer(AdmissionPass.ISSUER);
        claims.setAudience(sale.toString());
        claims.setSubject(pass.subject());
        claims.setStringClaim("sid", pass.session());
        claims.setJwtId(pass.id());
        claims.setIssuedAt(NumericDate.fromSeconds(pass.since().getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(pass.until().getEpochSecond()));
        claimsChange.accept(claims);
        var jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(PublicJsonWebKey.Factory.newPublicJwk(KEY).getPrivateKey());
        jws.setKeyIdHeaderValue("2026-11");
        jws.setHeader("typ", AdmissionPass.TYPE);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        change.accept(jws);
        return jws.getCompactSerialization();
    }
}
