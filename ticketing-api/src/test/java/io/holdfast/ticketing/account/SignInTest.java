package io.holdfast.ticketing.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.stack.test.StackTestResource;
import io.holdfast.ticketing.SimulatedGateway;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Signing in and out with a real Keycloak.
@QuarkusTest
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
@WithTestResource(RealKeycloak.class)
class SignInTest {

    @TestHTTPResource("/")
    URI site;

    @Inject
    RedisDataSource redis;

    RealKeycloak keycloak;

    @Test
    void who_has_signed_in_is_renewed_silently() {
        // Given
        var ann = signedIn("ann");

        // When
        var renewal = ann.asks("GET", "/login/renewal");

        // Then
        assertThat(renewal.statusCode()).isEqualTo(200);
        assertThat(renewal.body()).contains("Ann");
        assertThat(renewal.headers().allValues("Set-Cookie")).anyMatch(cookie -> cookie.startsWith("hf_account="));
        assertThat(ann.asks("GET", "/api/me/sessions").body()).contains("\"current\":true");
    }

    @Test
    void renewals_are_one_session_and_another_browser_is_another() {
        // Given
        var phone = signedIn("otto");
        var desk = signedIn("otto");

        // When
        phone.asks("GET", "/login/renewal");
        phone.asks("GET", "/login/renewal");

        // Then
        assertThat(desk.asks("GET", "/api/me/sessions").body().split("\"beganAt\""))
                .hasSize(3);
    }

    @Test
    void after_signing_out_everywhere_the_other_browser_is_asked_for_the_password_again() {
        // Given
        var phone = signedIn("bob");
        var desk = signedIn("bob");

        // When
        assertThat(desk.asks("DELETE", "/api/me/sessions").statusCode()).isEqualTo(204);

        // Then
        assertThat(phone.asks("GET", "/api/me/points").statusCode()).isEqualTo(401);
        assertThat(phone.asks("GET", "/login/renewal").statusCode()).isEqualTo(401);
        assertThat(Browsing.asksForPassword(phone.opens("/login?return=/me"))).isTrue();
        // Who proves it in the very second of the sign-out is asked once more.
        await().atMost(Duration.ofSeconds(10)).until(() -> phone.proves(phone.opens("/login?return=/me"), "bob")
                .uri()
                .getPath()
                .equals("/me"));
        assertThat(isSignedIn(phone)).isTrue();
    }

    @Test
    void a_flushed_redis_costs_a_silent_sign_in_and_nothing_more() {
        // Given
        var ann = signedIn("ann");

        // When
        redis.flushall();

        // Then
        assertThat(ann.asks("GET", "/api/me/points").statusCode()).isEqualTo(200);
        assertThat(ann.asks("GET", "/login/renewal").statusCode()).isNotEqualTo(200);
        var back = ann.opens("/login?return=/me");
        assertThat(back.uri().getPath()).isEqualTo("/me");
        assertThat(isSignedIn(ann)).isTrue();
    }

    @Test
    void who_signs_out_ends_that_session_only() {
        // Given
        var phone = signedIn("olga");
        var desk = signedIn("olga");

        // When
        phone.asks("POST", "/logout");

        // Then
        assertThat(phone.asks("GET", "/api/me/points").statusCode()).isEqualTo(401);
        assertThat(desk.asks("GET", "/api/me/points").statusCode()).isEqualTo(200);
    }

    @Test
    void who_signs_out_is_signed_out_at_the_identity_provider_too() {
        // Given
        var ann = signedIn("ann");

        // When
        ann.asks("POST", "/logout");
        var back = ann.opens("/login/out");

        // Then
        assertThat(back.uri().getPath()).isEqualTo("/");
        assertThat(Browsing.asksForPassword(ann.opens("/login?return=/me"))).isTrue();
    }

    @Test
    void who_is_not_signed_in_has_nothing_to_sign_out_of() {
        var stranger = new Browsing(URI.create("http://127.0.0.1:" + site.getPort() + "/"));

        assertThat(stranger.opens("/login/out").uri().getPath()).isEqualTo("/");
    }

    @Test
    void who_signs_out_at_the_identity_provider_is_signed_out_here() {
        // Given
        keycloak.tellsOfSignOuts(URI.create("http://127.0.0.1:" + site.getPort()));
        var olga = signedIn("olga");

        // When
        keycloak.signsOut("olga");

        // Then
        await().atMost(Duration.ofSeconds(20))
                .until(() -> olga.asks("GET", "/api/me/points").statusCode() == 401);
        assertThat(olga.asks("GET", "/login/renewal").statusCode()).isNotEqualTo(200);
    }

    @Test
    void what_only_looks_like_the_identity_provider_ends_nothing() {
        // Given
        var ann = signedIn("ann");

        // When
        var answer = given().contentType("application/x-www-form-urlencoded")
                .formParam("logout_token", "e30.e30.e30")
                .post("/login/back-channel");

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(isSignedIn(ann)).isTrue();
    }

    private Browsing signedIn(String name) {
        var browser = new Browsing(URI.create("http://127.0.0.1:" + site.getPort() + "/"));
        var back = browser.proves(browser.opens("/login?return=/me"), name);
        assertThat(back.uri().getPath()).isEqualTo("/me");
        assertThat(isSignedIn(browser)).isTrue();
        return browser;
    }

    private static boolean isSignedIn(Browsing browser) {
        return browser.asks("GET", "/api/me").body().contains("\"signedIn\":true");
    }
}
