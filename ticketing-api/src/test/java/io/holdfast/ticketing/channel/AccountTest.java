package io.holdfast.ticketing.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.gateways.GatewayCalls;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.LocalServer;
import io.holdfast.ticketing.channel.Gateway.Account;
import io.holdfast.ticketing.channel.Gateway.SavedKey;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read from a gateway's books when it says something else than a payment. What is not clear must not
/// be taken for "nothing was paid": our books would be corrected by it.
class AccountTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private volatile Answer says = Answer.json(500, "{}");
    private LocalServer server;
    private GatewayCalls calls;

    @BeforeEach
    void start() {
        server = LocalServer.on(0, _ -> says);
        server.start();
        calls = new GatewayCalls(JSON);
    }

    @AfterEach
    void stop() {
        calls.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "toss | 401 | {\"code\":\"UNAUTHORIZED_KEY\"}",
                "toss | 403 | {\"code\":\"FORBIDDEN_REQUEST\"}",
                "toss | 404 | <h1>Not Found</h1>",
                "toss | 404 | {\"code\":\"NOT_FOUND\"}",
                "toss | 500 | {\"code\":\"FAILED_INTERNAL_SYSTEM_PROCESSING\"}",
                "toss | 200 | <h1>Maintenance</h1>",
                "toss | 200 | {\"status\":\"SOMETHING_NEW\",\"totalAmount\":1000,\"balanceAmount\":1000}",
                "toss | 200 | {\"status\":\"DONE\",\"totalAmount\":1000}",
                "stripe | 401 | {\"error\":{\"type\":\"invalid_request_error\"}}",
                "stripe | 403 | {\"error\":{\"type\":\"invalid_request_error\"}}",
                "stripe | 404 | <h1>Not Found</h1>",
                "stripe | 429 | {\"error\":{\"code\":\"rate_limit\"}}",
                "stripe | 200 | {}",
                "stripe | 200 | {\"object\":\"payment_intent\",\"status\":\"processing\"}",
                "stripe | 200 | {\"object\":\"payment_intent\",\"status\":\"succeeded\",\"amount_received\":1000}",
                "stripe | 200 | {\"status\":\"succeeded\",\"amount_received\":1000,\"currency\":\"nonsense\",\"data\":[]}",
                "simulator | 401 | {\"code\":\"UNAUTHORIZED_KEY\"}",
                "simulator | 404 | <h1>Not Found</h1>",
                "simulator | 200 | {}"
            })
    void what_is_not_clear_is_not_told(String gateway, int status, String body) {
        // Given
        says = Answer.json(status, body);

        // When
        var account = gateway(gateway).account(charge("pi_1", null));

        // Then
        assertThat(account).isEqualTo(new Account.NotTold());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "toss | 404 | {\"code\":\"NOT_FOUND_PAYMENT\"}",
                "toss | 200 | {\"status\":\"EXPIRED\",\"totalAmount\":1000,\"balanceAmount\":1000}",
                "stripe | 404 | {\"error\":{\"code\":\"resource_missing\"}}",
                "stripe | 200 | {\"object\":\"payment_intent\",\"status\":\"canceled\",\"amount_received\":0}",
                "simulator | 404 | {\"code\":\"UNKNOWN_PAYMENT\"}",
                "simulator | 200 | {\"status\":\"ABORTED\",\"amount\":1000,\"balance\":0}"
            })
    void what_a_gateway_does_not_know_or_has_given_up_is_no_money(String gateway, int status, String body) {
        // Given
        says = Answer.json(status, body);

        // When
        var account = gateway(gateway).account(charge("pi_1", null));

        // Then
        assertThat(account).isEqualTo(new Account.Kept(0, 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_card_that_was_saved_at_stripe_was_not_charged_if_the_whole_list_does_not_say_so(boolean more) {
        // Given
        says = Answer.json(200, "{\"object\":\"list\",\"has_more\":%s,\"data\":[]}".formatted(more));

        // When
        var account =
                gateway("stripe").account(charge(Charge.unopened(PaymentId.next()), new SavedKey("cus_ann", "pm_1")));

        // Then
        assertThat(account).isEqualTo(more ? new Account.NotTold() : new Account.Kept(0, 0));
    }

    private Gateway gateway(String name) {
        var channels = config(ChannelConfig.class);
        return switch (name) {
            case "toss" -> new TossGateway(calls, config(TossConfig.class), channels, JSON);
            case "stripe" -> new StripeGateway(calls, config(StripeConfig.class), channels, JSON, Clock.systemUTC());
            default -> new SimulatorGateway(calls, config(SimulatorConfig.class), channels, JSON, Clock.systemUTC());
        };
    }

    private static Charge charge(String providerPayment, SavedKey saved) {
        return new Charge(
                PaymentId.next(),
                "an order",
                "a show",
                Money.won(1_000),
                "card",
                providerPayment,
                Optional.ofNullable(saved));
    }

    private <T> T config(Class<T> type) {
        var url = server.url().toString();
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(type)
                .withDefaultValue("holdfast.toss.url", url)
                .withDefaultValue("holdfast.toss.secret-key", "key")
                .withDefaultValue("holdfast.stripe.url", url)
                .withDefaultValue("holdfast.stripe.secret-key", "key")
                .withDefaultValue("holdfast.simulator.url", url)
                .withDefaultValue("holdfast.simulator.secret", "key")
                .withValidateUnknown(false)
                .build()
                .getConfigMapping(type);
    }
}
