package io.holdfast.simulators.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.gateway.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StripeSimulatorTest {

    private static final String KEY = "sk_test";

    @TempDir
    Path journal;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private GatewaySimulator stripe;

    private record Heard(int status, JsonNode body) {}

    @BeforeEach
    void start() {
        stripe = StripeSimulator.start(GatewayConfig.of(KEY, "whsec").withJournalIn(journal));
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    @Test
    void a_session_that_was_agreed_to_waits_for_its_capture() {
        // Given
        var session = open("open-1");
        assertThat(session.get("payment_intent").isNull()).isTrue();

        // When
        var intent = agreed(session);

        // Then
        assertThat(intent.get("status").asText()).isEqualTo("requires_capture");
        assertThat(intent.get("amount_received").asLong()).isZero();
        assertThat(intent.at("/metadata/payment").asText()).isEqualTo("p-1");
    }

    @Test
    void one_key_captures_once_and_another_is_refused() {
        var intent = agreed(open("open-1")).get("id").asText();
        var capture = "/v1/payment_intents/" + intent + "/capture";
        var first = send("POST", capture, "c-1", "");

        assertThat(first.body().get("status").asText()).isEqualTo("succeeded");
        assertThat(send("POST", capture, "c-1", "")).isEqualTo(first);
        assertThat(send("POST", capture, "c-2", "").body().at("/error/code").asText())
                .isEqualTo("payment_intent_unexpected_state");
    }

    @Test
    void a_key_belongs_to_what_it_was_used_for_first() {
        open("open-1");

        var other = send("POST", "/v1/checkout/sessions", "open-1", form(2_000));

        assertThat(other.status()).isEqualTo(400);
        assertThat(other.body().at("/error/type").asText()).isEqualTo("idempotency_error");
    }

    @Test
    void no_more_is_given_back_than_was_taken() {
        // Given
        var intent = agreed(open("open-1")).get("id").asText();
        send("POST", "/v1/payment_intents/" + intent + "/capture", "c-1", "");
        send("POST", "/v1/refunds", "r-1", "payment_intent=" + intent + "&amount=900");

        // When
        var more = send("POST", "/v1/refunds", "r-2", "payment_intent=" + intent + "&amount=200");

        // Then
        assertThat(more.body().at("/error/code").asText()).isEqualTo("amount_too_large");
    }

    @Test
    void a_restart_forgets_neither_payments_nor_what_a_key_was_answered() {
        // Given
        var intent = agreed(open("open-1")).get("id").asText();
        send("POST", "/v1/payment_intents/" + intent + "/capture", "c-1", "");
        send("POST", "/v1/refunds", "r-1", "payment_intent=" + intent + "&amount=300");

        // When
        stripe.close();
        start();

        // Then
        assertThat(send("POST", "/v1/payment_intents/" + intent + "/capture", "c-1", "")
                        .status())
                .isEqualTo(200);
        send("POST", "/v1/refunds", "r-1", "payment_intent=" + intent + "&amount=300");
        assertThat(send("GET", "/v1/refunds?payment_intent=" + intent, null, null)
                        .body()
                        .get("data"))
                .hasSize(1);
    }

    @Test
    void a_page_that_has_expired_is_not_agreed_to() {
        var session = open("open-1").get("id").asText();
        send("POST", "/v1/checkout/sessions/" + session + "/expire", "e-1", "");

        page(session);

        assertThat(send("GET", "/v1/checkout/sessions/" + session, null, null)
                        .body()
                        .get("status")
                        .asText())
                .isEqualTo("expired");
    }

    private JsonNode open(String key) {
        return send("POST", "/v1/checkout/sessions", key, form(1_000)).body();
    }

    private static String form(long amount) {
        return "mode=payment&line_items[0][price_data][unit_amount]=" + amount
                + "&line_items[0][price_data][currency]=krw&line_items[0][price_data][product_data][name]=show"
                + "&success_url=http://shop.test/&payment_intent_data[capture_method]=manual"
                + "&payment_intent_data[metadata][payment]=p-1";
    }

    private JsonNode agreed(JsonNode session) {
        page(session.get("id").asText());
        return send("GET", "/v1/checkout/sessions/" + session.get("id").asText(), null, null)
                .body()
                .get("payment_intent");
    }

    private void page(String session) {
        try {
            http.send(
                    HttpRequest.newBuilder(stripe.url().resolve("/c/pay/" + session))
                            .POST(BodyPublishers.ofString("outcome=approve"))
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Heard send(String method, String path, String key, String body) {
        try {
            var request = HttpRequest.newBuilder(stripe.url().resolve(path))
                    .header("Authorization", "Bearer " + KEY)
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            if (key != null) {
                request.header("Idempotency-Key", key);
            }
            var response = http.send(request.build(), BodyHandlers.ofString());
            return new Heard(response.statusCode(), Json.MAPPER.readTree(response.body()));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
