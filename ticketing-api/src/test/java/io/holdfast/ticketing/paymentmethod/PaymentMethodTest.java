package io.holdfast.ticketing.paymentmethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.payment.RealGateways;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ways to pay that are left with a gateway for later.
@HouseTest
class PaymentMethodTest {

    @Inject
    BoxOffice house;

    @Inject
    RealGateways gateways;

    @Inject
    DataSource database;

    @AfterEach
    void the_gateways_behave_again() {
        gateways.behave();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void a_card_left_at_a_gateway_pays_an_order_without_its_owner(String gateway) {
        // Given
        var ann = house.member();
        var method = saved(ann, gateway);
        var on = house.openSale();
        var order = ann.ordered(ann.held(on, "A-1", "A-2"));

        // When
        var answer = paysBy(ann, order, method, 280_000);

        // Then
        answer.then().statusCode(201).body("redirect", nullValue());
        ann.sees(order).then().body("state", equalTo("PAID")).body("tickets", hasSize(2));
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void a_charge_whose_answer_never_came_is_found_and_not_repeated(String gateway) {
        // Given
        var ann = house.member();
        var method = saved(ann, gateway);
        var on = house.openSale();
        var order = ann.ordered(ann.held(on, "A-1"));
        gateways.misbehaves(gateway + "-card", "{\"confirm\":{\"mode\":\"TIMEOUT_AFTER_EFFECT\",\"times\":1}}");
        paysBy(ann, order, method, 140_000).then().statusCode(201);

        // When
        house.run("update payment set next_ask_at = now() where state = 'UNKNOWN'");

        // Then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> ann.sees(order).then().body("state", equalTo("PAID")));
        assertThat(house.numbers(on)).containsEntry("tickets", 1).containsEntry("ledgerBalanced", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"toss", "stripe"})
    void a_declined_card_leaves_the_seats_to_be_paid_otherwise(String gateway) {
        var ann = house.member();
        var method = saved(ann, gateway);
        var order = ann.ordered(ann.held(house.openSale(), "A-1"));
        gateways.misbehaves(gateway + "-card", "{\"confirm\":{\"mode\":\"DECLINE\"}}");

        paysBy(ann, order, method, 140_000);

        ann.sees(order)
                .then()
                .body("state", equalTo("PENDING"))
                .body("payments[0].state", equalTo("DECLINED"))
                .body("payBy", notNullValue());
    }

    @Test
    void what_was_agreed_to_is_written_down_and_the_key_is_sealed() {
        var ann = house.member();
        var id = saved(ann, "toss");

        var sealed = text("select sealed_key as t from payment_method where id = '" + id + "'");

        assertThat(sealed).doesNotContain("bill");
        assertThat(text("select consent_text as t from payment_method where id = '" + id + "'"))
                .contains("동의", "I agree");
        ann.asks()
                .get("/api/me/payment-methods")
                .then()
                .body("gateways", equalTo(List.of("stripe")))
                .body("methods", hasSize(1))
                .body("methods[0].consentVersion", equalTo("card-2026-11"))
                .body("methods[0].label", equalTo("신한 43301234****123*"));
    }

    @Test
    void a_way_to_pay_that_was_taken_back_charges_nothing_and_its_key_is_gone() {
        // Given
        var ann = house.member();
        var id = saved(ann, "toss");

        // When
        ann.asks().delete("/api/me/payment-methods/{m}", id).then().statusCode(204);

        // Then
        var order = ann.ordered(ann.held(house.openSale(), "A-1"));
        paysBy(ann, order, id, 140_000).then().statusCode(404);
        assertThat(text("select coalesce(sealed_key, 'gone') as t from payment_method where id = '" + id + "'"))
                .isEqualTo("gone");
        ann.asks().get("/api/me/payment-methods").then().body("methods", hasSize(0));
    }

    @Test
    void nobody_pays_with_somebody_elses_card() {
        var ann = house.member();
        var id = saved(ann, "toss");
        var bob = house.member();
        var order = bob.ordered(bob.held(house.openSale(), "A-1"));

        paysBy(bob, order, id, 140_000).then().statusCode(404);
        bob.asks().delete("/api/me/payment-methods/{m}", id).then().statusCode(404);
    }

    @Test
    void a_stripe_page_is_finished_by_its_own_customer_only() {
        // Given
        var ann = house.member();
        var anns = opens(ann, "stripe");
        gateways.answered(anns.getString("redirect"), "approve");
        var proof = anns.getString("redirect").replaceAll(".*/", "");
        var bob = house.member();
        var bobs = opens(bob, "stripe");

        // When
        var answer = finishes(bob, bobs.getString("id"), proof);

        // Then
        answer.then().statusCode(402);
        finishes(bob, anns.getString("id"), proof).then().statusCode(404);
    }

    @Test
    void nobody_agrees_to_a_text_they_have_not_seen() {
        house.member()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("gateway", "toss", "consentVersion", "card-1999"))
                .post("/api/me/payment-methods")
                .then()
                .statusCode(400);
    }

    @Test
    void points_may_pay_offers_only_once_that_was_said_and_until_it_is_taken_back() {
        var ann = house.member();

        says(ann, true).then().statusCode(200).body("given", equalTo(true));
        says(ann, false).then().statusCode(200).body("given", equalTo(false));

        ann.asks().get("/api/me/payment-methods").then().body("points.given", equalTo(false));
        assertThat(Sql.of("select given from point_consent where customer_id = :c order by id")
                        .with("c", ann.customer())
                        .list(database, row -> row.flag("given")))
                .isEqualTo(List.of(true, false));
    }

    @Test
    void a_guest_leaves_no_card() {
        house.guest().asks().get("/api/me/payment-methods").then().statusCode(401);
    }

    private static Response says(Buyer who, boolean given) {
        return who.asks()
                .body(Map.of("given", given, "consentVersion", "points-2026-11"))
                .put("/api/me/payment-methods/points");
    }

    private static JsonPath opens(Buyer who, String gateway) {
        return who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("gateway", gateway, "consentVersion", "card-2026-11"))
                .post("/api/me/payment-methods")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    private static Response finishes(Buyer who, String page, String proof) {
        return who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("proof", proof))
                .post("/api/me/payment-methods/{p}/completion", page);
    }

    private String saved(Buyer who, String gateway) {
        var page = opens(who, gateway);
        var proof = gateway.equals("toss")
                ? gateways.leavesCardAtToss(page.getString("customerKey")).get("authKey")
                : gateways.answered(page.getString("redirect"), "approve").get("proof");
        return finishes(who, page.getString("id"), proof)
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Response paysBy(Buyer who, String order, String method, long amount) {
        return who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("channel", "saved", "method", method, "amount", BoxOffice.won(amount)))
                .post("/api/orders/{o}/payments", order);
    }

    private String text(String statement) {
        return Sql.of(statement).one(database, row -> row.text("t"));
    }
}
