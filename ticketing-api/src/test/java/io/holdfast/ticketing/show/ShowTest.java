package io.holdfast.ticketing.show;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;

import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class ShowTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Test
    void a_show_is_listed_with_its_sale_and_cheapest_price() {
        var on = house.openSale();

        house.run("update show set title = 'Listed ' || id where id = '%s'".formatted(on.show()));

        var list = given().queryParam("q", "Listed " + on.show()).get("/api/shows");

        list.then()
                .statusCode(200)
                .body("shows.id", contains(on.show()))
                .body("shows[0].fromPrice.amount", equalTo(110_000))
                .body("shows[0].sale.state", equalTo("OPEN"))
                .body("shows[0].performances.id", contains(on.performance()));
    }

    @Test
    void a_performance_tells_what_is_left_of_each_grade() {
        var on = house.openSale();
        house.guest().held(on, "A-1", "A-2");

        var performance = given().get("/api/performances/{p}", on.performance());

        performance
                .then()
                .statusCode(200)
                .body("grades.find { it.grade == 'R' }.left", equalTo(8))
                .body("grades.find { it.grade == 'S' }.left", equalTo(30))
                .body("soldOut", equalTo(false));
    }

    @Test
    void the_plan_and_the_states_list_the_same_seats() {
        var on = house.openSale();
        house.guest().held(on, "A-3");

        List<List<List<Object>>> sections = given().get("/api/performances/{p}/plan", on.performance())
                .jsonPath()
                .getList("sections.seats");
        var seats = given().get("/api/performances/{p}/seats", on.performance()).jsonPath();

        assertThat(sections.getFirst()).hasSize(40);
        assertThat(seats.getInt("seats")).isEqualTo(40);
        assertThat(sections.getFirst().get(2).getFirst()).isEqualTo("A-3");
        // Two bits each, from the lowest on: 1 is held.
        assertThat(Base64.getDecoder().decode(seats.getString("states"))[0]).isEqualTo((byte) (1 << 4));
    }

    @Test
    void the_seats_of_a_section_come_alone_too() {
        var on = house.openSale();

        var whole = given().get("/api/performances/{p}/plan", on.performance()).jsonPath();
        var section = given().get("/api/performances/{p}/plan/sections?from=0&count=50", on.performance())
                .jsonPath();

        assertThat(section.getList("sections")).hasSize(1);
        assertThat(section.getList("sections[0].seats")).isEqualTo(whole.getList("sections[0].seats"));
        given().get("/api/performances/{p}/plan/sections?from=1", on.performance())
                .then()
                .statusCode(200)
                .body("sections", empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=-1", "count=0", "count=51", "from=x", "from=99999999999"})
    void what_no_section_can_be_is_refused(String query) {
        var on = house.openSale();

        var refused = given().get("/api/performances/{p}/plan/sections?" + query, on.performance());

        refused.then().statusCode(oneOf(400, 404)).contentType("application/problem+json");
    }

    @Test
    void an_overview_that_is_known_is_not_sent_again() {
        var on = house.openSale();
        var tag = given().get("/api/performances/{p}/plan/overview", on.performance())
                .header("ETag");

        given().header("If-None-Match", tag)
                .get("/api/performances/{p}/plan/overview", on.performance())
                .then()
                .statusCode(304);
    }

    @Test
    void the_waiting_room_hears_of_a_new_sale() {
        var on = house.queuedSale();

        var told = broker.awaitSales(
                SaleScheduled.class, event -> event.sale().toString().equals(on.sale()));

        assertThat(told.admission().activeCap()).isEqualTo(100);
        assertThat(told.performances().getFirst()).hasToString(on.performance());
    }

    @Test
    @SuppressWarnings("unchecked")
    void a_plan_that_names_a_seat_twice_is_refused_with_the_fault() {
        var plan = BoxOffice.plan(2);
        var zone = ((List<Map<String, Object>>) plan.get("zones")).getFirst();
        var row = ((List<Map<String, Object>>) zone.get("rows")).getFirst();
        ((List<Map<String, Object>>) row.get("seats")).getFirst().put("seat_guid", "A-2");

        var answer = addHall(plan);

        answer.then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:seating-plan-invalid"))
                .body("faults", not(hasSize(0)));
    }

    @Test
    void a_plan_without_categories_is_refused() {
        var plan = BoxOffice.plan(2);
        plan.remove("categories");

        var answer = addHall(plan);

        answer.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:seating-plan-invalid"));
    }

    @ParameterizedTest
    @CsvSource({
        "title, ''",
        "venue, ",
        "timeZone, Mars/Olympus",
        "refundRule, whatever-we-like",
        "hall, not-a-hall",
        "performances, ",
        "sale, "
    })
    void a_show_with_a_wrong_member_is_refused(String member, String value) {
        var show = BoxOffice.show(BoxOffice.hall(BoxOffice.plan(4)), Duration.ofDays(9), BoxOffice.sale(Duration.ZERO));
        show.put(member, value);

        var answer = addShow(show);

        answer.then().statusCode(400).contentType("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "maxSeats, 0",
        "maxSeats, 21",
        "holdSeconds, 5",
        "holdSeconds, 301",
        "burst, 0",
        "activeCap, -1",
        "ratePerSecond, 0",
        "activeSeconds, 601",
        "opensAt, 2020-01-01T00:00:00Z",
        "closesAt, yesterday"
    })
    void a_sale_out_of_range_is_refused(String member, String value) {
        var sale = BoxOffice.sale(Duration.ZERO);
        sale.put(member, value.matches("-?[0-9]+") ? (Object) Integer.valueOf(value) : value);

        var answer = addShow(BoxOffice.show(BoxOffice.hall(BoxOffice.plan(4)), Duration.ofDays(9), sale));

        answer.then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void a_grade_without_a_price_is_refused() {
        var show = BoxOffice.show(BoxOffice.hall(BoxOffice.plan(4)), Duration.ofDays(9), BoxOffice.sale(Duration.ZERO));
        show.put("grades", List.of(Map.of("grade", "R", "price", BoxOffice.won(1))));

        var answer = addShow(show);

        answer.then().statusCode(400).body("faults.S", equalTo("has no price"));
    }

    @Test
    void each_performance_may_have_a_plan_of_its_own() {
        // Given
        var hall = BoxOffice.hall(BoxOffice.plan(4));
        var show = BoxOffice.show(hall, Duration.ofDays(9), BoxOffice.sale(Duration.ofMinutes(-1)));
        var startsAt = Instant.now().plus(Duration.ofDays(9)).toString();
        var larger = BoxOffice.hall(BoxOffice.plan(6));
        show.put("performances", List.of(Map.of("startsAt", startsAt), Map.of("startsAt", startsAt, "hall", larger)));

        // When
        var added = addShow(show).then().statusCode(201).extract().jsonPath();

        // Then
        assertThat(added.<String>getList("performances"))
                .extracting(id -> house.numbers(new OnSale(added.getString("id"), added.getString("sale"), id))
                        .get("capacity"))
                .containsExactly(40, 60);
    }

    @Test
    @TestSecurity(user = "ann", roles = "customer")
    void only_organisers_put_shows_on_sale() {
        var answer = addHall(BoxOffice.plan(1));

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
    }

    private static Response addHall(Map<String, Object> plan) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("name", "Small hall", "plan", plan))
                .post("/api/organiser/halls");
    }

    private static Response addShow(Map<String, Object> show) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows");
    }
}
