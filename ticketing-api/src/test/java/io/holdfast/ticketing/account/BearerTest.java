package io.holdfast.ticketing.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.SimulatedGateway;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of a real Keycloak, and what is passed off as one.
@QuarkusTest
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
@WithTestResource(RealKeycloak.class)
class BearerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    RealKeycloak keycloak;

    @Inject
    BoxOffice house;

    @Test
    void a_real_token_opens_what_its_roles_open() {
        // Given
        var otto = keycloak.token("otto");

        // When
        var answer = asks(otto);

        // Then
        answer.then().statusCode(200).body("violations", notNullValue());
    }

    @Test
    void the_token_of_somebody_without_the_role_is_good_and_not_enough() {
        asks(keycloak.token("ann"))
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:holdfast:problem:not-allowed"));
    }

    @Test
    void a_member_of_an_approved_organisation_is_an_organiser_with_any_token_of_theirs() {
        // Given
        var token = keycloak.token("bob");
        var bob = read(token.split("\\.")[1]);
        asks(token, "/api/organiser/halls").then().statusCode(403);
        house.run("""
                with bob as (
                    insert into customer (id, kind, issuer, login) values (uuidv7(), 'MEMBER', '%s', '%s')
                    on conflict (issuer, login) do update set login = excluded.login
                    returning id),
                theirs as (
                    insert into organisation (organiser, name, state) values ('bob and friends', 'Friends', 'APPROVED')
                    returning id)
                insert into organisation_member (organisation_id, customer_id, role)
                select theirs.id, bob.id, 'MEMBER' from bob, theirs
                """.formatted(bob.path("iss").asText(), bob.path("sub").asText()));

        // When
        var answers = List.of(asks(token, "/api/organiser/halls"), asks(token));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsExactly(200, 403);
        house.run("""
                update organisation_member
                   set until = now()
                 where organisation_id = (select id from organisation where organiser = 'bob and friends')
                """);
        asks(token, "/api/organiser/halls").then().statusCode(403);
    }

    @Test
    void a_token_that_says_more_than_was_signed_is_refused() {
        // Given
        var token = keycloak.token("ann").split("\\.");
        var otto = keycloak.token("otto").split("\\.");

        // When
        var answer = asks(token[0] + "." + otto[1] + "." + token[2]);

        // Then
        refused(answer);
    }

    @Test
    void a_token_signed_by_somebody_else_is_refused_even_under_keycloaks_key_id() throws NoSuchAlgorithmException {
        // Given
        var otto = keycloak.token("otto").split("\\.");
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var forged = Jwt.claims(JSON.convertValue(read(otto[1]), new TypeReference<Map<String, Object>>() {}))
                .jws()
                .keyId(read(otto[0]).path("kid").asText())
                .sign(generator.generateKeyPair().getPrivate());

        // When
        var answer = asks(forged);

        // Then
        refused(answer);
    }

    @Test
    void a_token_that_nobody_signed_is_refused() {
        // Given
        var otto = keycloak.token("otto").split("\\.");
        var header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8));

        // When
        var answer = asks(header + "." + otto[1] + ".");

        // Then
        refused(answer);
    }

    @Test
    void a_token_of_another_realm_is_refused() {
        refused(asks(keycloak.tokenOfAnotherRealm()));
    }

    @Test
    void a_token_is_refused_from_the_second_on_at_which_it_has_run_out() {
        // Given
        keycloak.givesTokensFor(Duration.ofSeconds(5));
        var otto = keycloak.token("otto");
        asks(otto).then().statusCode(200);

        // When
        var answer = await().atMost(Duration.ofSeconds(20)).until(() -> asks(otto), seen -> seen.statusCode() != 200);

        // Then
        refused(answer);
        keycloak.givesTokensFor(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "a.b.c", "e30.e30.e30", "e30..", "a..c", "한글", ".", "..", "a.b", "a b"})
    void what_is_no_token_is_refused(String garbage) {
        refused(asks(garbage));
        refused(given().header("Authorization", "Bearer " + garbage)
                .contentType("application/json")
                .header("Idempotency-Key", "key-of-a-stranger")
                .body("{}")
                .post("/api/organiser/shows"));
    }

    @Test
    void without_a_token_one_is_told_that_one_is_needed() {
        given().get("/api/staff/violations")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", equalTo("Bearer"))
                .body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    @Test
    void what_is_public_does_not_look_at_tokens() {
        given().auth().oauth2("nonsense").get("/api/shows").then().statusCode(200);
    }

    @Test
    void whoever_signs_in_with_a_session_that_is_none_is_sent_to_the_identity_provider() {
        given().redirects()
                .follow(false)
                .cookie("q_session", "nonsense")
                .get("/login")
                .then()
                .statusCode(302)
                .header("Location", startsWith("http://127.0.0.1:"));
    }

    private static Response asks(String token) {
        return asks(token, "/api/staff/violations");
    }

    private static Response asks(String token, String what) {
        return given().header("Authorization", "Bearer " + token).get(what);
    }

    private static void refused(Response answer) {
        answer.then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", startsWith("Bearer"))
                .body("type", equalTo("urn:holdfast:problem:login-required"))
                .body("status", equalTo(401));
    }

    private static JsonNode read(String part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(part));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
