package io.holdfast.ticketing.seatchange;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class SeatChangeTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    /// Somebody with a ticket for B-1 and a proposal for C-1.
    private record Asked(OnSale on, Buyer ann, String order, String ticket, String change) {}

    @Test
    void nothing_changes_before_the_customer_agrees() {
        var asked = asked(Map.of());

        var shown = asked.ann().asks().get("/api/me/seat-changes");

        shown.then()
                .statusCode(200)
                .body("seatChanges", hasSize(1))
                .body("seatChanges[0].from", equalTo("1F B 1"))
                .body("seatChanges[0].to", equalTo("1F C 1"))
                .body("seatChanges[0].reason", equalTo("the chair is broken"))
                .body("seatChanges[0].state", equalTo("PROPOSED"));
        asked.ann().sees(asked.order()).then().body("tickets[0].seat", equalTo("B-1"));
        house.guest().holds(asked.on(), "C-1").then().statusCode(409);
    }

    @Test
    void whoever_agrees_has_the_new_seat_and_the_old_one_goes_back() {
        // Given
        var asked = asked(Map.of());

        // When
        var answer = answers(asked, true);

        // Then
        answer.then().statusCode(200).body("state", equalTo("AGREED"));
        asked.ann()
                .sees(asked.order())
                .then()
                .body("tickets", hasSize(1))
                .body("tickets[0].seat", equalTo("C-1"))
                .body("tickets[0].label", equalTo("1F C 1"))
                .body("tickets[0].state", equalTo("VALID"));
        assertThat(house.numbers(asked.on()))
                .containsEntry("sold", 1)
                .containsEntry("released", 1)
                .containsEntry("held", 0)
                .containsEntry("soldTwice", 0)
                .containsEntry("ledgerBalanced", true);
    }

    @Test
    void the_order_names_the_new_seat_at_the_price_that_was_paid_and_remembers_what_was_bought() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "B-1");
        var paid = ann.sees(order).then().extract();
        String ticket = paid.path("tickets.find { it.seat == 'A-1' }.id");

        // When
        changes(ann, ticket, "C-1");
        changes(ann, ticket, "D-1");

        // Then
        ann.sees(order)
                .then()
                .body("total.amount", equalTo(paid.<Integer>path("total.amount")))
                .body("seats.id", equalTo(List.of("B-1", "D-1")))
                .body("lines.seat", equalTo(List.of("B-1", "D-1")))
                .body("lines.label", equalTo(List.of("1F B 1", "1F D 1")))
                .body("lines[0].bought", nullValue())
                .body("lines[1].grade", equalTo("S"))
                .body("lines[1].bought.seat", equalTo("A-1"))
                .body("lines[1].bought.label", equalTo("1F A 1"))
                .body("lines[1].bought.grade", equalTo("R"))
                .body("lines[1].regular", equalTo(paid.<Object>path("lines[0].regular")))
                .body("lines[1].amount", equalTo(paid.<Object>path("lines[0].amount")))
                .body("tickets.find { it.id == '%s' }.label".formatted(ticket), equalTo("1F D 1"));
    }

    @Test
    void two_tickets_of_an_order_may_end_up_with_each_others_seats_between_them() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "B-1", "B-2");
        String first = ann.sees(order).path("tickets.find { it.seat == 'B-1' }.id");
        String second = ann.sees(order).path("tickets.find { it.seat == 'B-2' }.id");
        changes(ann, first, "C-1");
        house.run(
                "update seat set state = 'AVAILABLE', release_id = null, until = null where performance_id = '%s' and id = 'B-1'"
                        .formatted(on.performance()));

        // When
        changes(ann, second, "B-1");

        // Then
        ann.sees(order)
                .then()
                .body("lines.seat", equalTo(List.of("B-1", "C-1")))
                .body("lines.bought.seat", equalTo(List.of("B-2", "B-1")));
    }

    @Test
    void who_agreed_to_what_and_when_is_kept() {
        // Given
        var asked = asked(Map.of());
        answers(asked, true).then().statusCode(200);

        // When
        var list = given().get(
                        "/api/organiser/performances/{p}/seat-changes",
                        asked.on().performance());

        // Then
        list.then()
                .statusCode(200)
                .body("seatChanges[0].state", equalTo("AGREED"))
                .body("seatChanges[0].proposedBy", equalTo("olga"))
                .body("seatChanges[0].answeredBy", equalTo(asked.ann().subject().value()))
                .body("seatChanges[0].shown", containsString("1F B 1 (S) → 1F C 1 (S); reason: the chair is broken"));
        given().get("/api/organiser/performances/{p}/adjustments", asked.on().performance())
                .then()
                .body("adjustments[0].what", equalTo("SEAT_CHANGED"));
    }

    @Test
    void the_customer_is_told_of_the_proposal_and_of_the_change() {
        // Given
        var asked = asked(Map.of());

        // When
        answers(asked, true).then().statusCode(200);

        // Then
        var proposed = broker.awaitSales(
                SeatChangeProposed.class, event -> event.change().toString().equals(asked.change()));
        assertThat(proposed.to()).isEqualTo("1F C 1");
        var changed = broker.awaitSales(
                SeatChanged.class, event -> event.change().toString().equals(asked.change()));
        assertThat(changed.ticket().seat()).hasToString("C-1");
        assertThat(changed.from()).hasToString("B-1");
    }

    @Test
    void whoever_declines_keeps_the_seat_and_the_other_is_free() {
        // Given
        var asked = asked(Map.of());

        // When
        var answer = answers(asked, false);

        // Then
        answer.then().statusCode(200).body("state", equalTo("DECLINED"));
        asked.ann().sees(asked.order()).then().body("tickets[0].seat", equalTo("B-1"));
        house.guest().holds(asked.on(), "C-1").then().statusCode(201);
    }

    @Test
    void a_broken_seat_is_blocked_once_it_is_left() {
        // Given
        var asked = asked(Map.of("blockOldSeat", true));

        // When
        var answer = answers(asked, true);

        // Then
        answer.then().statusCode(200);
        assertThat(house.numbers(asked.on())).containsEntry("sold", 1).containsEntry("blocked", 1);
    }

    @Test
    void an_answer_that_comes_too_late_changes_nothing() {
        // Given
        var asked = asked(Map.of());
        house.run("update seat_change set until = now() where id = '%s'".formatted(asked.change()));
        house.run("update seat set until = now() where performance_id = '%s' and id = 'C-1'"
                .formatted(asked.on().performance()));
        house.guest().holds(asked.on(), "C-1").then().statusCode(201);

        // When
        var answer = answers(asked, true);

        // Then
        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:seat-change-ended"));
        asked.ann().sees(asked.order()).then().body("tickets[0].seat", equalTo("B-1"));
    }

    @Test
    void a_proposal_whose_time_is_over_ends_by_itself() {
        // Given
        var asked = asked(Map.of());

        // When
        house.run("update seat_change set until = now() where id = '%s'".formatted(asked.change()));

        // Then
        await().untilAsserted(() -> assertThat(house.numbers(asked.on())).containsEntry("held", 0));
        propose(asked.ticket(), Map.of("seat", "C-2")).then().statusCode(201);
    }

    @Test
    void a_ticket_that_was_given_back_is_not_moved_and_the_other_seat_is_free() {
        // Given
        var asked = asked(Map.of());
        cancels(asked).then().statusCode(201);

        // When
        var answer = answers(asked, true);

        // Then
        answer.then().statusCode(410);
        await().untilAsserted(() -> assertThat(house.numbers(asked.on())).containsEntry("held", 0));
    }

    @Test
    void a_ticket_that_was_moved_is_given_back_with_its_new_seat() {
        // Given
        var asked = asked(Map.of());
        answers(asked, true).then().statusCode(200);

        // When
        var cancelled = cancels(asked);

        // Then
        cancelled.then().statusCode(201);
        assertThat(house.numbers(asked.on()))
                .containsEntry("sold", 0)
                .containsEntry("released", 2)
                .containsEntry("ledgerBalanced", true);
    }

    @Test
    void agreeing_and_giving_back_at_once_end_in_one_of_the_two() throws Exception {
        for (var n = 0; n < 5; n++) {
            var asked = asked(Map.of());

            var statuses = atOnce(List.of(
                    () -> answers(asked, true).statusCode(),
                    () -> answers(asked, true).statusCode(),
                    () -> answers(asked, false).statusCode(),
                    () -> cancels(asked).statusCode()));

            assertThat(statuses).isSubsetOf(200, 201, 409, 410);
            assertThat(house.numbers(asked.on())).containsEntry("soldTwice", 0).containsEntry("ledgerBalanced", true);
        }
    }

    @Test
    void the_same_ticket_is_not_proposed_two_seats_at_once() {
        var asked = asked(Map.of());

        var again = propose(asked.ticket(), Map.of("seat", "C-2"));

        again.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:seat-change-pending"));
    }

    @Test
    void staff_take_a_proposal_back() {
        // Given
        var asked = asked(Map.of());

        // When
        var withdrawn = given().header("Idempotency-Key", BoxOffice.newKey())
                .noContentType()
                .post("/api/organiser/seat-changes/{c}/withdrawal", asked.change());

        // Then
        withdrawn.then().statusCode(200).body("state", equalTo("WITHDRAWN"));
        answers(asked, true).then().statusCode(410);
        assertThat(house.numbers(asked.on())).containsEntry("held", 0).containsEntry("sold", 1);
    }

    @Test
    void a_dearer_seat_or_one_that_somebody_has_is_not_proposed() {
        var on = house.openSale();
        var ticket = ticketOf(house.guest(), on, "B-1");
        house.guest().held(on, "C-1");

        propose(ticket, Map.of("seat", "A-1")).then().statusCode(400);
        propose(ticket, Map.of("seat", "C-1"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:seats-in-use"));
        propose(ticket, Map.of("seat", "Z-1")).then().statusCode(422);
        propose(ticket, Map.of("seat", "B-1")).then().statusCode(400);
    }

    @Test
    void somebody_elses_proposal_is_not_there() {
        var asked = asked(Map.of());

        var answer = answers(new Asked(asked.on(), house.guest(), asked.order(), asked.ticket(), asked.change()), true);

        answer.then().statusCode(404);
    }

    @Test
    void an_answer_to_other_terms_is_refused() {
        var asked = asked(Map.of());

        var answer = asked.ann()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("agree", true, "terms", "other"))
                .post("/api/me/seat-changes/{c}/answer", asked.change());

        answer.then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"seat\":\"C-1\"}",
                "{\"seat\":\"C-1\",\"reason\":\"\"}",
                "{\"seat\":\"C-1\",\"reason\":\"x\",\"hours\":0}",
                "{\"seat\":\"C-1\",\"reason\":\"x\",\"hours\":169}",
                "{\"seat\":\"C 1\",\"reason\":\"x\"}"
            })
    void what_is_missing_or_wrong_is_refused(String body) {
        var on = house.openSale();
        var ticket = ticketOf(house.guest(), on, "B-1");

        var answer = given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/organiser/tickets/{t}/seat-changes", ticket);

        answer.then().statusCode(400);
    }

    @Test
    @TestSecurity(user = "oscar", roles = "organiser")
    void another_organiser_proposes_nothing() {
        var on = house.openSale();
        var ticket = ticketOf(house.guest(), on, "B-1");
        house.run("update show set organiser = 'olga' where id = '%s'".formatted(on.show()));

        var answer = propose(ticket, Map.of("seat", "C-1"));

        answer.then().statusCode(403);
        given().get("/api/organiser/performances/{p}/seat-changes", on.performance())
                .then()
                .statusCode(403);
    }

    @Test
    void whoever_was_given_the_ticket_is_asked_and_answers_and_not_who_has_bought_it() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "B-1");
        String ticket = ann.sees(order).path("tickets[0].id");
        var bob = house.member();
        bob.accepts(ann.gives(ticket)).then().statusCode(200);

        // When
        String change = propose(ticket, Map.of("seat", "C-1"))
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        // Then
        var proposed = broker.awaitSales(
                SeatChangeProposed.class, event -> event.change().toString().equals(change));
        assertThat(proposed.customer()).isEqualTo(bob.customer());
        ann.asks().get("/api/me/seat-changes").then().body("seatChanges", hasSize(0));
        ann.asks().get("/api/me/seat-changes/{c}", change).then().statusCode(404);
        answers(ann, change, true).then().statusCode(404);
        bob.asks().get("/api/me/seat-changes").then().body("seatChanges.ticket", equalTo(List.of(ticket)));
        answers(bob, change, true).then().statusCode(200).body("state", equalTo("AGREED"));
        bob.asks().get("/api/tickets/{t}", ticket).then().body("label", equalTo("1F C 1"));
        ann.sees(order).then().body("tickets[0].label", equalTo("1F C 1"));
        var changed = broker.awaitSales(
                SeatChanged.class, event -> event.change().toString().equals(change));
        assertThat(changed.customer()).isEqualTo(bob.customer());
    }

    @Test
    void a_proposal_goes_with_the_ticket_to_whoever_accepts_it() {
        // Given
        var asked = asked(Map.of());
        var terms = terms(asked.ann(), asked.change());
        var bob = house.member();

        // When
        bob.accepts(asked.ann().gives(asked.ticket())).then().statusCode(200);

        // Then
        answersTo(asked.ann(), asked.change(), true, terms).then().statusCode(404);
        answersTo(asked.ann(), asked.change(), false, terms).then().statusCode(404);
        await().untilAsserted(() -> assertThat(broker.sales(
                        SeatChangeProposed.class,
                        event -> event.change().toString().equals(asked.change())))
                .extracting(SeatChangeProposed::customer)
                .hasSize(2)
                .last()
                .isEqualTo(bob.customer()));
        answers(bob, asked.change(), false).then().statusCode(200).body("state", equalTo("DECLINED"));
    }

    @Test
    void whoever_gives_a_ticket_on_is_asked_no_more_and_whoever_has_it_then_is() {
        // Given
        var asked = asked(Map.of());
        var bob = house.member();
        var cho = house.member();
        bob.accepts(asked.ann().gives(asked.ticket())).then().statusCode(200);

        // When
        cho.accepts(bob.gives(asked.ticket())).then().statusCode(200);

        // Then
        answers(bob, asked.change(), true).then().statusCode(404);
        answers(cho, asked.change(), true).then().statusCode(200);
    }

    @Test
    void accepting_a_ticket_and_answering_for_it_at_once_end_in_one_order_or_the_other() throws Exception {
        for (var n = 0; n < 8; n++) {
            // Given
            var asked = asked(Map.of());
            var terms = terms(asked.ann(), asked.change());
            var link = asked.ann().gives(asked.ticket());
            var bob = house.member();

            // When
            var statuses = atOnce(List.of(
                    () -> answersTo(asked.ann(), asked.change(), true, terms).statusCode(),
                    () -> bob.accepts(link).statusCode(),
                    () -> answersTo(bob, asked.change(), false, terms).statusCode()));

            // Then
            assertThat(statuses.get(1)).isEqualTo(200);
            assertThat(statuses.getFirst()).isIn(200, 404, 410);
            assertThat(statuses.getLast()).isIn(200, 404, 410);
            var agreed = statuses.getFirst() == 200;
            assertThat(agreed && statuses.getLast() == 200).isFalse();
            bob.asks()
                    .get("/api/tickets/{t}", asked.ticket())
                    .then()
                    .body("label", equalTo(agreed ? "1F C 1" : "1F B 1"));
            assertThat(house.texts("select answered_by as text from seat_change where state = 'AGREED' and id = '"
                            + asked.change() + "'"))
                    .hasSize(agreed ? 1 : 0)
                    .allMatch(asked.ann().subject().value()::equals);
            assertThat(house.numbers(asked.on()))
                    .containsEntry("sold", 1)
                    .containsEntry("soldTwice", 0)
                    .containsEntry("ledgerBalanced", true);
        }
    }

    /// The customer agrees to another seat.
    private static void changes(Buyer ann, String ticket, String seat) {
        String change = propose(ticket, Map.of("seat", seat))
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        answers(ann, change, true).then().statusCode(200);
    }

    private Asked asked(Map<String, Object> more) {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "B-1");
        String ticket = ann.sees(order).path("tickets[0].id");
        Map<String, Object> wish = new LinkedHashMap<>(Map.of("seat", "C-1"));
        wish.putAll(more);
        String change = propose(ticket, wish).then().statusCode(201).extract().path("id");
        return new Asked(on, ann, order, ticket, change);
    }

    private static String ticketOf(Buyer who, OnSale on, String seat) {
        return who.sees(who.buys(on, seat)).path("tickets[0].id");
    }

    private static Response propose(String ticket, Map<String, Object> wish) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("reason", "the chair is broken"));
        body.putAll(wish);
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/organiser/tickets/{t}/seat-changes", ticket);
    }

    private static Response answers(Asked asked, boolean agree) {
        return answers(asked.ann(), asked.change(), agree);
    }

    private static Response answers(Buyer ann, String change, boolean agree) {
        return answersTo(ann, change, agree, terms(ann, change));
    }

    private static Response answersTo(Buyer who, String change, boolean agree, String terms) {
        return who.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("agree", agree, "terms", terms))
                .post("/api/me/seat-changes/{c}/answer", change);
    }

    private static String terms(Buyer who, String change) {
        String terms = who.asks().get("/api/me/seat-changes/{c}", change).path("terms");
        return terms == null ? "none" : terms;
    }

    private static Response cancels(Asked asked) {
        String quote = asked.ann()
                .asks()
                .get("/api/orders/{o}/cancellation-quote", asked.order())
                .path("quote");
        return asked.ann()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", asked.order());
    }

    private static List<Integer> atOnce(List<Callable<Integer>> actions) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running =
                    actions.stream().map(threads::submit).toList();
            List<Integer> done = new ArrayList<>();
            for (var one : running) {
                done.add(one.get());
            }
            return done;
        }
    }
}
