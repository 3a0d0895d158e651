package io.holdfast.ticketing.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent.AutomaticPaymentFailed;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.payment.RealGateways;
import io.holdfast.ticketing.point.Wallets;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Offers that are paid without the customer, once, or not at all.
@HouseTest
class AutomaticPaymentTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Waitlist waitlist;

    @Inject
    RealGateways gateways;

    @Inject
    Wallets wallets;

    @Inject
    DataSource database;

    @AfterEach
    void everything_works_again() {
        gateways.behave();
        lives();
        house.run("delete from channel_breaker where channel = 'stripe-card'");
        override("BY_ITSELF");
    }

    @Test
    void an_offer_is_paid_with_a_saved_card_and_ticketed_without_its_owner() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);

        // When
        var offer = waitlist.offered(on, bob, card, "A-1");

        // Then
        requirePaid(bob, offer);
        var issued = broker.awaitSales(
                TicketsIssued.class, event -> event.order().value().equals(offer.value()));
        assertThat(issued.origin()).isEqualTo(new FromWaitlist(offer));
        assertThat(issued.customer()).isEqualTo(bob.customer());
        assertThat(charges(card)).isEqualTo(1);
        assertThat(house.numbers(on)).containsEntry("sold", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void an_offer_is_paid_with_points_where_that_was_agreed_to() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        has(bob, 200_000);
        says(bob, true);

        // When
        var offer = waitlist.offered(on, bob, "points", "A-1");

        // Then
        requirePaid(bob, offer);
        assertThat(wallets.balance(bob.customer(), "KRW")).isEqualTo(Money.of(60_000, "KRW"));
        assertThat(house.numbers(on)).containsEntry("sold", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void too_few_points_are_told_and_the_offer_can_still_be_taken_by_hand() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        has(bob, 1_000);
        says(bob, true);

        // When
        var offer = waitlist.offered(on, bob, "points", "A-1");

        // Then
        requireFailed(bob, offer, "NOT_ENOUGH_POINTS");
        assertThat(wallets.balance(bob.customer(), "KRW")).isEqualTo(Money.of(1_000, "KRW"));
        takesByHand(bob, offer);
        assertThat(house.numbers(on)).containsEntry("sold", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void a_declined_card_is_told_and_the_order_it_leaves_blocks_nobody() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        gateways.misbehaves("stripe-card", "{\"confirm\":{\"mode\":\"DECLINE\"}}");

        // When
        var offer = waitlist.offered(on, bob, card, "A-1");

        // Then
        requireFailed(bob, offer, "DECLINED");
        takesByHand(bob, offer);
        look(bob, offer).body("automaticPayment.state", equalTo("FAILED"));
        assertThat(charges(card)).isZero();
        assertThat(house.numbers(on)).containsEntry("sold", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void a_card_that_was_taken_back_is_not_charged() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        var customer = customerOf(card);
        takesBack(bob, card);

        // When
        var offer = waitlist.offered(on, bob, card, "A-1");

        // Then
        requireFailed(bob, offer, "CONSENT_WITHDRAWN");
        assertThat(gateways.charges(customer)).isZero();
    }

    @Test
    void points_are_not_spent_once_that_was_taken_back() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        has(bob, 200_000);
        says(bob, true);
        says(bob, false);

        // When
        var offer = waitlist.offered(on, bob, "points", "A-1");

        // Then
        requireFailed(bob, offer, "CONSENT_WITHDRAWN");
        assertThat(wallets.balance(bob.customer(), "KRW")).isEqualTo(Money.of(200_000, "KRW"));
    }

    @Test
    void nobody_elses_card_is_charged() {
        // Given
        var on = house.openSale();
        var card = savedCard(reachable());
        var bob = reachable();

        // When
        var offer = waitlist.offered(on, bob, card, "A-1");

        // Then
        requireFailed(bob, offer, "CONSENT_WITHDRAWN");
        assertThat(charges(card)).isZero();
    }

    @Test
    void consent_that_is_taken_back_between_the_order_and_the_charge_is_heard() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        var customer = customerOf(card);
        var released = waitlist.released(on, "A-1");
        dies("payment", "update", "new.state = 'CONFIRMING'");
        var offer = waitlist.offered(released, bob, card, "A-1");
        awaitDeath();

        // When
        takesBack(bob, card);
        lives();

        // Then
        goesOn(offer);
        requireFailed(bob, offer, "CONSENT_WITHDRAWN");
        assertThat(gateways.charges(customer)).isZero();
        takesByHand(bob, offer);
    }

    @Test
    void consent_that_is_taken_back_after_the_charge_has_begun_comes_too_late_and_the_charge_is_shown() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        var customer = customerOf(card);
        gateways.misbehaves(
                "stripe-card", "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1,\"delayMillis\":1000}}");
        var offer = waitlist.offered(on, bob, card, "A-1");
        await().atMost(SOON).until(() -> gateways.charges(customer) == 1);

        // When
        takesBack(bob, card);

        // Then
        goesOn(offer);
        requirePaid(bob, offer);
        assertThat(gateways.charges(customer)).isEqualTo(1);
        assertThat(house.numbers(on)).containsEntry("sold", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void a_charge_whose_answer_never_came_is_asked_about_and_not_repeated() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        gateways.misbehaves("stripe-card", "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1}}");
        var offer = waitlist.offered(on, bob, card, "A-1");
        await().atMost(SOON).until(() -> charges(card) == 1);
        look(bob, offer).body("automaticPayment.state", equalTo("RUNNING"));

        // When
        goesOn(offer);

        // Then
        requirePaid(bob, offer);
        assertThat(charges(card)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "before the order is made       | orders            | insert | new.id = new.hold_id",
                "after the order, before asking | payment           | update | new.state = 'CONFIRMING'",
                "after the money was taken      | payment           | update | new.state = 'CAPTURED'",
                "before it is recorded          | automatic_payment | update | new.state = 'PAID'"
            })
    void whoever_dies_on_the_way_is_followed_by_somebody_who_charges_once(
            String when, String table, String change, String which) {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        var released = waitlist.released(on, "A-1");
        dies(table, change, which);
        var offer = waitlist.offered(released, bob, card, "A-1");
        awaitDeath();

        // When
        lives();

        // Then
        goesOn(offer);
        requirePaid(bob, offer);
        assertThat(charges(card)).as(when).isEqualTo(1);
        assertThat(count("select count(*) as n from orders where hold_id = '" + offer + "'"))
                .isEqualTo(1);
        assertThat(count("select count(*) as n from payment where order_id = '" + offer + "'"))
                .isEqualTo(1);
        assertThat(house.numbers(on)).containsEntry("tickets", 1).containsEntry("ledgerBalanced", true);
        assertThat(broker.sales(
                        AutomaticPaymentFailed.class, event -> event.offer().equals(offer)))
                .isEmpty();
    }

    @Test
    void an_offer_that_was_declined_before_the_charge_began_is_not_charged() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        var released = waitlist.released(on, "A-1");
        dies("payment", "update", "new.state = 'CONFIRMING'");
        var offer = waitlist.offered(released, bob, card, "A-1");
        awaitDeath();

        // When
        bob.asks().post("/api/offers/{o}/decline", offer.toString()).then().statusCode(204);
        lives();

        // Then
        goesOn(offer);
        await().atMost(SOON).untilAsserted(() -> look(bob, offer)
                .body("state", equalTo("ENDED"))
                .body("automaticPayment.reason", equalTo("OFFER_ENDED")));
        assertThat(charges(card)).isZero();
        assertThat(broker.sales(
                        AutomaticPaymentFailed.class, event -> event.offer().equals(offer)))
                .isEmpty();
    }

    @Test
    void an_offer_cannot_be_declined_while_its_money_is_being_asked_for() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        gateways.misbehaves("stripe-card", "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1}}");
        var offer = waitlist.offered(on, bob, card, "A-1");
        await().atMost(SOON).until(() -> charges(card) == 1);

        // When
        var answer = bob.asks().post("/api/offers/{o}/decline", offer.toString());

        // Then
        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:offer-taken"));
        goesOn(offer);
        requirePaid(bob, offer);
    }

    @Test
    void an_order_the_customer_makes_by_hand_is_theirs_to_pay() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        var released = waitlist.released(on, "A-1");
        dies("orders", "insert", "new.id = new.hold_id");
        var offer = waitlist.offered(released, bob, card, "A-1");
        awaitDeath();

        // When
        takesByHand(bob, offer);
        lives();

        // Then
        goesOn(offer);
        await().atMost(SOON).untilAsserted(() -> look(bob, offer)
                .body("state", equalTo("BOUGHT"))
                .body("automaticPayment.reason", equalTo("BY_HAND")));
        assertThat(charges(card)).isZero();
        assertThat(house.numbers(on)).containsEntry("tickets", 1).containsEntry("ledgerBalanced", true);
    }

    @Test
    void a_customer_who_declines_while_it_is_being_paid_has_either_the_ticket_or_the_money() throws Exception {
        for (var n = 0; n < 5; n++) {
            // Given
            var on = house.openSale();
            var bob = reachable();
            var card = savedCard(bob);
            var released = waitlist.released(on, "A-1");
            var offer = OfferId.next();
            var together = new CyclicBarrier(2);

            // When
            int declined;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var answer = threads.submit(() -> {
                    together.await();
                    return await().atMost(SOON)
                            .until(
                                    () -> bob.asks()
                                            .post("/api/offers/{o}/decline", offer.toString())
                                            .statusCode(),
                                    status -> status != 404);
                });
                together.await();
                broker.tell(waitlist.offerOf(released, offer, bob, card, "A-1"));
                declined = answer.get();
            }

            // Then
            goesOn(offer);
            var bought = declined == 409;
            await().atMost(SOON).untilAsserted(() -> look(bob, offer)
                    .body("state", equalTo(bought ? "BOUGHT" : "ENDED"))
                    .body("automaticPayment.state", equalTo(bought ? "PAID" : "FAILED")));
            assertThat(charges(card)).isEqualTo(bought ? 1 : 0);
            assertThat(house.numbers(on))
                    .containsEntry("tickets", bought ? 1 : 0)
                    .containsEntry("ledgerBalanced", true);
        }
    }

    @Test
    void a_channel_that_is_down_is_waited_for_a_while_and_no_other_card_is_charged() {
        // Given
        var on = house.openSale();
        var bob = reachable();
        var card = savedCard(bob);
        savedCard(bob);
        override("OFF");
        await().atMost(SOON).untilAsserted(() -> bob.asks()
                .get("/api/channels")
                .then()
                .body("channels.find { it.name == 'stripe-card' }.health", equalTo("OFF")));

        // When
        var offer = waitlist.offered(on, bob, card, "A-1");

        // Then
        requireFailed(bob, offer, "CHANNEL_DOWN");
        assertThat(charges(card)).isZero();
        assertThat(count("select count(*) as n from orders where hold_id = '" + offer + "'"))
                .isZero();
    }

    @Test
    void a_member_nobody_can_reach_is_not_charged() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        has(bob, 200_000);
        says(bob, true);

        // When
        var offer = waitlist.offered(on, bob, "points", "A-1");

        // Then
        requireFailed(bob, offer, "NO_CONTACT");
    }

    @Test
    void an_offer_that_is_answered_by_hand_says_nothing_of_automatic_payment() {
        var on = house.openSale();
        var bob = house.member();

        var offer = waitlist.offered(on, bob, "A-1");

        look(bob, offer).body("automaticPayment", nullValue());
    }

    private io.restassured.response.ValidatableResponse look(Buyer bob, OfferId offer) {
        return bob.asks().get("/api/offers/{o}", offer.toString()).then().statusCode(200);
    }

    private void requirePaid(Buyer bob, OfferId offer) {
        await().atMost(SOON).untilAsserted(() -> look(bob, offer)
                .body("state", equalTo("BOUGHT"))
                .body("automaticPayment.state", equalTo("PAID"))
                .body("automaticPayment.reason", nullValue())
                .body("automaticPayment.order", equalTo(offer.toString())));
        bob.sees(offer.toString()).then().body("state", equalTo("PAID"));
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        count("select count(*) as n from automatic_payment where state = 'PAID' and offer_id = '"
                                + offer + "'"))
                .isEqualTo(1));
    }

    private void requireFailed(Buyer bob, OfferId offer, String reason) {
        await().atMost(SOON).untilAsserted(() -> look(bob, offer)
                .body("state", equalTo("OPEN"))
                .body("automaticPayment.state", equalTo("FAILED"))
                .body("automaticPayment.reason", equalTo(reason)));
        var failed = broker.awaitSales(
                AutomaticPaymentFailed.class, event -> event.offer().equals(offer));
        assertThat(failed.reason()).isEqualTo(reason);
        assertThat(failed.customer()).isEqualTo(bob.customer());
    }

    private void takesByHand(Buyer bob, OfferId offer) {
        String hold = bob.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .post("/api/offers/{o}/acceptance", offer.toString())
                .then()
                .statusCode(200)
                .extract()
                .path("hold");
        var order = bob.ordered(hold);
        bob.confirms(bob.atTheGateway(order, 140_000, "approve")).then().body("state", equalTo("CAPTURED"));
        look(bob, offer).body("state", equalTo("BOUGHT"));
    }

    /// Somebody who has told us how to reach them, by an order.
    private Buyer reachable() {
        var bob = house.member();
        OnSale other = house.openSale();
        bob.ordered(bob.held(other, "A-1"));
        return bob;
    }

    private void has(Buyer bob, long points) {
        QuarkusTransaction.requiringNew()
                .run(() -> wallets.credit(
                        bob.customer(),
                        Money.of(points, "KRW"),
                        new Wallets.Reason.Goodwill("olga", "for the test"),
                        UUID.randomUUID()));
    }

    private static void says(Buyer bob, boolean given) {
        bob.asks()
                .body(Map.of("given", given, "consentVersion", "points-2026-11"))
                .put("/api/me/payment-methods/points")
                .then()
                .statusCode(200);
    }

    private String savedCard(Buyer who) {
        var page = who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("gateway", "stripe", "consentVersion", "card-2026-11"))
                .post("/api/me/payment-methods")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        var proof = gateways.answered(page.getString("redirect"), "approve").get("proof");
        return who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("proof", proof))
                .post("/api/me/payment-methods/{p}/completion", page.getString("id"))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static void takesBack(Buyer bob, String card) {
        bob.asks().delete("/api/me/payment-methods/{m}", card).then().statusCode(204);
    }

    private String customerOf(String card) {
        return Sql.of("select customer_key as t from payment_method where id = cast(:card as uuid)")
                .with("card", card)
                .one(database, row -> row.text("t"));
    }

    private int charges(String card) {
        return gateways.charges(customerOf(card));
    }

    private int count(String statement) {
        return Sql.of(statement).one(database, row -> row.number("n"));
    }

    private void override(String became) {
        house.run("insert into channel_override (channel, became, reason, who, until)" + " values ('stripe-card', '"
                + became + "', 'for the test', 'olga', now() + interval '1 hour')");
    }

    /// From now on whoever does this is gone in the middle of it: its transaction is undone, and it does nothing more.
    private void dies(String table, String change, String which) {
        lives();
        house.run("create sequence deaths");
        house.run("""
            create function dies() returns trigger language plpgsql as $$
            begin
                perform nextval('deaths');
                raise exception 'the process dies here';
            end $$
            """);
        house.run("create trigger dies before " + change + " on " + table + " for each row when (" + which
                + ") execute function dies()");
    }

    private void awaitDeath() {
        await().atMost(SOON)
                .until(() -> Sql.of("select is_called from deaths").one(database, row -> row.flag("is_called")));
    }

    private void lives() {
        house.run("drop function if exists dies() cascade");
        house.run("drop sequence if exists deaths");
    }

    /// Nobody waits for leases and questions that are due later.
    private void goesOn(OfferId offer) {
        house.run(
                "update automatic_payment set next_at = now() where state = 'RUNNING' and offer_id = '" + offer + "'");
        await().atMost(SOON).untilAsserted(() -> {
            house.run("update payment set next_ask_at = now() where next_ask_at is not null and order_id = '" + offer
                    + "'");
            assertThat(count("select count(*) as n from payment where next_ask_at is not null and order_id = '" + offer
                            + "'"))
                    .isZero();
        });
        house.run(
                "update automatic_payment set next_at = now() where state = 'RUNNING' and offer_id = '" + offer + "'");
    }
}
