package io.holdfast.ticketing.checkin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

@HouseTest
class ClosingTest {

    @Inject
    BoxOffice house;

    @Inject
    Closings closings;

    @Test
    void when_it_is_all_over_every_ticket_is_counted_as_used_or_unused() {
        // Given
        var on = evening();
        over(on);

        // When
        closings.closeAll();

        // Then
        closing(on)
                .then()
                .statusCode(200)
                .body("at", notNullValue())
                .body("issued", equalTo(3), "used", equalTo(2), "unused", equalTo(1), "givenBack", equalTo(0))
                .body("exceptions", equalTo(1), "conflicts", equalTo(0))
                .body("gates.name", equalTo(List.of("north")), "gates[0].entered", equalTo(2));
        assertThat(house.texts("select id::text as text from ticket where device_key is not null and performance_id = '"
                        + on.performance() + "'"))
                .isEmpty();
    }

    @Test
    void a_performance_is_closed_once_however_many_processes_are_at_it() throws Exception {
        // Given
        closings.closeAll();
        var on = evening();
        over(on);

        // When
        List<Integer> closed = atOnce(Collections.nCopies(16, () -> closings.close()));

        // Then
        assertThat(closed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
        assertThat(closings.close()).isZero();
    }

    @Test
    void while_gates_may_tell_something_nothing_is_closed() {
        // Given
        var on = evening();
        house.run("update performance set starts_at = now() - interval '24 hours 30 minutes' where id = '"
                + on.performance() + "'");

        // When
        closings.closeAll();

        // Then
        closing(on).then().body("at", nullValue(), "issued", equalTo(3), "used", equalTo(2), "unused", equalTo(1));
    }

    @Test
    void a_ticket_of_yesterday_goes_on_no_phone_any_more() {
        // Given
        var on = tomorrow();
        var ann = house.guest();
        String ticket = ann.sees(ann.buys(on, "A-1")).path("tickets[0].id");
        over(on);
        closings.closeAll();

        // When
        var answer = new Phone().shows(ann, ticket);

        // Then
        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:ticket-not-valid"));
    }

    @Test
    @TestSecurity(user = "oskar", roles = "organiser")
    void another_organiser_does_not_see_it() {
        // Given
        var on = tomorrow();
        house.run("update show set organiser = 'olga' where id = '" + on.show() + "'");

        // When
        var answer = closing(on);

        // Then
        answer.then().statusCode(403);
    }

    private OnSale tomorrow() {
        return house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofHours(24));
    }

    /// Of three one came with a phone, one without, and one did not.
    private OnSale evening() {
        var on = tomorrow();
        var ann = house.guest();
        List<String> tickets = ann.sees(ann.buys(on, "A-1", "A-2", "A-3")).path("tickets.id");
        var door = DoorStaff.at(on, "north");
        var phone = new Phone();
        phone.shows(ann, tickets.getFirst()).then().statusCode(200);
        door.scans(phone.code(tickets.getFirst(), Instant.now())).then().body("scans[0].verdict", equalTo("ENTERED"));
        door.tells(DoorStaff.exception(tickets.get(1), "PHONE_FAILED"))
                .then()
                .body("scans[0].verdict", equalTo("ENTERED"));
        return on;
    }

    private void over(OnSale on) {
        house.run(
                "update performance set starts_at = now() - interval '26 hours' where id = '" + on.performance() + "'");
    }

    private static Response closing(OnSale on) {
        return given().get("/api/organiser/performances/{p}/closing", on.performance());
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
