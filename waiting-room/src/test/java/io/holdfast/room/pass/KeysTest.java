package io.holdfast.room.pass;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassSigner;
import io.holdfast.contracts.pass.PassVerifier.Verdict;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class KeysTest {

    private static final String FORMER = PassSigner.newKey("former");
    private static final String NEXT = PassSigner.newKey("next");

    @Test
    void the_public_keys_carry_no_secret_and_may_be_kept_for_a_while() {
        // When
        var answer = get("/.well-known/jwks.json");

        // Then
        answer.then().statusCode(200).body("keys[0].crv", equalTo("P-256")).body("keys[0].d", nullValue());
        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(answer.header("ETag")).startsWith("\"");
    }

    @Test
    void whoever_has_the_public_keys_is_not_sent_them_again() {
        // Given
        var tag = get("/.well-known/jwks.json").header("ETag");

        // When
        var answer = given().header("If-None-Match", tag).get("/.well-known/jwks.json");

        // Then
        answer.then().statusCode(304);
        assertThat(answer.asByteArray()).isEmpty();
    }

    @Test
    void while_keys_change_the_next_and_the_former_are_published_too() {
        // When
        var before = new PublishedKeys(FORMER, Optional.empty());
        var known = new PublishedKeys(FORMER, Optional.of(both()));
        var changed = new PublishedKeys(NEXT, Optional.of(both()));

        // Then
        assertThat(before.jwks()).contains("former").doesNotContain("next");
        assertThat(known.jwks()).contains("former", "next").doesNotContain("\"d\"");
        assertThat(changed.jwks()).contains("former", "next").doesNotContain("\"d\"");
        assertThat(known.tag()).isNotEqualTo(before.tag());
    }

    @Test
    void through_a_whole_change_of_keys_no_pass_is_refused_that_was_given_ten_minutes_before() {
        // Given
        var sale = SaleId.next();
        var now = Instant.parse("2030-05-01T12:00:00Z");
        var pass = new AdmissionPass(sale, "b:ann", "1.1", "1", now, now.plus(AdmissionPass.LONGEST));
        var former = PassSigner.withKey(FORMER).sign(pass);
        var next = PassSigner.withKey(NEXT).sign(pass);

        // When
        var bothKnown = new PublishedKeys(FORMER, Optional.of(both())).verifier();
        var nextSigns = new PublishedKeys(NEXT, Optional.of(both())).verifier();
        var formerForgotten = new PublishedKeys(NEXT, Optional.empty()).verifier();

        // Then
        assertThat(bothKnown.verify(former, sale, now)).isEqualTo(new Verdict.Good(pass));
        assertThat(bothKnown.verify(next, sale, now)).isEqualTo(new Verdict.Good(pass));
        assertThat(nextSigns.verify(former, sale, now)).isEqualTo(new Verdict.Good(pass));
        assertThat(nextSigns.verify(next, sale, now)).isEqualTo(new Verdict.Good(pass));
        assertThat(formerForgotten.verify(next, sale, now)).isEqualTo(new Verdict.Good(pass));
        assertThat(formerForgotten.verify(former, sale, now)).isEqualTo(new Verdict.Invalid());
    }

    @Test
    void a_private_key_is_never_published_by_mistake() {
        assertThatThrownBy(() -> new PublishedKeys(NEXT, Optional.of("{\"keys\":[" + FORMER + "]}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\"d\"");
    }

    private static String both() {
        return PassSigner.withKey(FORMER).publicKeys(PassSigner.withKey(NEXT).publicKeys());
    }
}
