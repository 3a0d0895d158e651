package io.holdfast.refund.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.refund.provider.RepayOutcome.Refused;
import io.holdfast.refund.provider.RepayOutcome.Repaid;
import io.holdfast.refund.provider.RepayOutcome.Unclear;
import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.stripe.StripeSimulator;
import io.holdfast.simulators.toss.TossSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Giving money back at Toss Payments and Stripe, by their own wire protocols.
class RealProvidersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String TOSS_KEY = "test_sk";
    private static final String STRIPE_KEY = "sk_test";

    private static GatewaySimulator toss;
    private static GatewaySimulator stripe;

    private final GatewayCalls calls = new GatewayCalls(JSON);

    @BeforeAll
    static void start() {
        toss = TossSimulator.start(GatewayConfig.of(TOSS_KEY));
        stripe = StripeSimulator.start(GatewayConfig.of(STRIPE_KEY, "whsec"));
    }

    @AfterAll
    static void stop() {
        toss.close();
        stripe.close();
    }

    @BeforeEach
    void the_gateways_behave() {
        misbehave("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void part_of_a_payment_goes_back_and_then_the_rest(String gateway) {
        // Given
        var payment = captured(gateway, 140_000);
        var provider = provider(gateway);
        var part = new Repay(RefundId.next(), payment, Money.won(98_000));
        assertThat(provider.repay(part)).isInstanceOf(Repaid.class);

        // When
        var rest = provider.repay(new Repay(RefundId.next(), payment, Money.won(42_000)));

        // Then
        assertThat(rest).isInstanceOf(Repaid.class);
        assertThat(refunded(gateway, payment)).containsExactly(98_000L, 42_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void the_same_refund_asked_for_again_is_done_once(String gateway) {
        var payment = captured(gateway, 140_000);
        var repay = new Repay(RefundId.next(), payment, Money.won(10_000));
        var first = provider(gateway).repay(repay);

        var second = provider(gateway).repay(repay);

        assertThat(second).isEqualTo(first);
        assertThat(refunded(gateway, payment)).containsExactly(10_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void a_refund_done_without_our_hearing_of_it_is_found(String gateway) {
        // Given
        var payment = captured(gateway, 140_000);
        var repay = new Repay(RefundId.next(), payment, Money.won(10_000));
        misbehave("{\"cancel\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1}}");
        assertThat(provider(gateway).repay(repay)).isEqualTo(new Unclear("NO_ANSWER"));

        // When
        var found = provider(gateway).find(repay);

        // Then
        assertThat(found).isInstanceOf(Found.Done.class);
        assertThat(provider(gateway).find(new Repay(RefundId.next(), payment, Money.won(10_000))))
                .isEqualTo(new Found.NotDone());
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void a_fault_on_their_side_is_unclear_and_a_refusal_is_for_good(String gateway) {
        var payment = captured(gateway, 1_000);
        var provider = provider(gateway);

        misbehave("{\"cancel\":{\"mode\":\"ERROR_500\"}}");
        assertThat(provider.repay(new Repay(RefundId.next(), payment, Money.won(1))))
                .isInstanceOf(Unclear.class);
        misbehave("{}");
        assertThat(provider.repay(new Repay(RefundId.next(), payment, Money.won(2_000))))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void a_wrong_key_is_about_us_and_not_about_the_refund(String gateway) {
        var payment = captured(gateway, 1_000);

        var outcome = provider(gateway, "wrong").repay(new Repay(RefundId.next(), payment, Money.won(1_000)));

        assertThat(outcome).isInstanceOf(Unclear.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void without_a_key_nobody_is_asked(String gateway) {
        assertThat(provider(gateway, null).isOn()).isFalse();
    }

    private Provider provider(String gateway) {
        return provider(gateway, gateway.equals("toss") ? TOSS_KEY : STRIPE_KEY);
    }

    private Provider provider(String gateway, String key) {
        return gateway.equals("toss")
                ? new Toss(calls, new TossConfig() {
                    @Override
                    public String url() {
                        return toss.url().toString();
                    }

                    @Override
                    public Optional<String> secretKey() {
                        return Optional.ofNullable(key);
                    }

                    @Override
                    public Duration patience() {
                        return Duration.ofSeconds(2);
                    }
                })
                : new Stripe(calls, new StripeConfig() {
                    @Override
                    public String url() {
                        return stripe.url().toString();
                    }

                    @Override
                    public Optional<String> secretKey() {
                        return Optional.ofNullable(key);
                    }

                    @Override
                    public String version() {
                        return "2024-06-20";
                    }

                    @Override
                    public Duration patience() {
                        return Duration.ofSeconds(2);
                    }
                });
    }

    private static String captured(String gateway, long amount) {
        return gateway.equals("toss") ? capturedAtToss(amount) : capturedAtStripe(amount);
    }

    private static String capturedAtToss(long amount) {
        var order = UUID.randomUUID().toString();
        var key = json(send(at("toss", "/v1/payments").POST(BodyPublishers.ofString("""
                        {"method":"CARD","amount":%d,"orderId":"%s","orderName":"show",
                         "successUrl":"http://shop.test/","failUrl":"http://shop.test/"}""".formatted(amount, order)))))
                .get("paymentKey")
                .asText();
        send(at("toss", "/window/" + key).POST(BodyPublishers.ofString("outcome=approve")));
        send(at("toss", "/v1/payments/confirm").POST(BodyPublishers.ofString("""
                {"paymentKey":"%s","orderId":"%s","amount":%d}""".formatted(key, order, amount))));
        return key;
    }

    private static String capturedAtStripe(long amount) {
        var form = "mode=payment&line_items[0][price_data][unit_amount]=" + amount
                + "&line_items[0][price_data][currency]=krw&line_items[0][price_data][product_data][name]=show"
                + "&success_url=http://shop.test/&payment_intent_data[capture_method]=manual";
        var session = json(send(at("stripe", "/v1/checkout/sessions").POST(BodyPublishers.ofString(form))))
                .get("id")
                .asText();
        send(at("stripe", "/c/pay/" + session).POST(BodyPublishers.ofString("outcome=approve")));
        var intent = json(send(at("stripe", "/v1/checkout/sessions/" + session).GET()))
                .at("/payment_intent/id")
                .asText();
        send(at("stripe", "/v1/payment_intents/" + intent + "/capture").POST(BodyPublishers.noBody()));
        return intent;
    }

    private static List<Long> refunded(String gateway, String payment) {
        var all = gateway.equals("toss")
                ? json(send(at("toss", "/v1/payments/" + payment).GET())).path("cancels")
                : json(send(at("stripe", "/v1/refunds?payment_intent=" + payment)
                                .GET()))
                        .path("data");
        return StreamSupport.stream(all.spliterator(), false)
                .map(one -> one.path(gateway.equals("toss") ? "cancelAmount" : "amount")
                        .asLong())
                .toList();
    }

    private static void misbehave(String faults) {
        send(at("toss", "/v1/faults").PUT(BodyPublishers.ofString(faults)));
        send(at("stripe", "/v1/faults").PUT(BodyPublishers.ofString(faults)));
    }

    private static HttpRequest.Builder at(String gateway, String path) {
        return gateway.equals("toss")
                ? HttpRequest.newBuilder(URI.create(toss.url() + path))
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString((TOSS_KEY + ":").getBytes(StandardCharsets.UTF_8)))
                : HttpRequest.newBuilder(URI.create(stripe.url() + path))
                        .header("Authorization", "Bearer " + STRIPE_KEY);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString()).body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
