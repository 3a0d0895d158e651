package io.holdfast.gateways;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.LocalServer;
import io.holdfast.simulators.http.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayLineTest {

    private final GatewayCalls calls = new GatewayCalls(new ObjectMapper());
    private volatile Answer says = Answer.json(200, "{}");
    private volatile Request asked;
    private LocalServer server;

    @BeforeEach
    void start() {
        server = LocalServer.on(0, request -> {
            asked = request;
            return says;
        });
        server.start();
    }

    @AfterEach
    void stop() {
        calls.close();
        server.close();
    }

    @Test
    void toss_is_asked_in_json_under_basic_credentials_and_once_for_each_key() {
        line(GatewayProtocol.TOSS).post("/v1/payments", "key-1", Map.of("amount", 1_000));

        assertThat(asked.body()).isEqualTo("{\"amount\":1000}");
        assertThat(asked.header("Authorization")).contains("Basic c2VjcmV0Og==");
        assertThat(asked.header("Idempotency-Key")).contains("key-1");
    }

    @Test
    void stripe_is_asked_in_forms_under_a_bearer_key_and_in_the_version_we_speak() {
        // Given
        var fields = new LinkedHashMap<String, Object>();
        fields.put("amount", 1_000);
        fields.put("metadata[refund]", "a b");

        // When
        line(GatewayProtocol.STRIPE)
                .with(Map.of("Stripe-Version", "2024-06-20"))
                .post("/v1/refunds", fields);

        // Then
        assertThat(asked.body()).isEqualTo("amount=1000&metadata%5Brefund%5D=a+b");
        assertThat(asked.header("Authorization")).contains("Bearer secret");
        assertThat(asked.header("Stripe-Version")).contains("2024-06-20");
        assertThat(asked.header("Idempotency-Key")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(GatewayProtocol.class)
    void what_is_said_again_by_another_process_is_the_same_to_the_byte(GatewayProtocol protocol) {
        // Given
        var account = new LinkedHashMap<String, Object>(Map.of("bank", "88"));
        account.put("holder", "Ann");
        var body = new LinkedHashMap<String, Object>(Map.of("reason", "refund"));
        body.put("amount", 1_000);
        body.put("account", account);
        line(protocol).post("/v1/payments", "key-1", body);
        var before = asked.body();

        // When
        line(protocol).post("/v1/payments", "key-1", turnedAround(body));

        // Then
        assertThat(asked.body()).isEqualTo(before);
    }

    private static Map<String, Object> turnedAround(LinkedHashMap<String, Object> map) {
        var other = new LinkedHashMap<String, Object>();
        map.reversed().forEach(other::put);
        return other;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TOSS | 403 | {\"code\":\"REJECT_CARD_COMPANY\"} | REJECT_CARD_COMPANY | false",
                "TOSS | 403 | {\"code\":\"FORBIDDEN_REQUEST\"} | FORBIDDEN_REQUEST | true",
                "TOSS | 400 | {\"code\":\"PROVIDER_ERROR\"} | PROVIDER_ERROR | true",
                "TOSS | 400 | {\"code\":\"free text, which is not kept\"} | HTTP_400 | false",
                "STRIPE | 402 | {\"error\":{\"code\":\"card_declined\"}} | card_declined | false",
                "STRIPE | 402 | {\"error\":{\"code\":\"c\",\"decline_code\":\"stolen_card\"}} | stolen_card | false",
                "STRIPE | 403 | {\"error\":{}} | HTTP_403 | true",
                "SIMULATOR | 400 | {\"code\":\"REJECT_CARD\"} | REJECT_CARD | false",
                "SIMULATOR | 404 | <h1>Not Found</h1> | HTTP_404 | false"
            })
    void each_gateway_refuses_in_its_own_way(
            GatewayProtocol protocol, int status, String body, String code, boolean unclear) {
        // Given
        says = Answer.json(status, body);

        // When
        var reply = line(protocol).get("/v1/payments/1");

        // Then
        assertThat(reply.isGood()).isFalse();
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.isUnclear()).isEqualTo(unclear);
    }

    @ParameterizedTest
    @CsvSource({"401", "408", "409", "425", "429", "500", "502", "503"})
    void what_is_about_us_or_the_moment_says_nothing_of_the_money(int status) {
        // Given
        says = Answer.json(status, "{}");

        for (var protocol : GatewayProtocol.values()) {
            // When
            var reply = line(protocol).get("/v1/payments/1");

            // Then
            assertThat(reply.isUnclear()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_answer_says_nothing_at_all(GatewayProtocol protocol) {
        // Given
        says = new Answer.HungUp(Duration.ZERO);

        // When
        var reply = line(protocol).get("/v1/payments/1");

        // Then
        assertThat(reply.isUnclear()).isTrue();
        assertThat(reply.code()).isEqualTo("NO_ANSWER");
    }

    @Test
    void without_a_key_nobody_is_asked() {
        assertThat(calls.to(GatewayProtocol.TOSS, "http://127.0.0.1:1", Optional.empty(), Duration.ofSeconds(1))
                        .isOn())
                .isFalse();
    }

    private GatewayLine line(GatewayProtocol protocol) {
        return calls.to(protocol, server.url().toString(), Optional.of("secret"), Duration.ofSeconds(5));
    }
}
