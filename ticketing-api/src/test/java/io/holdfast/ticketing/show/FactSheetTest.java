package io.holdfast.ticketing.show;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@HouseTest
class FactSheetTest {

    private static final Map<String, Object> FACTS = Map.of(
            "description",
            "A tale.",
            "address",
            "1 Sejong-daero, Seoul",
            "cast",
            List.of(Map.of("name", "Ann", "role", "Hermione"), Map.of("name", "Bob")),
            "notes",
            "Doors close at the beginning.",
            "notices",
            List.of("Bob plays on Sundays."),
            "runtimeMinutes",
            150,
            "minimumAge",
            8);

    @Inject
    BoxOffice house;

    @Test
    void a_new_show_may_bring_its_facts() {
        // Given
        var show = BoxOffice.show(BoxOffice.hall(BoxOffice.plan(4)), Duration.ofDays(9), BoxOffice.sale(Duration.ZERO));
        show.putAll(FACTS);

        // When
        String id = given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        // Then
        given().get("/api/shows/{s}", id)
                .then()
                .body("address", equalTo("1 Sejong-daero, Seoul"))
                .body("cast.name", equalTo(List.of("Ann", "Bob")))
                .body("cast[0].role", equalTo("Hermione"))
                .body("notes", equalTo("Doors close at the beginning."))
                .body("notices.text", equalTo(List.of("Bob plays on Sundays.")))
                .body("runtimeMinutes", equalTo(150))
                .body("minimumAge", equalTo(8));
    }

    @Test
    void a_show_without_facts_tells_none() {
        // Given
        var on = house.openSale();

        // When
        var show = given().get("/api/shows/{s}", on.show());

        // Then
        show.then()
                .body("address", equalTo(""))
                .body("cast", hasSize(0))
                .body("notices", hasSize(0))
                .body("runtimeMinutes", nullValue())
                .body("minimumAge", nullValue());
    }

    @Test
    void facts_change_as_a_whole_and_the_show_is_found_by_them() {
        // Given
        var on = house.openSale();
        set(on.show(), FACTS);
        var name = "Zed" + on.show().substring(24);

        // When
        set(on.show(), Map.of("description", "Another tale.", "cast", List.of(Map.of("name", name))));

        // Then
        given().get("/api/shows/{s}", on.show())
                .then()
                .body("description", equalTo("Another tale."))
                .body("cast.name", equalTo(List.of(name)))
                .body("notes", equalTo(""))
                .body("runtimeMinutes", nullValue());
        given().queryParam("q", name).get("/api/shows").then().body("shows.id", equalTo(List.of(on.show())));
    }

    @Test
    void a_notice_keeps_the_time_it_was_put_up_and_the_same_again_is_no_revision() {
        // Given
        var on = house.openSale();
        var first = set(on.show(), FACTS).jsonPath();

        // When
        var again = set(on.show(), FACTS).jsonPath();
        var facts = new HashMap<>(FACTS);
        facts.put("notices", List.of("Sold out soon.", "Bob plays on Sundays."));
        var more = set(on.show(), facts).jsonPath();

        // Then
        assertThat(again.<Object>get()).isEqualTo(first.get());
        assertThat(more.getInt("revision")).isEqualTo(first.getInt("revision") + 1);
        assertThat(more.getString("notices[1].at")).isEqualTo(first.getString("notices[0].at"));
        assertThat(more.getString("notices[0].at")).isGreaterThan(first.getString("notices[0].at"));
    }

    @Test
    void many_who_change_the_facts_at_once_change_them_one_after_the_other() throws Exception {
        // Given
        var on = house.openSale();
        var before = set(on.show(), FACTS).jsonPath().getInt("revision");

        // When
        List<Integer> statuses;
        try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
            statuses = people
                    .invokeAll(IntStream.range(0, 12)
                            .mapToObj(n -> (Callable<Integer>) () -> change(on.show(), n))
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }

        // Then
        assertThat(statuses).containsOnly(200);
        assertThat(set(on.show(), FACTS).jsonPath().getInt("revision")).isEqualTo(before + 13);
    }

    private static int change(String show, int runtimeMinutes) {
        return set(show, Map.of("description", "", "notices", List.of("Late."), "runtimeMinutes", 1 + runtimeMinutes))
                .statusCode();
    }

    @Test
    void facts_of_a_show_there_is_not_are_not_found() {
        // When
        var answer = set(ShowId.next().toString(), FACTS);

        // Then
        answer.then().statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
    }

    @Test
    @TestSecurity(user = "otto", roles = "organiser")
    void facts_of_somebody_elses_show_are_not_ones_to_change() {
        // Given
        var on = house.openSale();
        house.run("update show set organiser = 'olga' where id = '%s'".formatted(on.show()));

        // When
        var answer = set(on.show(), FACTS);

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:not-allowed"));
        given().get("/api/shows/{s}", on.show()).then().body("notes", equalTo(""));
    }

    @ParameterizedTest
    @CsvSource({"runtimeMinutes, 0", "runtimeMinutes, 1441", "minimumAge, -1", "minimumAge, 22"})
    void numbers_out_of_range_are_refused(String member, int value) {
        // Given
        var on = house.openSale();
        var facts = new HashMap<>(FACTS);
        facts.put(member, value);

        // When
        var answer = set(on.show(), facts);

        // Then
        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    private static Response set(String show, Map<String, Object> facts) {
        return given().contentType(ContentType.JSON).body(facts).put("/api/organiser/shows/{s}/facts", show);
    }
}
