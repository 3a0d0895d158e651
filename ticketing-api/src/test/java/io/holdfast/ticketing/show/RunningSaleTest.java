package io.holdfast.ticketing.show;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.account.OrganiserMark;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.PerformanceId;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@HouseTest
class RunningSaleTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Test
    void from_the_moment_a_waiting_room_is_switched_on_seats_need_a_pass() {
        // Given
        var on = house.openSale();
        house.guest().held(on, "A-1");

        // When
        switched(on, true).then().statusCode(200).body("waitingRoom", equalTo(true));

        // Then
        house.guest()
                .holds(on, "A-2")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:holdfast:problem:pass-required"));
        house.guest().admittedTo(on).held(on, "A-2");
        assertThat(told(on, SaleScheduled::hasWaitingRoom)).satisfies(sale -> {
            assertThat(sale.title()).isEqualTo("The Winter's Tale");
            assertThat(sale.organiser()).isEqualTo(OrganiserMark.of("olga"));
        });
    }

    @Test
    void a_process_that_has_not_heard_of_the_waiting_room_yet_lets_nobody_in() {
        // Given
        var on = house.openSale();
        given().get("/api/performances/{p}", on.performance());

        // When
        house.run("update sale set waiting_room = true where id = '%s'".formatted(on.sale()));

        // Then
        house.guest()
                .holds(on, "A-1")
                .then()
                .statusCode(403)
                .body("type", equalTo("urn:holdfast:problem:pass-required"));
        house.guest().admittedTo(on).held(on, "A-1");
    }

    @Test
    void whoever_holds_seats_already_may_finish_without_a_pass() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        switched(on, true);

        // When
        var paid = ann.confirms(ann.atTheGateway(ann.ordered(hold), 140_000, "approve"));

        // Then
        paid.then().body("state", equalTo("CAPTURED"));
    }

    @Test
    void pages_lead_to_the_queue_at_once() {
        var on = house.openSale();

        switched(on, true);

        given().get("/api/shows/{s}", on.show()).then().body("sale.waitingRoom", equalTo(true));
        given().get("/api/performances/{p}", on.performance()).then().body("sale.waitingRoom", equalTo(true));
    }

    @Test
    void a_waiting_room_can_be_taken_away_again() {
        // Given
        var on = house.queuedSale();

        // When
        switched(on, false);

        // Then
        house.guest().held(on, "A-1");
        assertThat(told(on, sale -> !sale.hasWaitingRoom()).sale()).hasToString(on.sale());
    }

    @Test
    void who_changed_what_is_written_down_for_good() {
        // Given
        var on = house.openSale();
        switched(on, true);

        // When
        var seen = given().get("/api/organiser/sales/{sale}", on.sale());

        // Then
        seen.then()
                .statusCode(200)
                .body("changes", hasSize(1))
                .body("changes[0].who", equalTo("olga"))
                .body("changes[0].what", equalTo("WAITING_ROOM"))
                .body("changes[0].became", equalTo("on"));
        assertThatThrownBy(() -> house.run("delete from sale_change")).hasStackTraceContaining("append-only");
    }

    @Test
    void an_extra_performance_is_on_sale_at_once_and_those_who_wait_are_told() {
        // Given
        var on = house.queuedSale();
        var startsAt = Instant.now().plus(Duration.ofDays(31));

        // When
        var extra = added(on, Map.of("startsAt", startsAt.toString(), "notice", "One more evening!"))
                .then()
                .statusCode(201)
                .extract()
                .<String>path("id");

        // Then
        var ann = house.guest().admittedTo(on);
        ann.buys(new OnSale(on.show(), on.sale(), extra), "A-1");
        given().get("/api/shows/{s}", on.show()).then().body("performances.id[1]", equalTo(extra));
        var told = told(on, sale -> sale.performances().contains(PerformanceId.fromString(extra)));
        assertThat(told.notice()).isEqualTo("One more evening!");
        assertThat(told.performances()).hasSize(2);
        assertThat(broker.awaitSales(
                                PerformanceScheduled.class,
                                event -> event.performance().toString().equals(extra))
                        .grades())
                .hasSize(2);
    }

    @Test
    void an_extra_performance_may_have_a_plan_of_its_own() {
        // Given
        var on = house.openSale();
        var startsAt = Instant.now().plus(Duration.ofDays(31)).toString();
        var hall = BoxOffice.hall(BoxOffice.plan(2));

        // When
        String smaller = added(on, Map.of("startsAt", startsAt, "hall", hall))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String asEver = added(on, Map.of("startsAt", startsAt))
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        // Then
        assertThat(house.numbers(new OnSale(on.show(), on.sale(), smaller))).containsEntry("capacity", 20);
        assertThat(house.numbers(new OnSale(on.show(), on.sale(), asEver))).containsEntry("capacity", 40);
        house.guest().buys(new OnSale(on.show(), on.sale(), smaller), "B-10");
    }

    @Test
    void a_plan_with_a_grade_that_has_no_price_is_refused_for_an_extra_performance() {
        var on = house.openSale();
        var startsAt = Instant.now().plus(Duration.ofDays(31)).toString();
        var plan = BoxOffice.plan(1);
        plan.put("categories", List.of(Map.of("name", "Box", "color", "#aa3355")));
        plan.remove("zones");
        plan.put("general_admission", List.of(Map.of("name", "Left", "category", "Box", "capacity", 4)));

        var unpriced = added(on, Map.of("startsAt", startsAt, "hall", BoxOffice.hall(plan)));
        var unknown =
                added(on, Map.of("startsAt", startsAt, "hall", UUID.randomUUID().toString()));

        unpriced.then().statusCode(400).body("faults.Box", equalTo("has no price"));
        unknown.then().statusCode(404);
        given().get("/api/shows/{s}", on.show()).then().body("performances", hasSize(1));
    }

    @Test
    void asking_twice_with_one_key_adds_one_performance() {
        // Given
        var on = house.openSale();
        var wish = Map.of("startsAt", Instant.now().plus(Duration.ofDays(31)).toString());
        var key = BoxOffice.newKey();

        // When
        var first = added(key, on, wish).then().statusCode(201).extract().path("id");
        var second = added(key, on, wish).then().statusCode(201).extract().path("id");

        // Then
        assertThat(first.toString()).isEqualTo(second.toString());
        given().get("/api/shows/{s}", on.show()).then().body("performances", hasSize(2));
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-01T00:00:00Z, 2099-01-01T00:00:00Z, fine",
        "2098-01-01T00:00:00Z, 2020-01-01T00:00:00Z, fine",
        "2098-01-01T00:00:00Z, 2099-01-01T00:00:00Z, '  '",
        "tomorrow, 2099-01-01T00:00:00Z, fine"
    })
    void an_extra_performance_that_makes_no_sense_is_refused(String startsAt, String closesAt, String notice) {
        var on = house.openSale();

        var answer = added(on, Map.of("startsAt", startsAt, "closesAt", closesAt, "notice", notice));

        answer.then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void a_sale_that_is_over_gets_no_extra_performance() {
        var on = house.openSale();
        house.run("update sale set closes_at = now() - interval '1 second' where id = '%s'".formatted(on.sale()));

        var answer = added(
                on, Map.of("startsAt", Instant.now().plus(Duration.ofDays(31)).toString()));

        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:sale-closed"));
    }

    @Test
    void a_notice_is_told_and_taken_back() {
        // Given
        var on = house.queuedSale();
        given().contentType(ContentType.JSON)
                .body(Map.of("text", "Tea is served in the foyer."))
                .put("/api/organiser/sales/{sale}/notice", on.sale())
                .then()
                .body("notice", equalTo("Tea is served in the foyer."));
        told(on, sale -> "Tea is served in the foyer.".equals(sale.notice()));

        // When
        var answer = given().delete("/api/organiser/sales/{sale}/notice", on.sale());

        // Then
        answer.then().statusCode(200).body("notice", nullValue());
        assertThat(broker.awaitSales(
                        SaleScheduled.class, sale -> sale.sale().toString().equals(on.sale())))
                .isNotNull();
    }

    @Test
    void changes_at_once_are_told_one_after_the_other_and_each_later_than_the_one_before() throws Exception {
        // Given
        var on = house.queuedSale();

        // When
        try (var staff = Executors.newVirtualThreadPerTaskExecutor()) {
            staff.invokeAll(IntStream.range(0, 8)
                    .mapToObj(n -> Executors.callable(() -> noticed(on, "notice " + n)))
                    .toList());
        }

        // Then
        var told = await().until(
                        () -> broker.sales(
                                SaleScheduled.class,
                                sale -> sale.sale().toString().equals(on.sale())),
                        all -> all.size() == 9);
        assertThat(told).extracting(SaleScheduled::at).doesNotContainNull().isSorted();
        given().get("/api/organiser/sales/{sale}", on.sale())
                .then()
                .body("notice", equalTo(told.getLast().notice()));
    }

    @Test
    void a_sale_for_members_only_asks_guests_to_sign_in() {
        // Given
        var sale = BoxOffice.sale(Duration.ofMinutes(-1));
        sale.put("accountsOnly", true);
        sale.put("invitedShare", 0.2);
        var on = house.openSale(sale, Duration.ofDays(30));

        // When
        var answer = house.guest().holds(on, "A-1");

        // Then
        answer.then().statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required"));
        house.member().held(on, "A-1");
        var told = told(on, _ -> true);
        assertThat(told.admission().accountsOnly()).isTrue();
        assertThat(told.admission().invitedShare()).isEqualTo(0.2);
    }

    @ParameterizedTest
    @CsvSource({"waiting-room, on", "booking-cap, bookingsPerSecond", "notice, text"})
    void a_change_that_says_nothing_is_refused(String what, String member) {
        var on = house.openSale();
        var body = new LinkedHashMap<String, Object>();
        body.put(member, null);

        var answer = given().contentType(ContentType.JSON)
                .body(body)
                .put("/api/organiser/sales/{sale}/{what}", on.sale(), what);

        answer.then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void another_organisers_sale_is_not_to_be_touched() {
        // Given
        var on = house.openSale();
        house.run("update show set organiser = 'oscar' where id = '%s'".formatted(on.show()));

        // When
        var answer = switched(on, true);

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
        house.guest().held(on, "A-1");
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void operations_may_see_every_sale() {
        given().get("/api/organiser/sales/{sale}", "0190aaaa-0000-7000-8000-000000000001")
                .then()
                .statusCode(404);
    }

    @Test
    @TestSecurity(user = "ann", roles = "customer")
    void customers_do_not_change_sales() {
        given().contentType(ContentType.JSON)
                .body(Map.of("on", true))
                .put("/api/organiser/sales/{sale}/waiting-room", "0190aaaa-0000-7000-8000-000000000001")
                .then()
                .statusCode(403);
    }

    private static Response switched(OnSale on, boolean wish) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("on", wish))
                .put("/api/organiser/sales/{sale}/waiting-room", on.sale());
    }

    private static void noticed(OnSale on, String text) {
        given().contentType(ContentType.JSON)
                .body(Map.of("text", text))
                .put("/api/organiser/sales/{sale}/notice", on.sale())
                .then()
                .statusCode(200);
    }

    private static Response added(OnSale on, Map<String, Object> wish) {
        return added(BoxOffice.newKey(), on, wish);
    }

    private static Response added(String key, OnSale on, Map<String, ?> wish) {
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(wish)
                .post("/api/organiser/sales/{sale}/performances", on.sale());
    }

    private SaleScheduled told(OnSale on, Predicate<SaleScheduled> which) {
        return broker.awaitSales(
                SaleScheduled.class, event -> event.sale().toString().equals(on.sale()) && which.test(event));
    }
}
