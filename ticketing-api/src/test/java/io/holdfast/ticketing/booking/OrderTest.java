package io.holdfast.ticketing.booking;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class OrderTest {

    @Inject
    BoxOffice house;

    @Inject
    DataSource database;

    @Test
    void a_quote_says_what_every_seat_costs_and_what_else_could_be_had() {
        // Given
        var on = house.openSale();
        priced(on);
        var ann = house.guest();
        var hold = ann.held(on, "A-1", "B-1");

        // When
        var quote = quotes(ann, hold, Map.of("seats", List.of(youth("A-1")), "delivery", "POST"));

        // Then
        quote.then()
                .statusCode(200)
                .body("lines.priceType", contains("YOUTH", "REGULAR"))
                .body("lines.amount.amount", contains(98_000, 110_000))
                .body("choices.grade", contains("R", "S"))
                .body("choices[0].types.type", contains("REGULAR", "YOUTH", "DISABILITY_4_6"))
                .body("choices[0].types[1].note", equalTo("Student card"))
                .body("choices[0].types[2].most", equalTo(1))
                .body("deliveries.method", contains("MOBILE", "WILL_CALL", "POST"))
                .body("fee.amount", equalTo(2_000))
                .body("delivery.fee.amount", equalTo(3_500))
                .body("total.amount", equalTo(213_500))
                .body("quote", notNullValue());
    }

    @Test
    void a_quote_says_until_when_the_order_can_be_given_back_in_the_time_of_the_venue() {
        var on = house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(9));
        var ann = house.guest();

        var quote = quotes(ann, ann.held(on, "A-1"), Map.of());

        quote.then()
                .body("cancellation.rule", equalTo("steps-7-3-1"))
                .body("cancellation.steps.step", contains("T-7", "T-3", "T-1", "T"))
                .body("cancellation.steps.percent", contains(0, 30, 50, 100))
                .body("cancellation.steps[0].until", containsString("T00:00:00+09:00"))
                .body("cancellation.until", equalTo(quote.path("cancellation.steps[2].until")));
    }

    @Test
    void an_order_is_made_with_what_was_quoted() {
        // Given
        var on = house.openSale();
        priced(on);
        var ann = house.guest();
        var hold = ann.held(on, "A-1", "B-1");
        String agreed =
                quotes(ann, hold, Map.of("seats", List.of(youth("A-1")))).path("quote");

        // When
        var order = orders(ann, hold, Map.of("seats", List.of(youth("A-1")), "quote", agreed));

        // Then
        order.then()
                .statusCode(201)
                .body("total.amount", equalTo(210_000))
                .body("fee.amount", equalTo(2_000))
                .body("lines.amount.amount", contains(98_000, 110_000))
                .body("seats.price.amount", contains(140_000, 110_000))
                .body("delivery.method", equalTo("MOBILE"));
        ann.sees(order.path("id"))
                .then()
                .statusCode(200)
                .body("total.amount", equalTo(210_000))
                .body("lines.priceType", contains("YOUTH", "REGULAR"))
                .body("tickets", hasSize(0));
        assertThat(stored(
                        order,
                        "select prices || ' ' || quote || ' ' || refund_rule as it from orders where id = :order"))
                .isEqualTo("1 " + agreed + " steps-7-3-1");
    }

    @Test
    void tickets_say_what_was_paid_for_them() {
        // Given
        var on = house.openSale();
        priced(on);
        var ann = house.guest();
        String order = orders(ann, ann.held(on, "A-1", "B-1"), Map.of("seats", List.of(youth("A-1"))))
                .path("id");

        // When
        ann.confirms(ann.atTheGateway(order, 210_000, "approve")).then().body("state", equalTo("CAPTURED"));

        // Then
        ann.sees(order)
                .then()
                .body("state", equalTo("PAID"))
                .body("tickets.price.amount", contains(98_000, 110_000))
                .body("payments.state", contains("CAPTURED"));
        assertThat(house.numbers(on))
                .containsEntry("ledgerBalanced", true)
                .containsEntry("gross", BoxOffice.won(210_000))
                .containsEntry("ticketValue", BoxOffice.won(208_000));
    }

    @Test
    void prices_that_have_changed_since_are_not_charged_in_silence() {
        // Given
        var on = house.openSale();
        priced(on);
        var ann = house.guest();
        var hold = ann.held(on, "B-1");
        String agreed = quotes(ann, hold, Map.of()).path("quote");

        // When
        prices(on, Map.of("types", List.of(), "serviceFee", BoxOffice.won(2_000)));
        var answer = orders(ann, hold, Map.of("quote", agreed));

        // Then
        answer.then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:quote-changed"))
                .body("quote.total.amount", equalTo(112_000));
        orders(ann, hold, Map.of("quote", answer.path("quote.version"))).then().statusCode(201);
    }

    @Test
    void whoever_says_nothing_about_prices_pays_the_regular_one() {
        var on = house.openSale();
        var ann = house.guest();

        var order = ann.orders(ann.held(on, "A-1"));

        order.then()
                .statusCode(201)
                .body("total.amount", equalTo(140_000))
                .body("fee.amount", equalTo(0))
                .body("lines.priceType", contains("REGULAR"));
    }

    @Test
    void one_hold_gives_one_order_under_any_key() {
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");

        var first = ann.ordered(hold);
        var second = ann.ordered(hold);

        assertThat(second).isEqualTo(first);
    }

    @Test
    void of_32_orders_of_one_hold_at_once_one_is_made() throws Exception {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 32; i++) {
                threads.submit(() -> ann.orders(hold));
            }
        }

        // Then
        ann.asks().get("/api/me/orders").then().body("orders", hasSize(1));
        ann.orders(hold).then().statusCode(201);
    }

    @Test
    void a_key_repeated_gives_the_same_answer_and_another_body_none() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        var key = BoxOffice.newKey();
        var first = orders(key, ann, hold, Map.of());

        // When
        var again = orders(key, ann, hold, Map.of());
        var other = orders(key, ann, hold, Map.of("delivery", "WILL_CALL"));

        // Then
        again.then().statusCode(201).header("Idempotent-Replayed", equalTo("true"));
        assertThat(again.asString()).isEqualTo(first.asString());
        other.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:idempotency-key-reused"));
    }

    @Test
    void tickets_by_post_need_an_address_that_is_kept_sealed() {
        // Given
        var on = house.openSale();
        priced(on);
        var ann = house.guest();
        var hold = ann.held(on, "B-1");

        // When
        var without = orders(ann, hold, Map.of("delivery", "POST"));
        var with = orders(ann, hold, Map.of("delivery", "POST", "address", "Sejong-daero 110, Seoul"));

        // Then
        without.then().statusCode(400).body("faults[0].field", equalTo("address"));
        with.then().statusCode(201).body("delivery.method", equalTo("POST")).body("total.amount", equalTo(114_500));
        with.then().body(not(containsString("Sejong")));
        assertThat(stored(with, "select recipient as it from orders where id = :order"))
                .doesNotContain("Sejong");
        assertThat(stored(with, """
                select (customer.contact = orders.recipient)::text as it
                  from orders join customer on customer.id = orders.customer_id where orders.id = :order
                """)).isEqualTo("false");
    }

    @Test
    void what_is_not_offered_is_refused() {
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");

        quotes(ann, hold, Map.of("seats", List.of(youth("A-1"))))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:price-not-offered"));
        quotes(ann, hold, Map.of("delivery", "POST"))
                .then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:delivery-not-offered"));
        quotes(ann, hold, Map.of("seats", List.of(youth("B-9")))).then().statusCode(422);
        quotes(ann, hold, Map.of("seats", List.of(youth("A-1"), youth("A-1"))))
                .then()
                .statusCode(400);
        quotes(ann, hold, Map.of("delivery", "PIGEON")).then().statusCode(400);
    }

    @Test
    void somebody_elses_hold_is_not_there() {
        var on = house.openSale();
        var hold = house.guest().held(on, "A-1");

        quotes(house.guest(), hold, Map.of()).then().statusCode(404);
        house.guest().orders(hold).then().statusCode(404);
    }

    @Test
    void a_hold_that_has_lapsed_is_neither_quoted_nor_ordered() {
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        house.lapse(hold);

        quotes(ann, hold, Map.of()).then().statusCode(410);
        ann.orders(hold).then().statusCode(410);
    }

    @Test
    void everybody_reads_a_shows_prices() {
        var on = house.openSale();
        priced(on);

        given().get("/api/shows/{s}/prices", on.show())
                .then()
                .statusCode(200)
                .body("version", equalTo(1))
                .body("grades[0].regular.amount", equalTo(140_000))
                .body("grades[0].types[0].price.amount", equalTo(98_000))
                .body("serviceFee.amount", equalTo(1_000))
                .body("delivery.POST.amount", equalTo(3_500));
        given().get("/api/shows/{s}/prices", "0199aaaa-0000-7000-8000-000000000000")
                .then()
                .statusCode(404);
    }

    @Test
    void prices_can_be_set_together_with_the_show() {
        // Given
        String hall = house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("name", "Small hall", "plan", BoxOffice.plan(2)))
                .post("/api/organiser/halls")
                .path("id");
        var show = BoxOffice.show(hall, Duration.ofDays(30), BoxOffice.sale(Duration.ofMinutes(-1)));
        show.put(
                "prices",
                Map.of(
                        "types", List.of(Map.of("type", "YOUTH", "percentOff", 30, "note", "Student card")),
                        "postFee", BoxOffice.won(3_500),
                        "memberDiscounts", Map.of("GOLD", 5)));

        // When
        var added = house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows");

        // Then
        added.then().statusCode(201);
        given().get("/api/shows/{s}/prices", added.<String>path("id"))
                .then()
                .body("version", equalTo(1))
                .body("grades.grade", contains("R", "S"))
                .body("grades[1].types[0].price.amount", equalTo(77_000))
                .body("memberDiscounts.GOLD", equalTo(5.0f))
                .body("delivery.POST.amount", equalTo(3_500));
    }

    @Test
    void a_show_whose_organiser_says_nothing_has_no_fees() {
        var on = house.openSale();

        given().get("/api/shows/{s}/prices", on.show())
                .then()
                .statusCode(200)
                .body("version", equalTo(0))
                .body("serviceFee.amount", equalTo(0))
                .body("delivery.POST", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"types\":[{\"type\":\"REGULAR\",\"percentOff\":10}]}",
                "{\"types\":[{\"type\":\"YOUTH\"}]}",
                "{\"types\":[{\"type\":\"YOUTH\",\"percentOff\":101}]}",
                "{\"types\":[{\"type\":\"YOUTH\",\"percentOff\":10,\"grade\":\"ZZ\"}]}",
                "{\"types\":[{\"type\":\"EARLY_BIRD\",\"percentOff\":10}]}",
                "{\"types\":[{\"type\":\"YOUTH\",\"percentOff\":10},{\"type\":\"YOUTH\",\"percentOff\":20}]}",
                "{\"types\":[{\"type\":\"YOUTH\",\"amount\":{\"amount\":999999,\"currency\":\"KRW\"}}]}",
                "{\"types\":[{\"type\":\"YOUTH\",\"amount\":{\"amount\":1,\"currency\":\"EUR\"}}]}",
                "{\"types\":[],\"serviceFee\":{\"amount\":-1,\"currency\":\"KRW\"}}",
                "{\"types\":[],\"memberDiscounts\":{\"gold\":5}}",
                "{\"types\":[],\"memberDiscounts\":{\"GOLD\":0}}"
            })
    void prices_that_make_no_sense_are_refused(String prices) {
        var on = house.openSale();

        given().contentType(ContentType.JSON)
                .body(prices)
                .put("/api/organiser/shows/{s}/prices", on.show())
                .then()
                .statusCode(400);
    }

    private void priced(OnSale on) {
        prices(
                on,
                Map.of(
                        "types",
                        List.of(
                                Map.of("type", "YOUTH", "grade", "R", "percentOff", 30, "note", "Student card"),
                                Map.of("type", "DISABILITY_4_6", "percentOff", 30),
                                Map.of(
                                        "type",
                                        "EARLY_BIRD",
                                        "amount",
                                        BoxOffice.won(50_000),
                                        "until",
                                        Instant.now().minusSeconds(1).toString())),
                        "serviceFee",
                        BoxOffice.won(1_000),
                        "postFee",
                        BoxOffice.won(3_500)));
    }

    private void prices(OnSale on, Map<String, Object> prices) {
        given().contentType(ContentType.JSON)
                .body(prices)
                .put("/api/organiser/shows/{s}/prices", on.show())
                .then()
                .statusCode(200);
    }

    private static Map<String, Object> youth(String seat) {
        return Map.of("seat", seat, "priceType", "YOUTH");
    }

    private static Response quotes(Buyer ann, String hold, Map<String, Object> wish) {
        var body = new HashMap<>(wish);
        body.put("hold", hold);
        return ann.asks().body(body).post("/api/orders/quote");
    }

    private static Response orders(Buyer ann, String hold, Map<String, Object> wish) {
        return orders(BoxOffice.newKey(), ann, hold, wish);
    }

    private static Response orders(String key, Buyer ann, String hold, Map<String, Object> wish) {
        Map<String, Object> body = new HashMap<>(Map.of("delivery", "MOBILE"));
        body.putAll(wish);
        var recipient = new HashMap<>(Map.of("name", "Ann", "phone", "010-1234-5678", "email", "ann@example.org"));
        if (body.remove("address") instanceof String address) {
            recipient.put("address", address);
        }
        body.put("hold", hold);
        body.put("recipient", recipient);
        return ann.asks().header("Idempotency-Key", key).body(body).post("/api/orders");
    }

    private String stored(Response order, String query) {
        return Sql.of(query)
                .with("order", java.util.UUID.fromString(order.path("id")))
                .one(database, row -> row.text("it"));
    }
}
