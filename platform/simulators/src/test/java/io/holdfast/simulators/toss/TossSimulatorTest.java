package io.holdfast.simulators.toss;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TossSimulatorTest {

    private static final String KEY = "test_sk";

    @TempDir
    Path journal;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private GatewaySimulator toss;

    private record Heard(int status, JsonNode body) {}

    @BeforeEach
    void start() {
        toss = TossSimulator.start(GatewayConfig.of(KEY).withJournalIn(journal));
    }

    @AfterEach
    void stop() {
        toss.close();
    }

    @Test
    void a_payment_is_ready_then_in_progress_then_done() {
        // Given
        var order = UUID.randomUUID().toString();
        var opened = open(order, 1_000);
        assertThat(opened.get("status").asText()).isEqualTo("READY");
        assertThat(opened.at("/checkout/url").asText()).startsWith(toss.url() + "/window/");
        agree(opened);

        // When
        var confirmed = confirm(opened, order, 1_000, "key-1");

        // Then
        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(confirmed.body().get("status").asText()).isEqualTo("DONE");
        assertThat(confirmed.body().get("totalAmount").asLong()).isEqualTo(1_000);
    }

    @Test
    void what_was_not_agreed_to_is_not_charged() {
        var order = UUID.randomUUID().toString();

        var answer = confirm(open(order, 1_000), order, 1_000, "key-1");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().get("code").asText()).isEqualTo("NOT_FOUND_PAYMENT_SESSION");
    }

    @Test
    void another_amount_is_refused() {
        var order = UUID.randomUUID().toString();
        var opened = open(order, 1_000);
        agree(opened);

        assertThat(confirm(opened, order, 999, "key-1").body().get("code").asText())
                .isEqualTo("INVALID_REQUEST");
    }

    @Test
    void one_key_is_one_answer_and_another_finds_it_done() {
        var order = UUID.randomUUID().toString();
        var opened = open(order, 1_000);
        agree(opened);
        var first = confirm(opened, order, 1_000, "key-1");

        assertThat(confirm(opened, order, 1_000, "key-1")).isEqualTo(first);
        assertThat(confirm(opened, order, 1_000, "key-2").body().get("code").asText())
                .isEqualTo("ALREADY_PROCESSED_PAYMENT");
    }

    @Test
    void an_order_number_is_charged_once() {
        // Given
        var order = UUID.randomUUID().toString();
        var opened = open(order, 1_000);
        agree(opened);
        confirm(opened, order, 1_000, "key-1");

        // When
        var again = send("POST", "/v1/payments", null, body(order, 1_000));

        // Then
        assertThat(again.body().get("code").asText()).isEqualTo("DUPLICATED_ORDER_ID");
    }

    @Test
    void a_restart_forgets_neither_payments_nor_what_a_key_was_answered() {
        // Given
        var order = UUID.randomUUID().toString();
        var opened = open(order, 1_000);
        agree(opened);
        confirm(opened, order, 1_000, "key-1");
        var cancel = "{\"cancelReason\":\"test\",\"cancelAmount\":300}";
        var path = "/v1/payments/" + opened.get("paymentKey").asText() + "/cancel";
        send("POST", path, "cancel-1", cancel);

        // When
        toss.close();
        start();

        // Then
        assertThat(confirm(opened, order, 1_000, "key-1").status()).isEqualTo(200);
        assertThat(send("POST", path, "cancel-1", cancel).status()).isEqualTo(200);
        var payment = send("GET", "/v1/payments/orders/" + order, null, null).body();
        assertThat(payment.get("balanceAmount").asLong()).isEqualTo(700);
        assertThat(payment.get("cancels")).hasSize(1);
    }

    @Test
    void what_was_paid_into_a_virtual_account_goes_back_only_to_an_account_that_is_named() throws Exception {
        // Given
        var path = "/v1/payments/" + paidIntoAVirtualAccount() + "/cancel";

        // When
        var without = send("POST", path, "cancel-1", "{\"cancelReason\":\"test\",\"cancelAmount\":300}");
        var notTheirs = send("POST", path, "cancel-2", cancelInto("00012345678"));
        var nonsense = send("POST", path, "cancel-3", cancelInto("12-34"));
        var good = send("POST", path, "cancel-4", cancelInto("11012345678"));

        // Then
        assertThat(without.status()).isEqualTo(400);
        assertThat(without.body().get("code").asText()).isEqualTo("INVALID_REQUEST");
        assertThat(notTheirs.body().get("code").asText()).isEqualTo("INVALID_REFUND_ACCOUNT_INFO");
        assertThat(nonsense.body().get("code").asText()).isEqualTo("INVALID_REFUND_ACCOUNT_NUMBER");
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.body().get("method").asText()).isEqualTo("가상계좌");
        assertThat(good.body().get("balanceAmount").asLong()).isEqualTo(700);
        assertThat(good.body().toString()).doesNotContain("11012345678");
    }

    @Test
    void a_virtual_account_waits_for_its_deposit() {
        // Given
        var order = UUID.randomUUID().toString();
        var opened = open(order, 1_000, "VIRTUAL_ACCOUNT");
        agree(opened);

        // When
        var confirmed = confirm(opened, order, 1_000, "key-1");

        // Then
        assertThat(confirmed.body().get("status").asText()).isEqualTo("WAITING_FOR_DEPOSIT");
        assertThat(confirmed.body().at("/virtualAccount/accountNumber").asText())
                .matches("[0-9]{14}");
    }

    private String paidIntoAVirtualAccount() throws IOException, InterruptedException {
        var order = UUID.randomUUID().toString();
        var opened = open(order, 1_000, "VIRTUAL_ACCOUNT");
        agree(opened);
        confirm(opened, order, 1_000, "key-" + order);
        var key = opened.get("paymentKey").asText();
        http.send(
                HttpRequest.newBuilder(toss.url().resolve("/window/" + key))
                        .POST(BodyPublishers.ofString("outcome=deposit"))
                        .build(),
                BodyHandlers.discarding());
        return key;
    }

    private static String cancelInto(String account) {
        return """
            {"cancelReason":"test","cancelAmount":300,
             "refundReceiveAccount":{"bank":"88","accountNumber":"%s","holderName":"이앤"}}""".formatted(account);
    }

    @Test
    void a_stranger_is_told_nothing() throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(toss.url().resolve("/v1/payments/x")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(Json.object(answer.body()).get("code").asText()).isEqualTo("UNAUTHORIZED_KEY");
    }

    private JsonNode open(String order, long amount) {
        return send("POST", "/v1/payments", null, body(order, amount)).body();
    }

    private JsonNode open(String order, long amount, String method) {
        return send("POST", "/v1/payments", null, body(order, amount).replace("CARD", method))
                .body();
    }

    private static String body(String order, long amount) {
        return """
            {"method":"CARD","amount":%d,"orderId":"%s","orderName":"show","successUrl":"http://shop.test/",
             "failUrl":"http://shop.test/"}""".formatted(amount, order);
    }

    private void agree(JsonNode opened) {
        send("POST", "/window/" + opened.get("paymentKey").asText(), null, "outcome=approve");
    }

    private Heard confirm(JsonNode opened, String order, long amount, String key) {
        return send("POST", "/v1/payments/confirm", key, """
            {"paymentKey":"%s","orderId":"%s","amount":%d}""".formatted(
                        opened.get("paymentKey").asText(), order, amount));
    }

    private Heard send(String method, String path, String key, String body) {
        try {
            var request = HttpRequest.newBuilder(toss.url().resolve(path))
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8)))
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
