package io.holdfast.simulators.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.gateway.HmacSignature;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.LocalServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgSimulatorTest {

    private static final GatewayConfig CONFIG = GatewayConfig.of(Shop.SECRET, "webhook secret");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-05-01T10:00:00Z"));
    private final GatewaySimulator gateway = PgSimulator.start(CONFIG, now::get);
    private final Shop shop = new Shop(gateway.url());

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void a_payment_goes_from_the_page_to_the_capture() {
        // Given
        var key = shop.open("o-1", 140_000);
        var back = shop.answer(key, "approve").headers().firstValue("Location");

        // When
        var confirmed = shop.confirm(key, "o-1", 140_000);

        // Then
        assertThat(back)
                .contains("http://shop.test/back?x=1&paymentKey=" + key + "&orderId=o-1&amount=140000&result=success");
        assertThat(confirmed.status()).isEqualTo(200);
        assertThat(confirmed.body().get("status").asText()).isEqualTo("DONE");
        assertThat(settlement())
                .isEqualTo("{\"captures\":1,\"capturedAmount\":140000,\"refunds\":0,\"refundedAmount\":0}");
        assertThat(shop.get("/v1/payments?orderId=o-1").body().get("payments")).hasSize(1);
    }

    @Test
    void the_page_is_escaped_and_accessible() {
        // Given
        var key = shop.open("o-1", 140_000);

        // When
        var page = shop.page(key);

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("연습용 결제창 (practice payment)", "<html lang=\"ko\">", "공연 &lt;1&gt;", "140,000")
                .doesNotContain("공연 <1>", "<script");
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    @Test
    void a_declined_card_comes_back_as_a_failure_and_cannot_be_captured() {
        // Given
        var key = shop.open("o-1", 1000);
        var back = shop.answer(key, "decline").headers().firstValue("Location").orElseThrow();

        // When
        var confirmed = shop.confirm(key, "o-1", 1000);

        // Then
        assertThat(back).startsWith("http://shop.test/failed?").contains("result=fail", "code=USER_CANCEL");
        assertThat(confirmed.status()).isEqualTo(400);
        assertThat(code(confirmed)).isEqualTo("USER_CANCEL");
    }

    @Test
    void nothing_is_captured_before_the_payer_agrees_or_with_another_amount_or_order_or_too_late() {
        // Given
        var unanswered = shop.open("o-1", 1000);
        var approved = shop.open("o-2", 1000);
        shop.answer(approved, "approve");

        // When
        var codes = List.of(
                code(shop.post(
                        "/v1/payments/" + unanswered + "/confirm", null, "{\"orderId\":\"o-1\",\"amount\":1000}")),
                code(shop.post("/v1/payments/" + approved + "/confirm", null, "{\"orderId\":\"o-2\",\"amount\":999}")),
                code(shop.post("/v1/payments/" + approved + "/confirm", null, "{\"orderId\":\"o-9\",\"amount\":1000}")),
                code(shop.post("/v1/payments/pay_unknown/confirm", null, "{\"orderId\":\"o-9\",\"amount\":1000}")),
                codeAfterHalfAnHour(approved));

        // Then
        assertThat(codes)
                .containsExactly(
                        "NOT_AUTHENTICATED", "AMOUNT_MISMATCH", "ORDER_MISMATCH", "UNKNOWN_PAYMENT", "EXPIRED");
        assertThat(shop.get("/v1/settlement").body().get("captures").asInt()).isZero();
    }

    private String codeAfterHalfAnHour(String key) {
        now.updateAndGet(time -> time.plus(Payment.EXPIRES_AFTER));
        return code(shop.post("/v1/payments/" + key + "/confirm", null, "{\"orderId\":\"o-2\",\"amount\":1000}"));
    }

    @Test
    void cancelling_takes_no_more_than_there_is() {
        // Given
        var key = shop.captured("o-1", 1000);

        // When
        var first = shop.cancel(key, "r-1", 600);
        var tooMuch = shop.cancel(key, "r-2", 500);
        var rest = shop.cancel(key, "r-3", 400);
        var more = shop.cancel(key, "r-4", 1);

        // Then
        assertThat(first.body().get("balance").asLong()).isEqualTo(400);
        assertThat(code(tooMuch)).isEqualTo("NOT_ENOUGH_BALANCE");
        assertThat(rest.body().get("balance").asLong()).isZero();
        assertThat(code(more)).isEqualTo("ALREADY_CANCELED");
        assertThat(status(key)).isEqualTo("CANCELED");
        assertThat(shop.get("/v1/payments/" + key + "/cancels").body().get("cancels"))
                .extracting(cancel -> cancel.get("idempotencyKey").asText())
                .containsExactly("r-1", "r-3");
    }

    @Test
    void the_same_key_at_the_same_time_has_one_effect_and_one_answer() throws Exception {
        // Given
        var key = shop.captured("o-1", 100_000);

        // When
        List<Shop.Heard> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, 50)
                    .mapToObj(_ -> threads.submit(() -> shop.cancel(key, "r-1", 1000)))
                    .toList();
            answers = new ArrayList<>();
            for (var one : asked) {
                answers.add(one.get());
            }
        }

        // Then
        assertThat(answers).containsOnly(answers.getFirst());
        assertThat(shop.get("/v1/settlement").body().get("refundedAmount").asLong())
                .isEqualTo(1000);
    }

    @Test
    void the_same_key_for_another_body_is_refused() {
        // Given
        var key = shop.captured("o-1", 1000);
        shop.cancel(key, "r-1", 100);

        // When
        var other = shop.cancel(key, "r-1", 200);

        // Then
        assertThat(other.status()).isEqualTo(422);
        assertThat(shop.get("/v1/settlement").body().get("refundedAmount").asLong())
                .isEqualTo(100);
    }

    @Test
    void a_refund_whose_answer_was_lost_is_there_and_is_not_repeated() throws Exception {
        // Given
        var key = shop.captured("o-1", 1000);
        shop.faults("{\"cancel\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"rate\":1,\"delayMillis\":0,\"times\":1}}");
        assertThatThrownBy(() -> shop.sendOrLose(
                        "POST", "/v1/payments/" + key + "/cancel", "r-1", "{\"amount\":300,\"reason\":\"test\"}"))
                .isInstanceOf(IOException.class);

        // When
        var again = shop.cancel(key, "r-1", 300);

        // Then
        assertThat(again.status()).isEqualTo(200);
        assertThat(shop.get("/v1/settlement").body().get("refundedAmount").asLong())
                .isEqualTo(300);
    }

    @Test
    void faults_are_as_told_and_end_when_told() {
        // Given
        var key = shop.open("o-1", 1000);
        shop.answer(key, "approve");
        shop.faults("{\"confirm\":{\"mode\":\"ERROR_500\"}}");
        var broken = shop.confirm(key, "o-1", 1000);
        shop.faults("{}");

        // When
        var confirmed = shop.confirm(key, "o-1", 1000);

        // Then
        assertThat(broken.status()).isEqualTo(500);
        assertThat(confirmed.status()).isEqualTo(200);
    }

    @Test
    void a_bank_may_refuse_a_capture_and_a_refund() {
        // Given
        var refused = shop.open("o-1", 1000);
        shop.answer(refused, "approve");
        var paid = shop.captured("o-2", 1000);
        shop.faults("{\"confirm\":{\"mode\":\"DECLINE\"},\"cancel\":{\"mode\":\"DECLINE\"}}");

        // When
        var capture = shop.confirm(refused, "o-1", 1000);
        var refund = shop.cancel(paid, "r-1", 100);

        // Then
        assertThat(code(capture)).isEqualTo("REJECT_CARD");
        assertThat(status(refused)).isEqualTo("ABORTED");
        assertThat(code(refund)).isEqualTo("REFUND_REJECTED");
        assertThat(status(paid)).isEqualTo("DONE");
    }

    @Test
    void nonsense_is_refused() {
        // When
        var malformed = shop.post("/v1/payments", null, "{");
        var negative = shop.post("/v1/payments", null, Shop.terms("o-1", -5));
        var script = shop.post(
                "/v1/payments", null, Shop.terms("o-1", 5).replace("http://shop.test/back?x=1", "javascript:alert(1)"));
        var badFault = shop.faults("{\"cancel\":{\"mode\":\"NO_SUCH\"}}");
        var unknown = shop.get("/v1/nothing");

        // Then
        assertThat(List.of(malformed, negative, script, badFault))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(400));
        assertThat(unknown.status()).isEqualTo(404);
    }

    @Test
    void without_the_secret_there_is_no_answer() {
        // Given
        var other = PgSimulator.start(GatewayConfig.of("another secret", "webhook secret"));

        // When
        var answer = new Shop(other.url()).get("/v1/settlement");

        // Then
        other.close();
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void webhooks_are_signed_and_repeated_until_taken() {
        // Given
        var bodies = new CopyOnWriteArrayList<JsonNode>();
        var signatures = new CopyOnWriteArrayList<Boolean>();
        var refusals = new AtomicInteger(2);
        try (var receiver = LocalServer.on(0, request -> {
            signatures.add(signed(request.header("Sim-Signature").orElse(""), request.body()));
            if (refusals.getAndDecrement() > 0) {
                return Answer.json(503, "{}");
            }
            bodies.add(Json.object(request.body()));
            return Answer.json(200, "{}");
        })) {
            receiver.start();
            gateway.sendWebhooksTo(URI.create(receiver.url() + "/hook"));

            // When
            var key = shop.captured("o-1", 1000);

            // Then
            await().untilAsserted(() -> assertThat(bodies)
                    .extracting(body -> body.get("status").asText())
                    .contains("IN_PROGRESS", "DONE"));
            assertThat(bodies)
                    .extracting(body -> body.get("paymentKey").asText())
                    .containsOnly(key);
            assertThat(signatures).hasSizeGreaterThanOrEqualTo(4).containsOnly(true);
        }
    }

    @Test
    void webhooks_can_come_twice_or_forged() {
        // Given
        var signatures = new CopyOnWriteArrayList<Boolean>();
        try (var receiver = LocalServer.on(0, request -> {
            var good = signed(request.header("Sim-Signature").orElse(""), request.body());
            signatures.add(good);
            return Answer.json(good ? 200 : 401, "{}");
        })) {
            receiver.start();
            gateway.sendWebhooksTo(receiver.url());
            shop.faults("{\"webhook\":{\"mode\":\"DOUBLE\"}}");
            shop.answer(shop.open("o-1", 1000), "decline");
            await().until(() -> signatures.size() == 2);
            shop.faults("{\"webhook\":{\"mode\":\"FORGED\"}}");

            // When
            shop.answer(shop.open("o-2", 1000), "decline");

            // Then
            await().untilAsserted(() -> assertThat(signatures).containsExactly(true, true, false, true));
        }
    }

    @Test
    void a_restart_finds_the_same_payments_and_the_same_answers(@TempDir Path directory) throws Exception {
        // Given
        String key;
        Shop.Heard before;
        try (var first = PgSimulator.start(CONFIG.withJournalIn(directory))) {
            var earlier = new Shop(first.url());
            key = earlier.captured("o-1", 1000);
            before = earlier.cancel(key, "r-1", 300);
        }
        Files.writeString(directory.resolve("payments.jsonl"), "\n{\"half a li", StandardOpenOption.APPEND);

        // When
        try (var second = PgSimulator.start(CONFIG.withJournalIn(directory))) {
            var later = new Shop(second.url());
            var again = later.cancel(key, "r-1", 300);
            later.captured("o-2", 5);

            // Then
            assertThat(again).isEqualTo(before);
            assertThat(later.get("/v1/settlement").body().toString())
                    .isEqualTo("{\"captures\":2,\"capturedAmount\":1005,\"refunds\":1,\"refundedAmount\":300}");
        }
        try (var third = PgSimulator.start(CONFIG.withJournalIn(directory))) {
            assertThat(new Shop(third.url())
                            .get("/v1/settlement")
                            .body()
                            .get("captures")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    private static boolean signed(String header, String body) {
        var at = Instant.ofEpochSecond(Long.parseLong(header.substring(2, header.indexOf(','))));
        return header.equals(HmacSignature.of("webhook secret", at, body));
    }

    private String settlement() {
        return shop.get("/v1/settlement").body().toString();
    }

    private String status(String key) {
        return shop.get("/v1/payments/" + key).body().get("status").asText();
    }

    private static String code(Shop.Heard answer) {
        return answer.body().get("code").asText();
    }
}
