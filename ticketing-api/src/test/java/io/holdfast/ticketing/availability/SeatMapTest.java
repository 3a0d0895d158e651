package io.holdfast.ticketing.availability;

import static io.holdfast.ticketing.availability.Follower.letters;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.seat.SeatWatch;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@HouseTest
class SeatMapTest {

    @Inject
    BoxOffice house;

    @Inject
    SeatWatch watch;

    @ParameterizedTest
    @CsvSource({
        "A, state = 'AVAILABLE'",
        "H, 'state = ''HELD'', hold_id = gen_random_uuid(), until = now() + interval ''1 minute'''",
        "A, 'state = ''HELD'', hold_id = gen_random_uuid(), until = now()'",
        "H, 'state = ''PAYING'', hold_id = gen_random_uuid(), order_id = gen_random_uuid(), until = now()'",
        "S, 'state = ''SOLD'', order_id = gen_random_uuid()'",
        "H, 'state = ''RELEASED'', release_id = gen_random_uuid(), until = now() + interval ''1 minute'''",
        "A, 'state = ''RELEASED'', release_id = gen_random_uuid(), until = now()'",
        "H, 'state = ''OFFERED'', hold_id = gen_random_uuid(), until = now()'",
        "B, state = 'BLOCKED'"
    })
    void a_seat_is_shown_as_it_stands(char letter, String stands) {
        var on = house.openSale();
        house.run("update seat set %s where performance_id = '%s' and id = 'A-2'".formatted(stands, on.performance()));

        var seats = seats(on);

        assertThat(letters(seats)).startsWith("A" + letter + "A").hasSize(40);
        assertThat(seats.getInt("left.R")).isEqualTo(letter == 'A' ? 10 : 9);
    }

    @Test
    void a_change_of_every_kind_is_shown_within_a_second() {
        var on = house.openSale();
        seats(on);
        var ann = house.guest();
        ann.buys(on, "A-1", "A-2");
        house.guest().held(on, "B-5");

        await().untilAsserted(
                        () -> assertThat(letters(seats(on))).startsWith("SSA").matches("[AS]{14}H.*"));
    }

    @Test
    void a_hold_that_lapses_is_shown_as_free_though_nobody_says_so() {
        var on = house.openSale();
        house.run("""
            update seat set state = 'HELD', hold_id = gen_random_uuid(), until = now() + interval '600 milliseconds'
             where performance_id = '%s' and id = 'A-1'""".formatted(on.performance()));
        assertThat(letters(seats(on))).startsWith("H");

        await().untilAsserted(() -> assertThat(letters(seats(on))).startsWith("A"));
    }

    @Test
    void unchanged_seats_are_not_sent_again() {
        var on = house.openSale();
        var tag = given().get("/api/performances/{p}/seats", on.performance()).header("ETag");

        var again = given().header("If-None-Match", tag).get("/api/performances/{p}/seats", on.performance());

        again.then().statusCode(304).header("ETag", tag);
        assertThat(again.asByteArray()).isEmpty();
    }

    @Test
    void changed_seats_have_another_tag() {
        var on = house.openSale();
        var tag = given().get("/api/performances/{p}/seats", on.performance()).header("ETag");
        house.guest().held(on, "A-1");

        await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> given().header("If-None-Match", tag)
                .get("/api/performances/{p}/seats", on.performance())
                .then()
                .statusCode(200));
    }

    @Test
    void seats_that_stand_as_before_have_the_version_they_had_before() {
        var on = house.openSale();
        var before = seats(on).getString("version");
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        await().until(() -> !seats(on).getString("version").equals(before));
        ann.asks().noContentType().delete("/api/holds/{h}", hold).then().statusCode(204);

        await().atMost(Duration.ofSeconds(1)).until(() -> seats(on).getString("version"), before::equals);
    }

    @Test
    void two_halls_in_the_same_state_are_told_apart() {
        var small = house.openSale();
        var other = house.openSale();
        house.run("update seat set grade = 'S' where performance_id = '%s' and id = 'A-1'"
                .formatted(other.performance()));

        var plans = List.of(seats(small).getString("plan"), seats(other).getString("plan"));

        assertThat(plans).doesNotHaveDuplicates();
    }

    @Test
    void fifteen_thousand_seats_fit_into_a_few_packets() {
        var on = house.openSale();
        house.run("""
            insert into seat (performance_id, id, ordinal, section, row_label, number, label, grade, amount, currency,
                              state, order_id)
            select '%s', 'X-' || n, 39 + n, '2F', 'X', n, 'X ' || n, 'S', 110000, 'KRW', state,
                   case when state = 'SOLD' then gen_random_uuid() end
              from (select n, case when random() < 0.5 then 'SOLD' else 'AVAILABLE' end as state
                      from generate_series(1, 14960) n) drawn""".formatted(on.performance()));

        var seats = given().get("/api/performances/{p}/seats", on.performance());

        assertThat(letters(seats.jsonPath())).hasSize(15_000);
        assertThat(seats.asByteArray()).hasSizeLessThan(6 * 1024);
    }

    @Test
    void seats_put_into_the_plan_later_are_shown() {
        var on = house.openSale();
        seats(on);
        house.run("""
            insert into seat (performance_id, id, ordinal, section, row_label, number, label, grade, amount, currency)
            values ('%s', 'Z-1', 40, '1F', 'Z', 1, 'Z 1', 'S', 110000, 'KRW')""".formatted(on.performance()));
        watch.changed(PerformanceId.fromString(on.performance()), List.of(new SeatId("Z-1")));

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(letters(seats(on))).hasSize(41));
    }

    @Test
    void everybody_may_keep_them_but_asks_before_using_them() {
        var on = house.openSale();

        var seats = given().header("Accept-Encoding", "identity").get("/api/performances/{p}/seats", on.performance());

        seats.then()
                .header("Cache-Control", "public, max-age=0, must-revalidate")
                .header("X-Content-Type-Options", "nosniff")
                .contentType("application/json");
    }

    @ParameterizedTest
    @CsvSource({"/seats", "/seats/changes"})
    void a_performance_that_does_not_exist_has_no_seats(String path) {
        var seats = given().get("/api/performances/" + UUID.randomUUID() + path);

        seats.then().statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
    }

    @Test
    void what_is_left_of_each_grade_is_counted_for_who_does_not_look_at_the_map() {
        var on = house.openSale();
        house.guest().held(on, "A-1", "A-2");

        var performance = given().get("/api/performances/{p}", on.performance());

        performance.then().body("grades.find { it.grade == 'R' }.left", equalTo(8));
    }

    private static JsonPath seats(OnSale on) {
        return given().get("/api/performances/{p}/seats", on.performance())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
