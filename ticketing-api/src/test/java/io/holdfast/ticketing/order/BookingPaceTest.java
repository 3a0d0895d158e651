package io.holdfast.ticketing.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.order.BookingPace.Turn;
import io.holdfast.ticketing.show.Catalogue;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class BookingPaceTest {

    @Inject
    BoxOffice house;

    @Inject
    Holds holds;

    @Inject
    Catalogue catalogue;

    @Inject
    DataSource database;

    @Inject
    BookingPace pace;

    @Test
    void without_a_cap_nobody_waits() {
        var on = house.openSale();
        var ann = house.guest();

        var answer = ann.orders(ann.held(on, "A-1"));

        answer.then().statusCode(201);
    }

    @Test
    void turns_are_given_one_after_the_other_whichever_process_is_asked() throws Exception {
        // Given
        var on = capped(10);
        var sale = SaleId.fromString(on.sale());
        var held = held(on, 32);
        var two = List.of(new BookingPace(holds, catalogue, database), new BookingPace(holds, catalogue, database));

        // When
        var turns = new ArrayList<Long>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            var running = new ArrayList<Future<Long>>();
            for (var i = 0; i < held.size(); i++) {
                var process = two.get(i % 2);
                var hold = held.get(i);
                running.add(threads.submit(() -> {
                    process.turn(hold, sale);
                    return atMillis(hold);
                }));
            }
            for (var one : running) {
                turns.add(one.get());
            }
        }

        // Then
        turns.sort(null);
        for (var i = 1; i < turns.size(); i++) {
            assertThat(turns.get(i) - turns.get(i - 1)).isGreaterThanOrEqualTo(99);
        }
    }

    @Test
    void asking_again_before_the_turn_gives_the_same_turn() {
        // Given
        var on = capped(0.1);
        var held = held(on, 2);
        pace.turn(held.get(0), SaleId.fromString(on.sale()));
        var first = pace.turn(held.get(1), SaleId.fromString(on.sale()));

        // When
        var again = pace.turn(held.get(1), SaleId.fromString(on.sale()));

        // Then
        assertThat(again.in()).isLessThanOrEqualTo(first.in()).isCloseTo(first.in(), Duration.ofSeconds(5));
    }

    @Test
    void whose_turn_is_far_is_told_when_to_come_back_and_keeps_the_seats() {
        // Given
        var on = capped(0.1);
        var ann = house.guest();
        ann.ordered(ann.held(on, "A-1"));
        var bob = house.guest();
        var hold = bob.held(on, "A-2");

        // When
        var answer = bob.orders(hold);

        // Then
        answer.then()
                .statusCode(429)
                .body("type", equalTo("urn:holdfast:problem:bookings-busy"))
                .body("retryAfterSeconds", allOf(greaterThan(0), lessThan(9)))
                .body("heldUntil", notNullValue())
                .header("Retry-After", notNullValue());
        assertThat(house.numbers(on)).containsEntry("held", 2);
    }

    @Test
    void a_turn_after_the_hold_would_have_ended_keeps_the_seats_until_a_minute_after_it() {
        // Given
        var on = capped(0.1);
        var held = held(on, 40);
        Turn last = null;

        // When
        for (var hold : held) {
            last = pace.turn(hold, SaleId.fromString(on.sale()));
        }

        // Then
        var kept = until(held.getLast());
        assertThat(last.heldUntil()).isEqualTo(kept);
        assertThat(Duration.between(Instant.now(), kept).toSeconds()).isCloseTo(390 + 60, within(15L));
    }

    @Test
    void whoever_misses_a_turn_gets_another_that_keeps_nothing_longer() {
        // Given
        var on = capped(0.1);
        var sale = SaleId.fromString(on.sale());
        var hold = held(on, 1).getFirst();
        pace.turn(hold, sale);
        house.run("update booking_turn set at = now() - interval '1 second' where hold_id = '%s'".formatted(hold));
        house.run("update hold set until = now() + interval '20 seconds' where id = '%s'".formatted(hold));
        var until = until(hold);

        // When
        var turn = pace.turn(hold, sale);

        // Then
        assertThat(turn.in()).isPositive();
        assertThat(until(hold)).isEqualTo(until);
    }

    @Test
    void a_change_of_the_cap_gives_new_turns() {
        // Given
        var on = capped(0.1);
        var sale = SaleId.fromString(on.sale());
        var held = held(on, 2);
        pace.turn(held.get(0), sale);
        pace.turn(held.get(1), sale);

        // When
        cap(on, 100);

        // Then
        assertThat(pace.turn(held.get(1), sale).in()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void without_the_cap_whoever_waited_goes_on_at_once() {
        // Given
        var on = capped(0.1);
        var ann = house.guest();
        ann.ordered(ann.held(on, "A-1"));
        var bob = house.guest();
        var hold = bob.held(on, "A-2");
        bob.orders(hold).then().statusCode(429);

        // When
        given().delete("/api/organiser/sales/{sale}/booking-cap", on.sale())
                .then()
                .statusCode(200);

        // Then
        bob.orders(hold).then().statusCode(201);
    }

    @Test
    void of_many_who_book_at_once_no_more_come_through_in_a_second_than_staff_allow() throws Exception {
        // Given
        var on = capped(5);
        var began = Instant.now();

        // When
        try (var threads = Executors.newFixedThreadPool(6)) {
            var running = new ArrayList<Future<?>>();
            for (var i = 0; i < 12; i++) {
                var seat = seat(i);
                running.add(threads.submit(() -> {
                    var ann = house.guest();
                    ann.ordered(ann.held(on, seat));
                }));
            }
            for (var one : running) {
                one.get();
            }
        }

        // Then
        assertThat(Duration.between(began, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(11 * 200));
        assertThat(house.numbers(on)).containsEntry("held", 12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "\"many\"", "null"})
    void a_cap_that_makes_no_sense_is_refused(String most) {
        var on = house.openSale();

        var answer = given().contentType(ContentType.JSON)
                .body("{\"bookingsPerSecond\":%s}".formatted(most))
                .put("/api/organiser/sales/{sale}/booking-cap", on.sale());

        answer.then().statusCode(400).contentType("application/problem+json");
    }

    private OnSale capped(double bookingsPerSecond) {
        var on = house.openSale();
        cap(on, bookingsPerSecond);
        return on;
    }

    private static void cap(OnSale on, double bookingsPerSecond) {
        given().contentType(ContentType.JSON)
                .body(Map.of("bookingsPerSecond", bookingsPerSecond))
                .put("/api/organiser/sales/{sale}/booking-cap", on.sale())
                .then()
                .statusCode(200);
    }

    private List<HoldId> held(OnSale on, int many) {
        var all = new ArrayList<HoldId>();
        for (var i = 0; i < many; i++) {
            all.add(HoldId.fromString(house.guest().held(on, seat(i))));
        }
        return all;
    }

    private static String seat(int i) {
        return (char) ('A' + i / 10) + "-" + (i % 10 + 1);
    }

    private Instant until(HoldId hold) {
        return holds.find(hold).orElseThrow().until();
    }

    private long atMillis(HoldId hold) {
        return Sql.of("select at from booking_turn where hold_id = :hold")
                .with("hold", hold)
                .one(database, row -> row.moment("at"))
                .toEpochMilli();
    }
}
