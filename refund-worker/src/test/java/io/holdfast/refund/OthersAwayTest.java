package io.holdfast.refund;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
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
                    "holdfast.simulator.url", "http://127.0.0.1:1",
                    "holdfast.simulator.secret", "secret",
                    "holdfast.topics.prefix", "away.");
        }
    }

    @TestHTTPResource(value = "/", management = true)
    String management;

    @Test
    void the_worker_lives_and_is_ready_while_kafka_and_the_gateway_are_away() {
        given().get(management + "health/live").then().statusCode(200);
        given().get(management + "health/ready").then().statusCode(200);
        given().get(management + "metrics").then().statusCode(200).body(containsString("holdfast_refund_oldest_age"));
    }
}
