package io.holdfast.ticketing.payment;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A link by which somebody else pays an order.
@HouseTest
@TestSecurity(
        user = "otto",
        roles = {"organiser", "operations"})
class PaymentLinkTest {

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

    private record Linked(
            BoxOffice.OnSale on, BoxOffice.Buyer ann, String order, String hold, String path, String id) {}

    private Linked linked(String channel) {
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        var order = ann.ordered(hold);
        var made = makes(order, channel, 120, BoxOffice.newKey())
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new Linked(
                on, ann, order, hold, URI.create(made.getString("url")).getPath(), made.getString("id"));
    }

    @Test
    void whoever_has_the_link_pays_on_the_gateways_page_without_signing_in() {
        // Given
        var link = linked("toss-card");
        given().get(link.path()).then().statusCode(200).body(containsString("/go\">"));

        // When
        pays(link).then().statusCode(303);

        // Then
        given().get(link.path()).then().statusCode(200).body(containsString("결제가 끝났습니다"));
        link.ann().sees(link.order()).then().body("state", equalTo("PAID")).body("tickets", hasSize(1));
    }

    @Test
    void the_seats_are_kept_as_long_as_the_link_lasts() {
        var link = linked("toss-card");

        var until = Sql.of("select until from hold where id = cast(:hold as uuid)")
                .with("hold", link.hold())
                .one(database, row -> row.moment("until"));

        assertThat(until)
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(119)),
                        Instant.now().plus(Duration.ofMinutes(121)));
    }

    @Test
    void nobody_types_anything_into_our_page() {
        var link = linked("toss-card");

        var page = given().get(link.path());

        page.then()
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .header("Referrer-Policy", "same-origin");
        assertThat(page.asString()).doesNotContain("<input", "<form", "<script");
    }

    @Test
    void a_link_that_was_altered_is_none() {
        var link = linked("toss-card");
        var other = linked("toss-card");
        var mixed = link.path().substring(0, link.path().indexOf('.'))
                + other.path().substring(other.path().indexOf('.'));

        given().get(mixed).then().statusCode(404);
        given().get(link.path() + "x").then().statusCode(404);
        given().get("/pay/nothing").then().statusCode(404);
    }

    @Test
    void a_link_that_was_taken_back_opens_nothing() {
        // Given
        var link = linked("toss-card");

        // When
        given().delete("/api/organiser/orders/{o}/payment-links/{l}", link.order(), link.id())
                .then()
                .statusCode(204);

        // Then
        goes(link.path() + "/go").then().statusCode(200).body(containsString("더 이상 쓸 수 없습니다"));
        given().get("/api/organiser/orders/{o}/payment-links", link.order())
                .then()
                .body("links[0].valid", equalTo(false))
                .body("links[0].url", nullValue());
    }

    @Test
    void an_expired_link_opens_nothing() {
        var link = linked("toss-card");
        house.run("update payment_link set expires_at = now() where id = '" + link.id() + "'");

        goes(link.path() + "/go").then().statusCode(200).body(containsString("더 이상 쓸 수 없습니다"));
    }

    @Test
    void everything_that_happens_with_a_link_is_written_down() {
        var link = linked("stripe-card");

        pays(link);

        assertThat(Sql.of("select what from payment_link_event where link_id = cast(:link as uuid) order by id")
                        .with("link", link.id())
                        .list(database, row -> row.text("what")))
                .containsExactly("MADE", "OPENED", "RETURNED");
    }

    @Test
    void coming_back_without_paying_leaves_the_link_as_it_was() {
        // Given
        var link = linked("toss-card");
        var page = goes(link.path() + "/go").header("Location");
        var back = gateways.answered(page, "decline");

        // When
        goes(link.path() + "/return?payment=" + payment(link) + "&code=" + back.get("code"));

        // Then
        given().get(link.path()).then().body(containsString("/go\">"));
        pays(link);
        link.ann().sees(link.order()).then().body("state", equalTo("PAID"));
    }

    @Test
    void a_broken_channel_leads_to_the_next_one() {
        var link = linked("toss-card");
        gateways.misbehaves("toss-card", "{\"open\":{\"mode\":\"ERROR_500\"}}");

        var page = goes(link.path() + "/go");

        page.then().statusCode(200).body(containsString("/go?channel="));
    }

    @Test
    void the_same_key_makes_one_link() {
        var ann = house.guest();
        var order = ann.ordered(ann.held(house.openSale(), "A-1"));
        var key = BoxOffice.newKey();

        var first = makes(order, "toss-card", 60, key);
        var second = makes(order, "toss-card", 60, key);

        second.then().statusCode(201).header("Idempotent-Replayed", "true");
        assertThat(second.jsonPath().getString("url"))
                .isEqualTo(first.jsonPath().getString("url"));
        given().get("/api/organiser/orders/{o}/payment-links", order).then().body("links", hasSize(1));
    }

    @Test
    void a_link_needs_a_gateway_a_reason_and_an_end() {
        var ann = house.guest();
        var order = ann.ordered(ann.held(house.openSale(), "A-1"));

        makes(order, "points", 60, BoxOffice.newKey()).then().statusCode(400);
        makes(order, "toss-card", 1, BoxOffice.newKey()).then().statusCode(400);
        makes(order, "toss-card", 100_000, BoxOffice.newKey()).then().statusCode(400);
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void another_organisers_order_gets_no_link() {
        var ann = house.guest();
        var on = house.openSale();
        var order = ann.ordered(ann.held(on, "A-1"));
        house.run("update show set organiser = 'otto' where id = '" + on.show() + "'");

        makes(order, "toss-card", 60, BoxOffice.newKey()).then().statusCode(403);
    }

    private Response pays(Linked link) {
        var page = goes(link.path() + "/go").header("Location");
        var back = gateways.answered(page, "approve");
        return goes(link.path() + "/return?payment=" + payment(link) + "&paymentKey=" + back.get("paymentKey")
                + "&amount=" + back.get("amount"));
    }

    private String payment(Linked link) {
        return link.ann().sees(link.order()).jsonPath().getString("payments[-1].id");
    }

    private static Response goes(String path) {
        return given().redirects().follow(false).get(path);
    }

    private static Response makes(String order, String channel, int minutes, String key) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(Map.of("channel", channel, "minutes", minutes, "reason", "ordered by phone"))
                .post("/api/organiser/orders/{o}/payment-links", order);
    }
}
