package io.holdfast.waitlist;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OthersAwayTest.NobodyThere.class)
@WithTestResource(value = StackTestResource.class, initArgs = @ResourceArg(name = "postgres", value = "true"))
class OthersAwayTest {

    public static class NobodyThere implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "quarkus.mailer.port", "1",
                    "holdfast.topics.prefix", "away.",
                    "test.mailbox.url", "http://127.0.0.1:1");
        }
    }

    @TestHTTPResource(value = "/", management = true)
    String management;

    @ConfigProperty(name = "holdfast.account.key")
    String accountKey;

    @Test
    void the_worker_lives_and_serves_while_kafka_and_the_mail_server_are_away() {
        // Given
        var cookie = new SignedAccount(accountKey)
                .sign(CustomerId.next(), Instant.now().plusSeconds(60));

        // When
        var mine = given().cookie(SignedAccount.COOKIE, cookie)
                .get("/api/waitlist")
                .then();

        // Then
        mine.statusCode(200).body("entries", hasSize(0));
        given().get(management + "health/live").then().statusCode(200);
        given().get(management + "health/ready").then().statusCode(200);
        given().get(management + "metrics")
                .then()
                .statusCode(200)
                .body(containsString("holdfast_notification_late_millis"));
    }
}
