package io.holdfast.ticketing.transfer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent.TicketTransferred;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.checkin.DoorStaff;
import io.holdfast.ticketing.checkin.Phone;
import io.holdfast.ticketing.verification.Looks;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class TransferTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Looks looks;

    /// Ann has two tickets for a performance of tomorrow.
    private record Evening(OnSale on, Buyer ann, String order, String ticket, String other) {}

    @Test
    void whoever_has_the_link_can_take_the_ticket_and_show_it() {
        // Given
        var evening = evening();
        var old = new Phone();
        old.shows(evening.ann(), evening.ticket()).then().statusCode(200);
        var bob = house.member();

        // When
        var accepted = accepts(bob, link(evening));

        // Then
        accepted.then()
                .statusCode(200)
                .body("mine", equalTo(true), "open", equalTo(false), "ticket", equalTo(evening.ticket()));
        var door = DoorStaff.at(evening.on(), "north");
        var phone = new Phone();
        phone.shows(bob, evening.ticket()).then().statusCode(200);
        verdict(door.scans(old.code(evening.ticket(), Instant.now())), "MOVED");
        verdict(door.scans(phone.code(evening.ticket(), Instant.now())), "ENTERED");
        evening.ann().asks().get("/api/tickets/{t}", evening.ticket()).then().statusCode(404);
        old.shows(evening.ann(), evening.ticket()).then().statusCode(404);
    }

    @Test
    void both_are_told_and_seat_and_money_stay_where_they_were() {
        // Given
        var evening = evening();
        var bob = house.member();

        // When
        accepts(bob, link(evening)).then().statusCode(200);

        // Then
        var told = broker.awaitSales(
                TicketTransferred.class, event -> event.ticket().toString().equals(evening.ticket()));
        assertThat(told.to()).isEqualTo(bob.customer());
        assertThat(told.order()).hasToString(evening.order());
        evening.ann()
                .sees(evening.order())
                .then()
                .body(
                        "state", equalTo("PAID"),
                        "total.amount", equalTo(280_000),
                        "tickets.givenAway", equalTo(List.of(true, false)));
        bob.sees(evening.order()).then().statusCode(404);
        bob.asks()
                .get("/api/me/tickets")
                .then()
                .body("tickets.id", equalTo(List.of(evening.ticket())), "tickets[0].label", notNullValue());
        assertThat(looks.at(evening.on().performance())).isEmpty();
    }

    @Test
    void a_guest_can_take_a_ticket_and_give_it_on() {
        // Given
        var evening = evening();
        var bob = house.guest();
        accepts(bob, link(evening)).then().statusCode(200);
        var cho = house.guest();

        // When
        var accepted = accepts(cho, link(bob, evening.ticket()));

        // Then
        accepted.then().statusCode(200);
        cho.asks().get("/api/tickets/{t}", evening.ticket()).then().body("received", equalTo(true));
        bob.asks().get("/api/tickets/{t}", evening.ticket()).then().statusCode(404);
        assertThat(looks.at(evening.on().performance())).isEmpty();
    }

    @Test
    void of_many_who_accept_at_once_one_has_it() throws Exception {
        // Given
        var evening = evening();
        var link = link(evening);
        var people = IntStream.range(0, 16)
                .mapToObj(n -> n % 2 == 0 ? house.guest() : house.member())
                .toList();

        // When
        var answers = atOnce(people.stream()
                .<Callable<Integer>>map(one -> () -> accepts(one, link).statusCode())
                .toList());

        // Then
        assertThat(answers).containsOnlyOnce(200).containsOnly(200, 410);
        assertThat(people.stream()
                        .filter(one -> one.asks()
                                        .get("/api/tickets/{t}", evening.ticket())
                                        .statusCode()
                                == 200))
                .hasSize(1);
    }

    @Test
    void accepting_and_taking_back_at_once_end_one_way() throws Exception {
        for (var round = 0; round < 8; round++) {
            // Given
            var evening = evening();
            var link = link(evening);
            String id = evening.ann()
                    .asks()
                    .get("/api/tickets/{t}/transfers", evening.ticket())
                    .path("offer.id");
            var bob = house.guest();

            // When
            var answers = atOnce(List.<Callable<Integer>>of(
                    () -> accepts(bob, link).statusCode(),
                    () -> withdraws(evening.ann(), evening.ticket(), id).statusCode()));

            // Then
            assertThat(answers).isIn(List.of(200, 404), List.of(410, 204));
            bob.asks()
                    .get("/api/tickets/{t}", evening.ticket())
                    .then()
                    .statusCode(answers.getFirst() == 200 ? 200 : 404);
        }
    }

    @Test
    void accepting_and_giving_back_at_once_end_one_way() throws Exception {
        for (var round = 0; round < 8; round++) {
            // Given
            var evening = evening();
            var link = link(evening);
            var quote = quote(evening, evening.ticket()).<String>path("quote");
            var bob = house.guest();

            // When
            var answers = atOnce(List.<Callable<Integer>>of(
                    () -> accepts(bob, link).statusCode(),
                    () -> givesBack(evening, evening.ticket(), quote).statusCode()));

            // Then
            assertThat(answers).isIn(List.of(200, 409), List.of(410, 201));
            assertThat(looks.at(evening.on().performance())).isEmpty();
        }
    }

    @Test
    void accepting_and_entering_at_once_end_one_way() throws Exception {
        for (var round = 0; round < 8; round++) {
            // Given
            var evening = evening();
            var link = link(evening);
            var phone = new Phone();
            phone.shows(evening.ann(), evening.ticket()).then().statusCode(200);
            var door = DoorStaff.at(evening.on(), "north");
            var code = phone.code(evening.ticket(), Instant.now());
            var bob = house.guest();

            // When
            var answers = atOnce(List.<Callable<String>>of(
                    () -> String.valueOf(accepts(bob, link).statusCode()),
                    () -> door.scans(code).path("scans[0].verdict")));

            // Then
            assertThat(answers).isIn(List.of("200", "MOVED"), List.of("410", "ENTERED"));
        }
    }

    @Test
    void what_was_given_away_cannot_be_given_back() {
        // Given
        var evening = evening();
        accepts(house.member(), link(evening)).then().statusCode(200);

        // When
        var answer = quote(evening, evening.ticket());

        // Then
        refused(answer, 409, "ticket-given-away");
        evening.ann()
                .asks()
                .get("/api/orders/{o}/cancellation-quote", evening.order())
                .then()
                .statusCode(200)
                .body("tickets", equalTo(List.of(evening.other())));
    }

    @Test
    void a_link_is_the_same_while_it_can_be_accepted() {
        // Given
        var evening = evening();

        // When
        var first = link(evening);

        // Then
        assertThat(link(evening)).isEqualTo(first);
        given().get("/api/transfers/{token}", first)
                .then()
                .statusCode(200)
                .body(
                        "open", equalTo(true),
                        "mine", equalTo(false),
                        "ticket", nullValue(),
                        "performance.title", equalTo("The Winter's Tale"));
    }

    @Test
    void accepting_twice_is_accepting_once() {
        // Given
        var evening = evening();
        var link = link(evening);
        var bob = house.member();
        accepts(bob, link).then().statusCode(200);

        // When
        var again = accepts(bob, link);

        // Then
        again.then().statusCode(200).body("ticket", equalTo(evening.ticket()));
        var phone = new Phone();
        phone.shows(bob, evening.ticket()).then().body("issue", equalTo(2));
    }

    @Test
    void a_link_that_was_taken_back_is_worthless_and_another_can_be_made() {
        // Given
        var evening = evening();
        var link = link(evening);
        String id = evening.ann()
                .asks()
                .get("/api/tickets/{t}/transfers", evening.ticket())
                .path("offer.id");
        withdraws(evening.ann(), evening.ticket(), id).then().statusCode(204);

        // When
        var answer = accepts(house.guest(), link);

        // Then
        refused(answer, 410, "transfer-ended");
        withdraws(evening.ann(), evening.ticket(), id).then().statusCode(204);
        accepts(house.guest(), link(evening)).then().statusCode(200);
    }

    @Test
    void a_link_ends() {
        // Given
        var evening = evening();
        var link = link(evening);
        house.run("update ticket_transfer set until = now() where ticket_id = '" + evening.ticket() + "'");

        // When
        var answer = accepts(house.guest(), link);

        // Then
        refused(answer, 410, "transfer-ended");
        assertThat(link(evening)).isNotEqualTo(link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "%00", "🎫"})
    void a_link_that_was_not_made_by_us_leads_nowhere(String end) {
        // Given
        var link = link(evening());

        // When
        var answer = given().get("/api/transfers/{token}", link.substring(0, 36) + end);

        // Then
        refused(answer, 404, "not-found");
    }

    @Test
    void nobody_gives_away_what_is_somebody_elses() {
        // Given
        var evening = evening();
        var eve = house.member();

        // When
        var answer = offers(eve, evening.ticket());

        // Then
        refused(answer, 404, "not-found");
        eve.asks().get("/api/tickets/{t}/transfers", evening.ticket()).then().statusCode(404);
    }

    @Test
    void an_organiser_can_forbid_it_and_links_end_with_that() {
        // Given
        var evening = evening();
        var link = link(evening);

        // When
        given().contentType(ContentType.JSON)
                .body(Map.of("allowed", false))
                .put("/api/organiser/shows/{s}/transfers", evening.on().show())
                .then()
                .statusCode(200);

        // Then
        refused(offers(evening.ann(), evening.other()), 409, "transfer-not-offered");
        refused(accepts(house.guest(), link), 410, "transfer-ended");
    }

    @Test
    @TestSecurity(user = "oskar", roles = "organiser")
    void another_organiser_cannot() {
        // Given
        var on = house.openSale();
        house.run("update show set organiser = 'olga' where id = '" + on.show() + "'");

        // When
        var answer = given().contentType(ContentType.JSON)
                .body(Map.of("allowed", false))
                .put("/api/organiser/shows/{s}/transfers", on.show());

        // Then
        refused(answer, 403, "not-allowed");
    }

    @Test
    void where_only_members_buy_only_members_take() {
        // Given
        var sale = BoxOffice.sale(Duration.ofMinutes(-1));
        sale.put("accountsOnly", true);
        var evening = evening(house.openSale(sale, Duration.ofHours(24)), house.member());
        var link = link(evening);

        // When
        var answer = accepts(house.guest(), link);

        // Then
        refused(answer, 401, "login-required");
        accepts(house.member(), link).then().statusCode(200);
    }

    /// Either it is somebody's ticket, or there is nobody and it stays whose it was.
    @Test
    void a_ticket_accepted_by_who_is_forgotten_at_the_same_moment_is_somebodys_or_stays() throws Exception {
        for (var round = 0; round < 8; round++) {
            // Given
            var evening = evening();
            var link = link(evening);
            var bob = house.member();

            // When
            var answers =
                    atOnce(List.<Callable<Integer>>of(() -> accepts(bob, link).statusCode(), () -> bob.asks()
                            .body(Map.of("confirmed", true))
                            .post("/api/me/erasure")
                            .statusCode()));

            // Then
            var held = house.texts(
                    "select kind as text from customer join ticket on ticket.holder_id = customer.id where ticket.id = '"
                            + evening.ticket() + "'");
            if (answers.getLast() == 204) {
                assertThat(held).isEmpty();
            } else {
                assertThat(answers.getFirst()).isEqualTo(200);
                assertThat(held).containsExactly("MEMBER");
            }
        }
    }

    private Evening evening() {
        return evening(house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofHours(24)), house.guest());
    }

    private static Evening evening(OnSale on, Buyer ann) {
        var order = ann.buys(on, "A-1", "A-2");
        List<String> tickets = ann.sees(order).path("tickets.id");
        return new Evening(on, ann, order, tickets.getFirst(), tickets.getLast());
    }

    private static String link(Evening evening) {
        return link(evening.ann(), evening.ticket());
    }

    /// What stands in the address.
    private static String link(Buyer holder, String ticket) {
        return holder.gives(ticket);
    }

    private static Response offers(Buyer holder, String ticket) {
        return holder.asks().post("/api/tickets/{t}/transfers", ticket);
    }

    private static Response withdraws(Buyer holder, String ticket, String transfer) {
        return holder.asks().delete("/api/tickets/{t}/transfers/{id}", ticket, transfer);
    }

    private static Response accepts(Buyer taker, String link) {
        return taker.accepts(link);
    }

    private static Response quote(Evening evening, String ticket) {
        return evening.ann()
                .asks()
                .queryParam("tickets", ticket)
                .get("/api/orders/{o}/cancellation-quote", evening.order());
    }

    private static Response givesBack(Evening evening, String ticket, String quote) {
        var body = new HashMap<String, Object>(Map.of("tickets", List.of(ticket), "quote", quote));
        return evening.ann()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/orders/{o}/cancellations", evening.order());
    }

    private static void verdict(Response answer, String verdict) {
        answer.then().statusCode(200).body("scans", hasSize(1)).body("scans[0].verdict", equalTo(verdict));
    }

    private static void refused(Response answer, int status, String type) {
        answer.then().statusCode(status).body("type", equalTo("urn:holdfast:problem:" + type));
    }

    private static <T> List<T> atOnce(List<Callable<T>> actions) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (var one : threads.invokeAll(actions)) {
                results.add(one.get());
            }
            return results;
        }
    }
}
