package io.holdfast.ticketing.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.scheduler.Scheduler;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class HoldTest {

    @Inject
    Scheduler scheduler;

    @Inject
    BoxOffice house;

    @Test
    void seats_are_put_aside_and_cost_what_the_grade_costs() {
        var on = house.openSale();

        var answer = house.guest().holds(on, "A-1", "B-1");

        answer.then()
                .statusCode(201)
                .body("seats.id", contains("A-1", "B-1"))
                .body("total.amount", equalTo(250_000))
                .body("extendable", equalTo(true));
    }

    @Test
    void all_the_seats_or_none() {
        // Given
        var on = house.openSale();
        house.guest().held(on, "A-2");

        // When
        var answer = house.guest().holds(on, "A-1", "A-2", "A-3");

        // Then
        answer.then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:seats-taken"))
                .body("seats", contains("A-2"));
        assertThat(house.numbers(on)).containsEntry("held", 1);
    }

    @Test
    void of_64_people_asking_for_one_seat_exactly_one_gets_it() throws Exception {
        var on = house.openSale();

        var statuses = atOnce(64, () -> house.guest().holds(on, "A-5").statusCode());

        assertThat(statuses).containsOnlyOnce(201).contains(409).hasSize(64);
        assertThat(statuses.stream().filter(status -> status != 201 && status != 409))
                .isEmpty();
    }

    @Test
    void overlapping_choices_made_at_once_never_share_a_seat() throws Exception {
        var on = house.openSale();

        var answers = atOnce(40, () -> {
            var first = 1 + (int) (Math.random() * 8);
            return house.guest().holds(on, "B-" + first, "B-" + (first + 1), "B-" + (first + 2));
        });

        var seats = new ArrayList<String>();
        answers.stream()
                .filter(answer -> answer.statusCode() == 201)
                .forEach(answer -> seats.addAll(answer.jsonPath().getList("seats.id")));
        assertThat(seats).isNotEmpty().doesNotHaveDuplicates();
        assertThat(house.numbers(on)).containsEntry("held", seats.size());
    }

    @Test
    void a_lapsed_seat_goes_to_the_next_visitor_at_once() {
        // Given
        var on = house.openSale();
        // Nobody tidies up: whoever does has the seat for a moment.
        scheduler.pause();
        try {
            house.lapse(house.guest().held(on, "A-1"));

            // When
            var answer = house.guest().holds(on, "A-1");

            // Then
            answer.then().statusCode(201);
        } finally {
            scheduler.resume();
        }
    }

    @Test
    void the_limit_stands_when_one_person_asks_many_times_at_once() throws Exception {
        var on = house.openSale();
        var ann = house.guest();

        var statuses = atOnce(10, i -> ann.holds(on, "C-" + (i + 1)).statusCode());

        assertThat(statuses.stream().filter(status -> status == 201)).hasSize(4);
        assertThat(statuses.stream().filter(status -> status != 201)).containsOnly(422);
    }

    @Test
    void giving_seats_up_frees_them_and_the_limit() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1", "A-2", "A-3", "A-4");
        ann.asks().delete("/api/holds/{h}", hold).then().statusCode(204);

        // When
        var answer = ann.holds(on, "A-1", "A-2", "A-3", "A-4");

        // Then
        answer.then().statusCode(201);
    }

    @Test
    void a_hold_is_extended_once() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        ann.asks().post("/api/holds/{h}/extension", hold).then().statusCode(200).body("extendable", equalTo(false));

        // When
        var again = ann.asks().post("/api/holds/{h}/extension", hold);

        // Then
        again.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:hold-already-extended"));
    }

    @Test
    void the_same_key_gives_the_same_hold() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var key = BoxOffice.newKey();
        String first =
                ann.holds(key, on, "A-1").then().statusCode(201).extract().path("id");

        // When
        var again = ann.holds(key, on, "A-1");

        // Then
        again.then().statusCode(201).header("Idempotent-Replayed", "true").body("id", equalTo(first));
    }

    @Test
    void the_same_key_for_other_seats_is_refused() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var key = BoxOffice.newKey();
        ann.holds(key, on, "A-1").then().statusCode(201);

        // When
        var other = ann.holds(key, on, "A-2");

        // Then
        other.then().statusCode(422).body("type", equalTo("urn:holdfast:problem:idempotency-key-reused"));
    }

    @Test
    void a_request_without_a_key_is_refused() {
        var on = house.openSale();

        var answer = house.guest()
                .asks()
                .body("{\"seats\":[\"A-1\"]}")
                .post("/api/performances/{p}/holds", on.performance());

        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:idempotency-key-missing"));
    }

    @Test
    void somebody_elses_hold_is_not_there() {
        // Given
        var on = house.openSale();
        var hold = house.guest().held(on, "A-1");

        // When
        var answer = house.guest().asks().delete("/api/holds/{h}", hold);

        // Then
        answer.then().statusCode(404);
        assertThat(house.numbers(on)).containsEntry("held", 1);
    }

    @Test
    void a_pass_of_ones_own_opens_the_sale() {
        var on = house.queuedSale();

        var answer = house.guest().admittedTo(on).holds(on, "A-1");

        answer.then().statusCode(201);
    }

    @Test
    void without_a_pass_nobody_shops_behind_a_waiting_room() {
        var on = house.queuedSale();

        var answer = house.guest().holds(on, "A-1");

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-required"));
    }

    @Test
    void a_pass_of_another_person_is_refused() {
        var on = house.queuedSale();
        var bob = house.guest();

        var answer = house.guest()
                .withPass(on, bob.subject().value(), Instant.now(), Duration.ofMinutes(5))
                .holds(on, "A-1");

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-invalid"));
    }

    @Test
    void a_pass_of_another_sale_is_refused() {
        var on = house.queuedSale();
        var other = house.queuedSale();

        var answer = house.guest().admittedTo(other).holds(on, "A-1");

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-invalid"));
    }

    @Test
    void a_pass_that_has_run_out_is_refused() {
        var on = house.queuedSale();
        var ann = house.guest();

        var answer = ann.withPass(on, ann.subject().value(), Instant.now().minusSeconds(700), Duration.ofMinutes(10))
                .holds(on, "A-1");

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-expired"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "....", "null"})
    void whatever_is_no_pass_is_refused(String token) {
        var on = house.queuedSale();

        var answer = house.guest().withPass(token).holds(on, "A-1");

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-invalid"));
    }

    @Test
    void a_sale_that_has_not_opened_says_when_it_will() {
        var on = house.openSale(BoxOffice.sale(Duration.ofHours(1)), Duration.ofDays(30));

        var answer = house.guest().holds(on, "A-1");

        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:sale-not-open"));
    }

    @Test
    void a_seat_of_another_hall_is_unknown() {
        var on = house.openSale();

        var answer = house.guest().holds(on, "A-1", "Z-99");

        answer.then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:seat-unknown"))
                .body("seats", contains("Z-99"));
        assertThat(house.numbers(on)).containsEntry("held", 0);
    }

    @Test
    void more_seats_than_the_limit_are_refused() {
        var on = house.openSale();

        var answer = house.guest().holds(on, "A-1", "A-2", "A-3", "A-4", "A-5");

        answer.then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:too-many-seats"))
                .body("most", equalTo(4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"seats\":[]}",
                "{\"seats\":null}",
                "{\"seats\":[null]}",
                "{\"seats\":\"A-1\"}",
                "{\"seats\":[{}]}",
                "{\"seats\":[\"'; drop table seat; --\"]}"
            })
    void what_cannot_be_read_is_a_clear_refusal(String body) {
        var on = house.openSale();

        var answer = house.guest()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/performances/{p}/holds", on.performance());

        answer.then().statusCode(400).contentType("application/problem+json");
        assertThat(answer.jsonPath().getString("type")).startsWith("urn:holdfast:problem:");
    }

    @Test
    void a_hundred_seats_are_out_of_range() {
        var on = house.openSale();
        var seats = IntStream.range(0, 100).mapToObj(i -> "S-" + i).toArray(String[]::new);

        var answer = house.guest().holds(on, seats);

        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "1-1-1-1-1", "x", "%00", "..%2f"})
    void an_unknown_performance_is_not_found(String id) {
        var answer = house.guest()
                .asks()
                .urlEncodingEnabled(false)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body("{\"seats\":[\"A-1\"]}")
                .post("/api/performances/" + id + "/holds");

        answer.then().statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
    }

    private static <T> List<T> atOnce(int people, Callable<T> action) throws Exception {
        return atOnce(people, _ -> action.call());
    }

    private interface Numbered<T> {
        T call(int number) throws Exception;
    }

    private static <T> List<T> atOnce(int people, Numbered<T> action) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = IntStream.range(0, people)
                    .mapToObj(i -> threads.submit(() -> action.call(i)))
                    .toList();
            List<T> done = new ArrayList<>();
            for (var one : running) {
                done.add(one.get());
            }
            return done;
        }
    }
}
