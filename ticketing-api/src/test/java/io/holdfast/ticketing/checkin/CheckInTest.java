package io.holdfast.ticketing.checkin;

import static io.holdfast.ticketing.checkin.DoorStaff.decided;
import static io.holdfast.ticketing.checkin.DoorStaff.exception;
import static io.holdfast.ticketing.checkin.DoorStaff.scan;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class CheckInTest {

    @Inject
    BoxOffice house;

    /// Ann has a ticket for a performance of tomorrow on her phone.
    private record Evening(OnSale on, Buyer ann, String order, String ticket, Phone phone) {

        String code() {
            return phone.code(ticket, Instant.now());
        }
    }

    @Test
    void a_code_on_the_phone_lets_in() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");

        // When
        var answer = door.scans(evening.code());

        // Then
        verdict(answer, "ENTERED").body("scans[0].letIn", equalTo(true));
        evening.ann().asks().get("/api/tickets/{t}", evening.ticket()).then().body("used", equalTo(true));
    }

    @Test
    void a_ticket_enters_once_however_many_gates_scan_it_at_the_same_moment() throws Exception {
        // Given
        var evening = evening();
        var doors = Stream.of("north", "south", "east", "west")
                .map(name -> DoorStaff.at(evening.on(), name))
                .toList();
        var code = evening.code();

        // When
        var verdicts = atOnce(doors.stream()
                .flatMap(door -> Stream.generate(() -> door).limit(4))
                .<Callable<String>>map(door -> () -> door.scans(code).path("scans[0].verdict"))
                .toList());

        // Then
        assertThat(verdicts).hasSize(16).containsOnlyOnce("ENTERED").contains("ALREADY_ENTERED");
        assertThat(numbers(evening.on()).getInt("gates.sum { it.entered }")).isEqualTo(1);
    }

    @Test
    void a_screenshot_taken_forty_seconds_ago_is_refused() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var screenshot = evening.phone().code(evening.ticket(), Instant.now().minusSeconds(40));

        // When
        var answer = door.scans(screenshot);

        // Then
        verdict(answer, "STALE").body("scans[0].letIn", equalTo(false));
        evening.ann().asks().get("/api/tickets/{t}", evening.ticket()).then().body("used", equalTo(false));
    }

    @Test
    void a_code_made_by_another_phone_is_forged() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");

        // When
        var answer = door.scans(new Phone().code(evening.ticket(), Instant.now()));

        // Then
        verdict(answer, "FORGED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HF2:",
                "HF2:ABC",
                "hello",
                "HF1.x.y",
                "HF1.------------------------------------.y",
                "https://example.org/ticket",
                "\u202e🎫<script>"
            })
    void what_is_no_code_is_forged(String text) {
        // Given
        var door = DoorStaff.at(tomorrow(), "north");

        // When
        var answer = door.scans(text);

        // Then
        verdict(answer, "FORGED");
    }

    @Test
    void a_ticket_of_another_performance_does_not_let_in() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(tomorrow(), "north");

        // When
        var answer = door.scans(evening.code());

        // Then
        verdict(answer, "OTHER_PERFORMANCE");
    }

    @Test
    void a_ticket_that_moved_to_another_phone_is_shown_there_only() {
        // Given
        var evening = evening();
        var former = evening.code();
        var newer = new Phone();
        newer.shows(evening.ann(), evening.ticket()).then().statusCode(200).body("issue", equalTo(2));
        var door = DoorStaff.at(evening.on(), "north");

        // When
        verdict(door.scans(former), "MOVED");
        var answer = door.scans(newer.code(evening.ticket(), Instant.now()));

        // Then
        verdict(answer, "ENTERED");
    }

    @Test
    void the_same_phone_again_changes_nothing() {
        var evening = evening();

        var answer = evening.phone().shows(evening.ann(), evening.ticket());

        answer.then().statusCode(200).body("issue", equalTo(1));
    }

    @Test
    void phones_that_ask_at_once_leave_one_that_shows_it() throws Exception {
        // Given
        var evening = evening();
        var phones = Stream.generate(Phone::new).limit(8).toList();

        // When
        atOnce(phones.stream()
                .<Callable<Integer>>map(phone ->
                        () -> phone.shows(evening.ann(), evening.ticket()).statusCode())
                .toList());

        // Then
        var shownBy =
                evening.ann().asks().get("/api/tickets/{t}", evening.ticket()).<String>path("phone");
        var door = DoorStaff.at(evening.on(), "north");
        var last = phones.stream().filter(phone -> phone.key().equals(shownBy)).findFirst();
        assertThat(phones.stream().filter(phone -> !phone.key().equals(shownBy)).map(phone -> door.scans(
                                phone.code(evening.ticket(), Instant.now()))
                        .<String>path("scans[0].verdict")))
                .hasSize(7)
                .containsOnly("MOVED");
        verdict(door.scans(last.orElseThrow().code(evening.ticket(), Instant.now())), "ENTERED");
    }

    @Test
    void a_ticket_moves_twenty_times_at_most() {
        // Given
        var evening = evening();
        house.run("update ticket set issue = 20 where id = '%s'".formatted(evening.ticket()));

        // When
        var answer = new Phone().shows(evening.ann(), evening.ticket());

        // Then
        refused(answer, 409, "ticket-moved-too-often");
        evening.phone().shows(evening.ann(), evening.ticket()).then().statusCode(200);
    }

    @Test
    void a_ticket_is_not_shown_before_the_day_before() {
        // Given
        var on = house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(3));
        var ann = house.guest();
        var order = ann.buys(on, "A-1");

        // When
        var answer = new Phone().shows(ann, ann.sees(order).path("tickets[0].id"));

        // Then
        refused(answer, 409, "ticket-not-shown-yet");
        assertThat(Instant.parse(answer.path("shownFrom"))).isAfter(Instant.now());
    }

    @Test
    void nobody_shows_a_ticket_of_somebody_else() {
        var evening = evening();

        var answer = new Phone().shows(house.guest(), evening.ticket());

        refused(answer, 404, "not-found");
    }

    @Test
    void a_key_that_the_phone_does_not_have_is_refused() {
        // Given
        var evening = evening();
        var others = new Phone();

        // When
        var answer = new Phone().asks(evening.ann(), evening.ticket(), others.proof(evening.ticket()));

        // Then
        refused(answer, 400, "invalid-request");
    }

    @Test
    void a_ticket_given_back_neither_shows_nor_enters() {
        // Given
        var evening = evening();
        var code = evening.code();
        givesBack(evening).then().statusCode(201);

        // When
        var answer = DoorStaff.at(evening.on(), "north").scans(code);

        // Then
        verdict(answer, "CANCELLED");
        refused(evening.phone().shows(evening.ann(), evening.ticket()), 410, "ticket-not-valid");
    }

    @Test
    void a_ticket_that_has_let_in_is_not_given_back() {
        // Given
        var evening = evening();
        verdict(DoorStaff.at(evening.on(), "north").scans(evening.code()), "ENTERED");

        // When
        var answer = givesBack(evening);

        // Then
        refused(answer, 409, "order-not-cancellable");
        refused(new Phone().shows(evening.ann(), evening.ticket()), 409, "ticket-used");
    }

    /// Whichever comes first, the other is refused.
    @Test
    void entering_and_giving_back_at_the_same_moment_never_both_succeed() throws Exception {
        for (var round = 0; round < 8; round++) {
            // Given
            var evening = evening();
            var door = DoorStaff.at(evening.on(), "north");
            var quote = quote(evening);
            var code = evening.code();

            // When
            var results = atOnce(List.<Callable<Boolean>>of(
                    () -> "ENTERED".equals(door.scans(code).path("scans[0].verdict")),
                    () -> givesBack(evening, quote).statusCode() == 201));

            // Then
            assertThat(results).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void a_scan_told_again_is_answered_as_it_was() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var told = scan("code", evening.code(), Instant.now());
        var first = door.tells(told).jsonPath().getList("scans");

        // When
        var again = door.tells(told).jsonPath().getList("scans");

        // Then
        assertThat(again).isEqualTo(first);
        assertThat(numbers(evening.on()).getInt("gates[0].entered")).isEqualTo(1);
    }

    @Test
    void two_gates_without_a_network_find_out_that_they_let_the_same_ticket_in() {
        // Given
        var evening = evening();
        var north = DoorStaff.at(evening.on(), "north");
        var south = DoorStaff.at(evening.on(), "south");
        var code = evening.code();
        var now = Instant.now();
        verdict(north.tells(decided("LET_IN", code, now.minusSeconds(5))), "ENTERED");

        // When
        var answer = south.tells(decided("LET_IN", code, now));

        // Then
        verdict(answer, "ALREADY_ENTERED")
                .body("scans[0].conflict", equalTo(true))
                .body("scans[0].earlier.gate", equalTo("north"));
        var numbers = numbers(evening.on());
        assertThat(numbers.getList("conflicts")).hasSize(1);
        assertThat(numbers.getString("conflicts[0].gate")).isEqualTo("south");
        assertThat(numbers.getString("conflicts[0].earlier.gate")).isEqualTo("north");
        assertThat(numbers.getString("conflicts[0].seat")).isEqualTo("1F A 1");
    }

    /// The gate asked, heard nothing in time, and decided by itself.
    @Test
    void a_gate_whose_answer_was_lost_finds_out_whom_it_should_not_have_let_in() {
        // Given
        var evening = evening();
        var north = DoorStaff.at(evening.on(), "north");
        var south = DoorStaff.at(evening.on(), "south");
        verdict(north.scans(evening.code()), "ENTERED");
        var asked = scan("code", evening.code(), Instant.now());
        verdict(south.tells(asked), "ALREADY_ENTERED").body("scans[0].conflict", equalTo(false));
        asked.put("decision", "LET_IN");

        // When
        var answer = south.tells(asked);

        // Then
        verdict(answer, "ALREADY_ENTERED").body("scans[0].conflict", equalTo(true));
        assertThat(numbers(evening.on()).getList("conflicts")).hasSize(1);
    }

    /// The gate asked, heard nothing in time, and sent the person away.
    @Test
    void whoever_was_sent_away_because_our_answer_was_lost_may_come_again() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var asked = scan("code", evening.code(), Instant.now());
        verdict(door.tells(asked), "ENTERED");
        asked.put("decision", "TURNED_AWAY");
        verdict(door.tells(asked), "TURNED_AWAY").body("scans[0].letIn", equalTo(false));

        // When
        var answer = door.scans(evening.code());

        // Then
        verdict(answer, "ENTERED");
    }

    @Test
    void gates_that_tell_of_the_same_tickets_in_opposite_orders_do_not_wait_for_each_other() throws Exception {
        // Given
        var on = tomorrow();
        var ann = house.guest();
        var tickets =
                ann.sees(ann.buys(on, "A-1", "A-2", "A-3", "A-4")).jsonPath().<String>getList("tickets.id");
        var north = DoorStaff.at(on, "north");
        var south = DoorStaff.at(on, "south");

        // When
        var answers = atOnce(IntStream.range(0, 10)
                .boxed()
                .flatMap(_ -> Stream.of(told(north, tickets), told(south, tickets.reversed())))
                .toList());

        // Then
        assertThat(answers).containsOnly(200);
        assertThat(numbers(on).getInt("gates.sum { it.entered }")).isEqualTo(4);
    }

    private static Callable<Integer> told(DoorStaff door, List<String> tickets) {
        return () -> door.tells(tickets.stream()
                        .map(ticket -> exception(ticket, "PHONE_FAILED"))
                        .toList())
                .statusCode();
    }

    @Test
    void a_gate_that_let_a_photograph_in_without_a_network_is_found_out() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var photograph = evening.phone().code(evening.ticket(), Instant.now().minusSeconds(60));

        // When
        var answer = door.tells(decided("LET_IN", photograph, Instant.now()));

        // Then
        verdict(answer, "STALE").body("scans[0].conflict", equalTo(true));
    }

    @Test
    void whoever_a_gate_has_turned_away_is_not_inside() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");

        // When
        var answer = door.tells(decided("TURNED_AWAY", evening.code(), Instant.now()));

        // Then
        verdict(answer, "TURNED_AWAY").body("scans[0].letIn", equalTo(false)).body("scans[0].conflict", equalTo(false));
        verdict(door.scans(evening.code()), "ENTERED");
    }

    @Test
    void a_printed_ticket_lets_in_together_with_an_identity_card_only() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var printed = printed(evening);
        verdict(door.scans(printed), "IDENTITY_NEEDED");
        var seen = scan("code", printed, Instant.now());
        seen.put("exception", "PRINTED_TICKET");

        // When
        var answer = door.tells(seen);

        // Then
        verdict(answer, "ENTERED");
        assertThat(numbers(evening.on()).getInt("gates[0].exceptions")).isEqualTo(1);
    }

    @Test
    void what_is_printed_is_on_no_phone_any_more() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var code = evening.code();

        // When
        printed(evening);

        // Then
        verdict(door.scans(code), "MOVED");
    }

    @Test
    void what_a_phone_shows_again_is_worth_nothing_on_paper() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var printed = printed(evening);

        // When
        evening.phone()
                .shows(evening.ann(), evening.ticket())
                .then()
                .statusCode(200)
                .body("issue", equalTo(3));

        // Then
        verdict(door.scans(printed), "FORGED");
        evening.ann().asks().get("/api/tickets/{t}", evening.ticket()).then().body("code", nullValue());
        evening.ann()
                .asks()
                .get("/api/tickets/{t}/qr.svg", evening.ticket())
                .then()
                .statusCode(404);
        verdict(door.scans(evening.code()), "ENTERED");
    }

    @Test
    void printing_twice_is_printing_once() {
        // Given
        var evening = evening();
        var first = printed(evening);

        // When
        var again = printed(evening);

        // Then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void somebody_elses_ticket_is_not_printed() {
        // Given
        var evening = evening();

        // When
        var answer = house.member().asks().put("/api/tickets/{t}/print", evening.ticket());

        // Then
        refused(answer, 404, "not-found");
    }

    @Test
    void of_paper_and_phone_at_once_one_lets_in() throws Exception {
        for (var round = 0; round < 8; round++) {
            // Given
            var evening = evening();
            var door = DoorStaff.at(evening.on(), "north");

            // When
            atOnce(List.<Callable<Integer>>of(
                    () -> evening.ann()
                            .asks()
                            .put("/api/tickets/{t}/print", evening.ticket())
                            .statusCode(),
                    () -> evening.phone().shows(evening.ann(), evening.ticket()).statusCode()));

            // Then
            String secret = evening.ann()
                    .asks()
                    .get("/api/tickets/{t}", evening.ticket())
                    .path("code");
            verdict(door.scans(evening.code()), secret == null ? "ENTERED" : "MOVED");
        }
    }

    /// On paper, from now on.
    private static String printed(Evening evening) {
        evening.ann()
                .asks()
                .put("/api/tickets/{t}/print", evening.ticket())
                .then()
                .statusCode(200)
                .body("name", equalTo("Ann"));
        return "HF1." + evening.ticket() + "."
                + evening.ann().asks().get("/api/tickets/{t}", evening.ticket()).path("code");
    }

    @Test
    void somebody_whose_phone_has_failed_is_let_in_with_a_reason() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");

        // When
        var answer = door.tells(exception(evening.ticket(), "PHONE_FAILED"));

        // Then
        verdict(answer, "ENTERED");
    }

    @Test
    void a_reason_that_says_nothing_needs_a_note() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");

        // When
        var answer = door.tells(exception(evening.ticket(), "OTHER"));

        // Then
        refused(answer, 400, "invalid-request");
    }

    @Test
    void one_faulty_scan_among_many_leaves_none_half_done() {
        // Given
        var evening = evening();
        var door = DoorStaff.at(evening.on(), "north");
        var both = scan("code", evening.code(), Instant.now());
        both.put("ticket", evening.ticket());

        // When
        var answer = door.tells(List.of(scan("code", evening.code(), Instant.now()), both));

        // Then
        refused(answer, 400, "invalid-request");
        assertThat(numbers(evening.on()).getInt("gates[0].entered")).isZero();
    }

    @Test
    void a_link_makes_one_phone_a_gate() {
        // Given
        var on = tomorrow();
        var gate = DoorStaff.gate(on, "north");
        var invitation = DoorStaff.invitation(gate);
        var ann = new DoorStaff();
        ann.follows(invitation).then().statusCode(200);

        // When
        var bob = new DoorStaff().follows(invitation);

        // Then
        refused(bob, 403, "invitation-invalid");
        ann.follows(invitation).then().statusCode(200).body("name", equalTo("north"));
        ann.asks().get("/api/gate").then().statusCode(200).body("id", equalTo(gate));
    }

    @Test
    void a_new_invitation_ends_the_phone_of_before() {
        // Given
        var on = tomorrow();
        var gate = DoorStaff.gate(on, "north");
        var ann = new DoorStaff();
        ann.follows(DoorStaff.invitation(gate)).then().statusCode(200);

        // When
        DoorStaff.invitation(gate);

        // Then
        refused(ann.asks().get("/api/gate"), 401, "gate-required");
    }

    @Test
    void a_closed_gate_lets_nobody_in() {
        // Given
        var evening = evening();
        var gate = DoorStaff.gate(evening.on(), "north");
        var staff = new DoorStaff();
        staff.follows(DoorStaff.invitation(gate)).then().statusCode(200);

        // When
        given().delete("/api/organiser/gates/{g}", gate).then().statusCode(204);

        // Then
        refused(staff.scans(evening.code()), 401, "gate-required");
        refused(staff.asks().get("/api/gate/bundle"), 401, "gate-required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/gate", "/api/gate/bundle", "/api/gate/states"})
    void a_phone_that_is_no_gate_is_told_nothing(String path) {
        refused(given().get(path), 401, "gate-required");
        refused(given().cookie("hf_gate", DoorStaff.secret()).get(path), 401, "gate-required");
        refused(given().cookie("hf_gate", "a' or true --").get(path), 401, "gate-required");
    }

    @Test
    @TestSecurity(user = "otto", roles = "organiser")
    void an_organiser_sets_up_no_gate_of_somebody_elses_show() {
        // Given
        var on = tomorrow();
        house.run("update show set organiser = 'olga' where id = '%s'".formatted(on.show()));

        // When
        var answer = given().contentType(ContentType.JSON)
                .body(Map.of("name", "north"))
                .post("/api/organiser/performances/{p}/gates", on.performance());

        // Then
        refused(answer, 403, "not-allowed");
        refused(given().get("/api/organiser/performances/{p}/gates", on.performance()), 403, "not-allowed");
    }

    @Test
    void secrets_of_gates_are_kept_nowhere() {
        // Given
        var on = tomorrow();
        var gate = DoorStaff.gate(on, "north");
        var invitation = DoorStaff.invitation(gate);
        var staff = new DoorStaff();

        // When
        staff.follows(invitation).then().statusCode(200).body("token", nullValue());

        // Then
        assertThat(house.texts("select cast(gate as text) as text from gate where id = '%s'".formatted(gate)))
                .singleElement()
                .asString()
                .doesNotContain(invitation)
                .doesNotContain(staff.token());
    }

    private OnSale tomorrow() {
        return house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofHours(24));
    }

    private Evening evening() {
        var on = tomorrow();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        String ticket = ann.sees(order).path("tickets[0].id");
        var phone = new Phone();
        phone.shows(ann, ticket).then().statusCode(200).body("issue", equalTo(1));
        return new Evening(on, ann, order, ticket, phone);
    }

    private static String quote(Evening evening) {
        return evening.ann()
                .asks()
                .get("/api/orders/{o}/cancellation-quote", evening.order())
                .then()
                .statusCode(200)
                .extract()
                .path("quote");
    }

    private static Response givesBack(Evening evening) {
        return givesBack(evening, quote(evening));
    }

    private static Response givesBack(Evening evening, String quote) {
        return evening.ann()
                .asks()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("tickets", List.of(evening.ticket()), "quote", quote))
                .post("/api/orders/{o}/cancellations", evening.order());
    }

    private JsonPath numbers(OnSale on) {
        return given().get("/api/organiser/performances/{p}/gates", on.performance())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static ValidatableResponse verdict(Response answer, String verdict) {
        return answer.then()
                .log()
                .ifValidationFails()
                .statusCode(200)
                .body("scans", hasSize(1))
                .body("scans[0].verdict", equalTo(verdict));
    }

    private static void refused(Response answer, int status, String type) {
        answer.then().statusCode(status).body("type", equalTo("urn:holdfast:problem:" + type));
    }

    private static <T> List<T> atOnce(List<Callable<T>> actions) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (Future<T> one : threads.invokeAll(actions)) {
                results.add(one.get());
            }
            return results;
        }
    }
}
