package io.holdfast.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.launcher.house.Jvm;
import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.pg.PgSimulator;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.TestStack;
import io.holdfast.stack.test.TestStack.Part;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The packaged refund-worker dies again and again, as in a power cut, while the gateway is slow and loses answers.
class CrashInRefundsTest {

    private static final int REFUNDS = 200;
    private static final long EACH = 700;
    private static final String SECRET = "gateway secret";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void a_worker_that_is_killed_again_and_again_gives_each_refund_back_once() throws Exception {
        try (var gateway = PgSimulator.start(GatewayConfig.of(SECRET, "webhook secret"))) {
            // Given
            var settings = settings(gateway);
            try (var facts = new Facts(
                    settings.getOrDefault("kafka.bootstrap.servers", ""),
                    settings.getOrDefault("holdfast.topics.prefix", ""))) {
                var repayments = new ArrayList<Repayment>();
                for (var n = 0; n < REFUNDS; n++) {
                    repayments.add(new Repayment(
                            RefundId.next(), PaymentId.next(), "simulator-card", captured(gateway), Money.won(EACH)));
                }
                send(gateway, "PUT", "/v1/faults", """
                        {"cancel":{"mode":"TIMEOUT_AFTER_EFFECT","rate":0.3,"delayMillis":400}}""");
                repayments.forEach(repayment -> facts.tell(cancelled(repayment)));

                // When
                for (var done : List.of(10, 50, 90, 130, 170)) {
                    var worker = worker(settings);
                    await().atMost(PATIENCE).until(() -> givenBack(gateway) >= done || !worker.alive());
                    assertThat(worker.alive()).as(worker.lastWords(20)).isTrue();
                    worker.kill();
                }
                try (var last = worker(settings)) {
                    await().atMost(PATIENCE).until(() -> settled(settings) == REFUNDS || !last.alive());
                    assertThat(last.alive()).as(last.lastWords(20)).isTrue();
                    await().atMost(PATIENCE).until(() -> told(facts).size() == REFUNDS);
                }

                // Then
                var books = send(gateway, "GET", "/v1/settlement", "");
                assertThat(books.path("refunds").asInt()).isEqualTo(REFUNDS);
                assertThat(books.path("refundedAmount").asLong()).isEqualTo(REFUNDS * EACH);
                for (var repayment : repayments) {
                    assertThat(keys(gateway, repayment))
                            .containsExactly(repayment.refund().toString());
                }
                assertThat(told(facts))
                        .containsExactlyInAnyOrderElementsOf(
                                repayments.stream().map(Repayment::refund).toList());
            }
        }
    }

    /// Quicker than the usual, so that the crashes come while much is under way.
    private static Map<String, String> settings(GatewaySimulator gateway) {
        var settings = new HashMap<>(TestStack.fresh(EnumSet.of(Part.POSTGRES, Part.KAFKA)));
        settings.putAll(Map.of(
                "holdfast.simulator.url", gateway.url().toString(),
                "holdfast.simulator.secret", SECRET,
                "holdfast.simulator.patience", "2s",
                "holdfast.refund.lease", "5s",
                "holdfast.refund.first-pause", "200ms",
                "holdfast.refund.longest-pause", "1s",
                "holdfast.refund.tries", "100",
                "quarkus.http.port", "0",
                "quarkus.management.port", "0",
                "quarkus.oidc.tenant-enabled", "false"));
        settings.put("quarkus.log.console.json.enabled", "false");
        return settings;
    }

    private static Child worker(Map<String, String> settings) throws IOException {
        var jar = Path.of("..", "refund-worker", "target", "quarkus-app", "quarkus-run.jar");
        var logs = Files.createDirectories(Path.of("target", "logs").toAbsolutePath());
        var options = settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
        return Child.start(new Child.Command(
                "refund-worker",
                Jvm.command(options, jar),
                Map.of(),
                Path.of("").toAbsolutePath(),
                logs.resolve("refund-worker-that-dies.log"),
                Child.Signal.TERM,
                null));
    }

    private static OrderCancelled cancelled(Repayment repayment) {
        return new OrderCancelled(
                PerformanceId.next(),
                OrderId.next(),
                CancellationId.next(),
                CustomerId.next(),
                "T-3",
                Money.won(0),
                repayment,
                Instant.now());
    }

    private static int settled(Map<String, String> settings) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        settings.get("quarkus.datasource.jdbc.url"),
                        settings.get("quarkus.datasource.username"),
                        settings.get("quarkus.datasource.password"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from refund where state = 'SETTLED'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static List<RefundId> told(Facts facts) {
        return facts.told(RefundEvent.TOPIC).stream()
                .map(Facts.Fact::event)
                .filter(RefundSettled.class::isInstance)
                .map(event -> ((RefundSettled) event).refund())
                .distinct()
                .toList();
    }

    private int givenBack(GatewaySimulator gateway) {
        return send(gateway, "GET", "/v1/settlement", "").path("refunds").asInt();
    }

    private List<String> keys(GatewaySimulator gateway, Repayment repayment) {
        var keys = new ArrayList<String>();
        send(gateway, "GET", "/v1/payments/" + repayment.providerPayment() + "/cancels", "")
                .path("cancels")
                .forEach(cancel -> keys.add(cancel.path("idempotencyKey").asText()));
        return keys;
    }

    /// @return the name of a payment whose money has been taken
    private String captured(GatewaySimulator gateway) {
        var key = send(gateway, "POST", "/v1/payments", """
                {"orderId":"o-1","orderName":"show","amount":1000,"currency":"KRW","method":"CARD",
                 "successUrl":"http://shop.test/","failUrl":"http://shop.test/"}""").path("paymentKey").asText();
        said(gateway, "POST", "/pay/" + key, "outcome=approve");
        send(gateway, "POST", "/v1/payments/" + key + "/confirm", "{\"orderId\":\"o-1\",\"amount\":1000}");
        return key;
    }

    private JsonNode send(GatewaySimulator gateway, String method, String path, String body) {
        try {
            return json.readTree(said(gateway, method, path, body));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String said(GatewaySimulator gateway, String method, String path, String body) {
        try {
            var credentials = Base64.getEncoder().encodeToString((SECRET + ":").getBytes(StandardCharsets.UTF_8));
            return http.send(
                            HttpRequest.newBuilder(gateway.url().resolve(path))
                                    .header("Authorization", "Basic " + credentials)
                                    .method(method, BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
