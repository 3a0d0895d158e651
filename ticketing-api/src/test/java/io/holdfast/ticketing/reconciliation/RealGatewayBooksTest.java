package io.holdfast.ticketing.reconciliation;

import static io.holdfast.ticketing.reconciliation.Comparing.about;
import static io.holdfast.ticketing.reconciliation.Comparing.of;
import static io.holdfast.ticketing.reconciliation.Comparing.unknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.payment.RealGateways;
import io.holdfast.ticketing.payment.RealGateways.Paying;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.security.TestSecurity;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Our books against those of Toss Payments and Stripe, as their own protocols tell them.
@HouseTest
@TestSecurity(
        user = "opal",
        roles = {"organiser", "operations"})
class RealGatewayBooksTest {

    @Inject
    BoxOffice house;

    @Inject
    RealGateways gateways;

    @Inject
    Comparing comparing;

    @Inject
    Ledger ledger;

    private final Instant began = Instant.now().minusSeconds(1);

    @AfterEach
    void the_gateways_behave_again() {
        gateways.behave();
    }

    private record Bought(Buyer who, String order, Paying paying) {}

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void books_that_agree_are_found_to_agree(String channel) {
        // Given
        var bought = bought(channel);

        // When
        var found = compared(false);

        // Then
        assertThat(of(found, bought.order())).isEmpty();
        assertThat(found.getInt("compared")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void a_payment_that_nobody_has_finished_is_no_money_on_either_side(String channel) {
        // Given
        var agreed = agreed(channel);

        // When
        var found = compared(true);

        // Then
        assertThat(of(found, agreed.order())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void money_taken_there_and_not_here_is_reported_and_then_settled(String channel) {
        // Given
        var agreed = agreed(channel);
        gateways.takesBehindOurBack(agreed.paying());
        assertThat(of(compared(false), agreed.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_THERE")
                .containsEntry("there", BoxOffice.won(140_000))
                .containsEntry("here", BoxOffice.won(0))
                .containsEntry("done", "NOTHING"));

        // When
        var found = compared(true);

        // Then
        assertThat(of(found, agreed.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("done", "SETTLED"));
        agreed.who().sees(agreed.order()).then().body("state", equalTo("PAID")).body("tickets", hasSize(1));
        assertThat(of(compared(false), agreed.order())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"toss-card, nosuchpayment", "stripe-card, pi_nosuchpayment"})
    void money_we_believe_in_and_the_gateway_does_not_is_taken_out_of_the_books(String channel, String unknown) {
        // Given
        var bought = bought(channel);
        house.run("update payment set provider_payment = '%s%s' where order_id = '%s'"
                .formatted(unknown, BoxOffice.newKey(), bought.order()));

        // When
        var found = compared(true);

        // Then
        assertThat(of(found, bought.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_HERE")
                .containsEntry("there", BoxOffice.won(0))
                .containsEntry("here", BoxOffice.won(140_000))
                .containsEntry("done", "CORRECTED"));
        assertThat(comparing.booked(bought.order(), "gateway:" + channel)).isZero();
        assertThat(comparing.booked(bought.order(), "differences")).isEqualTo(140_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void another_amount_taken_there_than_is_booked_here_is_found(String channel) {
        // Given
        var bought = bought(channel);
        QuarkusTransaction.requiringNew()
                .run(() ->
                        ledger.corrected(OrderId.fromString(bought.order()), null, channel, Money.of(-1_000, "KRW")));

        // When
        var found = compared(false);

        // Then
        assertThat(of(found, bought.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "AMOUNTS_DIFFER")
                .containsEntry("there", BoxOffice.won(140_000))
                .containsEntry("here", BoxOffice.won(139_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void another_amount_taken_there_than_was_asked_for_goes_back_once_it_is_heard_of(String channel) {
        // Given
        var agreed = agreed(channel);
        gateways.misbehaves(channel, "{\"confirm\":{\"mode\":\"WRONG_AMOUNT\",\"times\":1}}");
        gateways.takesBehindOurBack(agreed.paying());

        // When
        var found = compared(true);

        // Then
        var taken = gateways.charged(agreed.paying());
        assertThat(taken).isPositive().isNotEqualTo(140_000);
        assertThat(of(found, agreed.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "CAPTURED_THERE")
                .containsEntry("there", BoxOffice.won(taken))
                .containsEntry("done", "SETTLED"));
        agreed.who()
                .sees(agreed.order())
                .then()
                .body("tickets", hasSize(0))
                .body("cancellations[0].refund.amount.amount", equalTo(Math.toIntExact(taken)));
        assertThat(of(compared(false), agreed.order())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"toss-card, 40000", "stripe-card, 40000", "toss-card, 140000", "stripe-card, 140000"})
    void what_was_given_back_there_by_hand_is_corrected_once(String channel, long amount) {
        // Given
        var bought = bought(channel);
        gateways.givesBackByHand(bought.paying(), amount);

        // When
        var found = compared(true);

        // Then
        assertThat(of(found, bought.order())).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "AMOUNTS_DIFFER")
                .containsEntry("there", BoxOffice.won(140_000 - amount))
                .containsEntry("here", BoxOffice.won(140_000))
                .containsEntry("done", "CORRECTED"));
        assertThat(comparing.booked(bought.order(), "gateway:" + channel)).isEqualTo(140_000 - amount);
        assertThat(of(compared(true), bought.order())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERROR_500", "TIMEOUT_AFTER_EFFECT"})
    void a_gateway_that_does_not_say_is_asked_again_later_and_nothing_is_corrected(String mode) {
        for (var channel : new String[] {"toss-card", "stripe-card"}) {
            // Given
            var bought = bought(channel);
            gateways.misbehaves(channel, "{\"query\":{\"mode\":\"%s\"}}".formatted(mode));

            // When
            var found = compared(true);

            // Then
            assertThat(of(found, bought.order())).singleElement().satisfies(finding -> assertThat(finding)
                    .containsEntry("kind", "NO_ANSWER")
                    .containsEntry("there", null)
                    .containsEntry("here", BoxOffice.won(140_000))
                    .containsEntry("done", "NOTHING"));
            assertThat(comparing.booked(bought.order(), "gateway:" + channel)).isEqualTo(140_000);
            gateways.misbehaves(channel, "{}");
            assertThat(of(compared(true), bought.order())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void money_taken_for_a_payment_that_nobody_here_remembers_is_found_and_left_to_a_person(String channel) {
        // Given
        var agreed = agreed(channel);
        gateways.takesBehindOurBack(agreed.paying());
        house.forgetsPayments(agreed.order());

        // When
        var found = compared(true);

        // Then
        var payment = gateways.nameOf(agreed.paying());
        assertThat(about(found, payment)).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("kind", "UNKNOWN_HERE")
                .containsEntry("channel", channel.substring(0, channel.indexOf('-')))
                .containsEntry("there", BoxOffice.won(140_000))
                .containsEntry("here", BoxOffice.won(0))
                .containsEntry("done", "NOTHING"));
        gateways.givesBackByHand(agreed.paying(), 140_000);
        assertThat(about(compared(true), payment)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss-card", "stripe-card"})
    void many_forgotten_payments_are_found_page_by_page_and_those_we_know_are_not(String channel) {
        // Given
        var forgotten = IntStream.range(0, 55)
                .mapToObj(_ -> gateways.nameOf(gateways.takesForNobodyHere(channel, 1_000)))
                .toList();
        var bought = bought(channel);

        // When
        var found = compared(false);

        // Then
        assertThat(unknown(found)).containsAll(forgotten);
        assertThat(about(found, gateways.nameOf(bought.paying()))).isEmpty();
        assertThat(of(found, bought.order())).isEmpty();
    }

    @Test
    void money_that_others_take_by_the_same_account_is_not_ours_to_ask_about() {
        // Given
        var theirs = gateways.nameOf(gateways.takesFor("another-shop-" + BoxOffice.newKey(), "toss-card", 1_000));

        // When
        var found = compared(false);

        // Then
        assertThat(about(found, theirs)).isEmpty();
    }

    /// Ann has agreed on the gateway's page; nothing has been charged.
    private Bought agreed(String channel) {
        var ann = house.guest();
        var order = ann.ordered(ann.held(house.openSale(), "A-1"));
        return new Bought(ann, order, gateways.agreed(ann, order, 140_000, channel));
    }

    private Bought bought(String channel) {
        var agreed = agreed(channel);
        gateways.confirms(agreed.who(), agreed.paying()).then().body("state", equalTo("CAPTURED"));
        return agreed;
    }

    private JsonPath compared(boolean repair) {
        return comparing.since(began, repair);
    }
}
