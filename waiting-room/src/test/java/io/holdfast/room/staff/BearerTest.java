package io.holdfast.room.staff;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.Jwt;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tokens as Keycloak gives them, verified with a key of the test's own.
@QuarkusTest
@TestProfile(BearerTest.OfItsOwn.class)
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(BearerTest.OwnKey.class)
class BearerTest {

    private static final String KEY = "holdfast.test.private-key";

    public static class OfItsOwn implements QuarkusTestProfile {}

    public static class OwnKey implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            var pair = newPair();
            return Map.of(
                    "quarkus.oidc.auth-server-url",
                    "",
                    "quarkus.oidc.public-key",
                    Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()),
                    KEY,
                    Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
        }

        @Override
        public void stop() {}
    }

    @Test
    void a_realm_role_opens_the_staff_door() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = given().auth()
                .oauth2(token("operations", Duration.ofMinutes(5)))
                .get("/api/staff/sales/" + sale);

        // Then
        answer.then().statusCode(200).body("sale", equalTo(sale.toString()));
    }

    @Test
    void another_role_does_not() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer =
                given().auth().oauth2(token("customer", Duration.ofMinutes(5))).get("/api/staff/sales/" + sale);

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
    }

    @Test
    void a_token_that_has_run_out_does_not() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = given().auth()
                .oauth2(token("operations", Duration.ofMinutes(-5)))
                .get("/api/staff/sales/" + sale);

        // Then
        answer.then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                .body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    @Test
    void what_is_no_token_does_not() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = given().auth().oauth2("nonsense").get("/api/staff/sales/" + sale);

        // Then
        answer.then().statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    private static String token(String role, Duration validFor) {
        try {
            var key = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(SalesTopic.config(KEY))));
            return Jwt.subject("otto")
                    .claim("realm_access", Map.of("roles", List.of(role)))
                    .issuedAt(Instant.now().minusSeconds(600))
                    .expiresAt(Instant.now().plus(validFor))
                    .sign(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newPair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
