package io.holdfast.ticketing.show;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Others' shows are in the house as well, so each test looks among its own: a word in their titles says which.
@HouseTest
class FindTest {

    private static final Duration TEN_DAYS = Duration.ofDays(10);

    @Inject
    BoxOffice house;

    private String hall;
    private String own;

    @BeforeEach
    void a_hall() {
        hall = BoxOffice.hall(BoxOffice.plan(1));
        own = "own" + UUID.randomUUID().toString().substring(0, 8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "별이",
                "지는",
                "별이 지는 밤에",
                "별이지는밤에",
                "밤에 별이",
                "stars go",
                "STARS",
                "ＳＴＡＲＳ",
                "Hanbit",
                "한빛",
                "한빛극장",
                "김하늘",
                "straße",
                "STRASSE"
            })
    void a_show_is_found_by_title_venue_and_cast_however_they_are_written(String words) {
        // Given
        var show = shows(
                "별이 지는 밤에 · When the Stars Go Down",
                Map.of(
                        "venue",
                        "한빛극장 · Hanbit Theatre",
                        "cast",
                        List.of(Map.of("name", "김하늘", "role", "등대지기의 딸"), Map.of("name", "Ann Straße"))));
        shows("파도 소리", Map.of());

        // When
        var typed = found(Map.of("q", own + " " + words));
        var inLetters = found(Map.of("q", own + " " + Normalizer.normalize(words, Normalizer.Form.NFD)));

        // Then
        assertThat(typed).containsExactly(show);
        assertThat(inLetters).containsExactly(show);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "%, 100% Love",
                "_, snake_case",
                "\\, back\\slash",
                "100%, 100% Love",
                "', O'Hara",
                "\", say \"yes\""
            })
    void characters_that_mean_something_to_databases_are_looked_for_themselves(String words, String title) {
        // Given
        shows("100 Loves, snakeXcase, backslash, OHara, say yes", Map.of());
        var show = shows(title, Map.of());

        // When
        var found = found(Map.of("q", own + " " + words));

        // Then
        assertThat(found).containsExactly(show);
    }

    @Test
    void what_nobody_has_on_is_an_empty_list() {
        // When
        var list = ask(Map.of("q", own));

        // Then
        list.then()
                .statusCode(200)
                .body("shows.size()", equalTo(0))
                .body("found", equalTo(0))
                .body("next", nullValue())
                .body("facets.categories.size()", equalTo(0));
    }

    @Test
    void categories_and_regions_are_counted_each_by_what_else_is_asked_for() {
        // Given
        shows("a", Map.of("category", "musical", "region", "seoul"));
        shows("b", Map.of("category", "Musical", "region", "busan"));
        shows("c", Map.of("category", "concert", "region", "Seoul"));
        shows("d", Map.of("category", "concert", "region", "Seoul"));

        // When
        var list = ask(Map.of("q", own, "category", "MUSICAL")).jsonPath();

        // Then
        assertThat(counted(list, "categories")).containsExactly("concert 2", "musical 2");
        assertThat(counted(list, "regions")).containsExactly("busan 1", "seoul 1");
        assertThat(list.getInt("found")).isEqualTo(2);
        assertThat(found(Map.of("q", own, "category", "concert", "region", "SEOUL")))
                .hasSize(2);
    }

    @Test
    void the_soonest_comes_first_and_what_is_over_or_called_off_does_not_come() {
        // Given
        var late = shows("late", Duration.ofDays(30));
        var soon = shows("soon", Duration.ofDays(2));
        shows("over", Duration.ofDays(-2));
        var off = shows("off", Duration.ofDays(3));
        callOff(off);
        var again = shows("again", Duration.ofDays(-5), Duration.ofDays(9), Duration.ofDays(20));

        // When
        var list = ask(Map.of("q", own)).jsonPath();

        // Then
        assertThat(list.<String>getList("shows.id")).containsExactly(soon, again, late);
        assertThat(list.<Integer>getList("shows.performanceCount")).containsExactly(1, 2, 1);
    }

    @Test
    void a_list_of_many_performances_names_the_soonest_ten_and_counts_them_all() {
        // Given
        shows("daily", IntStream.rangeClosed(1, 12).mapToObj(Duration::ofDays).toArray(Duration[]::new));

        // When
        var show = ask(Map.of("q", own)).jsonPath();

        // Then
        assertThat(show.getInt("shows[0].performanceCount")).isEqualTo(12);
        assertThat(show.<String>getList("shows[0].performances.startsAt"))
                .hasSize(10)
                .isSorted();
    }

    @Test
    void a_day_is_the_venues_day() {
        // Given
        var late = at("2031-03-01T23:30:00+09:00", "Asia/Seoul");
        var early = at("2031-03-02T00:30:00+09:00", "Asia/Seoul");
        // The moment that is late in the evening in Seoul.
        var honolulu = at("2031-03-01T04:30:00-10:00", "Pacific/Honolulu");
        var auckland = at("2031-03-02T23:59:59+13:00", "Pacific/Auckland");
        // The clocks go forward, the day has 23 hours.
        var berlin = at("2031-03-30T23:59:00+02:00", "Europe/Berlin");

        // When
        var first = found(Map.of("q", own, "from", "2031-03-01", "to", "2031-03-01"));
        var second = found(Map.of("q", own, "from", "2031-03-02", "to", "2031-03-02"));
        var until = found(Map.of("q", own, "to", "2031-03-01"));
        var since = found(Map.of("q", own, "from", "2031-03-02"));

        // Then
        assertThat(first).containsExactlyInAnyOrder(late, honolulu);
        assertThat(second).containsExactly(early, auckland);
        assertThat(until).containsExactlyInAnyOrder(late, honolulu);
        assertThat(since).containsExactly(early, auckland, berlin);
        assertThat(found(Map.of("q", own, "from", "2031-03-31"))).isEmpty();
    }

    @Test
    void days_that_are_over_can_be_asked_for() {
        // Given
        var over = at("2020-05-05T20:00:00+09:00", "Asia/Seoul");

        // When
        var found = found(Map.of("q", own, "from", "2020-05-05", "to", "2020-05-05"));

        // Then
        assertThat(found).containsExactly(over);
        assertThat(found(Map.of("q", own))).isEmpty();
    }

    @Test
    void a_performance_called_off_makes_its_day_no_hit() {
        // Given
        var show = at("2031-07-01T20:00:00+09:00", "Asia/Seoul");
        callOff(show);

        // When
        var found = found(Map.of("q", own, "from", "2031-07-01", "to", "2031-07-01"));

        // Then
        assertThat(found).isEmpty();
    }

    @Test
    void sales_are_told_apart_by_how_they_stand() {
        // Given
        var open = sells(Duration.ofMinutes(-5));
        var lobby = sells(Duration.ofMinutes(5));
        var later = sells(Duration.ofDays(2));

        // When
        var soon = found(Map.of("q", own, "state", "SOON"));

        // Then
        assertThat(soon).containsExactlyInAnyOrder(lobby, later);
        assertThat(found(Map.of("q", own, "state", "OPEN"))).containsExactly(open);
    }

    @Test
    void turning_pages_shows_everything_once_while_shows_come_and_go() {
        // Given
        var all = new ArrayList<String>();
        for (var n = 0; n < 50; n++) {
            // Some begin at the same moment.
            all.add(at("2032-01-%02dT20:00:00+09:00".formatted(1 + n / 3), "Asia/Seoul"));
        }
        var seen = new ArrayList<String>();
        var page = ask(Map.of("q", own)).jsonPath();
        seen.addAll(page.getList("shows.id"));

        // When
        var earlier = at("2031-12-31T20:00:00+09:00", "Asia/Seoul");
        var between = at("2032-01-16T20:00:00+09:00", "Asia/Seoul");
        callOff(all.get(3));
        var pages = 1;
        while (page.getString("next") != null) {
            page = ask(Map.of("q", own, "after", page.getString("next"))).jsonPath();
            seen.addAll(page.getList("shows.id"));
            pages++;
        }

        // Then
        assertThat(pages).isEqualTo(3);
        assertThat(seen)
                .doesNotHaveDuplicates()
                .containsAll(all)
                .contains(between)
                .doesNotContain(earlier);
        assertThat(page.getMap("facets")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "from, tomorrow",
        "from, 2031-02-30",
        "from, 0000-01-01",
        "to, 99999-01-01",
        "to, 2031-1-1",
        "state, CLOSED",
        "state, open",
        "after, nonsense",
        "after, MS4yLjM",
        "after, OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjEuMA",
        "category, this name of a category is longer than any category may ever be",
        "region, this name of a region is longer than any region of the world may ever be"
    })
    void what_cannot_be_asked_for_is_a_problem(String name, String value) {
        // When
        var answer = ask(Map.of(name, value));

        // Then
        answer.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @Test
    void from_after_to_is_a_problem() {
        // When
        var answer = ask(Map.of("from", "2031-01-02", "to", "2031-01-01"));

        // Then
        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 3_000})
    void an_endless_text_is_a_problem(int length) {
        // When
        var answer = ask(Map.of("q", "a".repeat(length)));

        // Then
        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    private static Response ask(Map<String, String> what) {
        return given().queryParams(what).get("/api/shows");
    }

    private static List<String> found(Map<String, String> what) {
        return ask(what).then().statusCode(200).extract().path("shows.id");
    }

    private static List<String> counted(JsonPath list, String facet) {
        return list.<Map<String, Object>>getList("facets." + facet).stream()
                .map(one -> one.get("name") + " " + one.get("shows"))
                .toList();
    }

    private String at(String startsAt, String zone) {
        return shows(
                "at " + startsAt,
                Map.of(
                        "timeZone",
                        zone,
                        "performances",
                        List.of(Map.of(
                                "startsAt",
                                java.time.OffsetDateTime.parse(startsAt)
                                        .toInstant()
                                        .toString()))));
    }

    private String sells(Duration opensIn) {
        return shows("sale", Map.of("sale", BoxOffice.sale(opensIn)));
    }

    private String shows(String title, Duration... startsIn) {
        return shows(
                title,
                Map.of(
                        "performances",
                        Arrays.stream(startsIn)
                                .map(in -> Map.of(
                                        "startsAt", Instant.now().plus(in).toString()))
                                .toList()));
    }

    private String shows(String title, Map<String, Object> more) {
        var show = new HashMap<>(BoxOffice.show(hall, TEN_DAYS, BoxOffice.sale(Duration.ofMinutes(-1))));
        show.put("grades", List.of(Map.of("grade", "R", "price", BoxOffice.won(140_000))));
        show.putAll(more);
        show.put("title", title + " " + own);
        return given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void callOff(String show) {
        house.run("update performance set cancelled_at = now(), cancel_reason = 'Rain' where show_id = '%s'"
                .formatted(show));
    }
}
