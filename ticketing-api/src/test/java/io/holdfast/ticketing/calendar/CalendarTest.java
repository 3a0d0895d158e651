package io.holdfast.ticketing.calendar;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@HouseTest
class CalendarTest {

    private static final String HOSTILE = "별이; 지는, 밤에 🎭\r\nEND:VEVENT\r\nATTENDEE:mailto:eve@example.org";

    @Inject
    BoxOffice house;

    @Test
    void a_performance_is_taken_into_a_calendar() {
        // Given
        var startsAt = Instant.parse("2031-05-01T10:30:00Z");
        var on = show("An evening", startsAt);
        tell(on, Map.of("description", "", "address", "1 Sejong-daero, Seoul", "runtimeMinutes", 150));

        // When
        var file = given().get("/performances/{p}/calendar.ics", on.performance());

        // Then
        file.then()
                .statusCode(200)
                .contentType("text/calendar;charset=UTF-8")
                .header("Content-Disposition", matchesPattern("attachment; filename=\"holdfast-2031-05-01\\.ics\""));
        assertThat(lines(file.asString()))
                .startsWith("BEGIN:VCALENDAR", "VERSION:2.0")
                .endsWith("END:VEVENT", "END:VCALENDAR")
                .contains(
                        "UID:" + on.performance(),
                        "DTSTART:20310501T103000Z",
                        "DURATION:PT150M",
                        "STATUS:CONFIRMED",
                        "SUMMARY:An evening",
                        "LOCATION:Small hall\\, 1 Sejong-daero\\, Seoul",
                        "URL:http://127.0.0.1:8080/shows/" + on.show());
    }

    @Test
    void a_hostile_title_stays_a_title() {
        // Given
        var on = show(HOSTILE, Instant.now().plus(Duration.ofDays(9)));

        // When
        var file = given().get("/performances/{p}/calendar.ics", on.performance())
                .then()
                .statusCode(200)
                .extract()
                .asString();

        // Then
        assertThat(file.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(lines(file))
                .contains("SUMMARY:별이\\; 지는\\, 밤에 🎭\\nEND:VEVENT\\nATTENDEE:mailto:eve@example.org")
                .containsOnlyOnce("END:VEVENT")
                .noneMatch(line -> line.startsWith("ATTENDEE"));
    }

    @Test
    void called_off_is_a_later_version_of_the_same_event() {
        // Given
        var on = show("An evening", Instant.now().plus(Duration.ofDays(9)).truncatedTo(ChronoUnit.SECONDS));
        var before = lines(
                given().get("/performances/{p}/calendar.ics", on.performance()).asString());

        // When
        house.run(
                "update performance set cancelled_at = now(), cancel_reason = 'The singer, sadly, is ill.' where id = '%s'"
                        .formatted(on.performance()));
        house.run(
                "update sale set performances_changed = performances_changed + 1 where id = '%s'".formatted(on.sale()));
        var after = org.awaitility.Awaitility.await()
                .until(
                        () -> lines(given().get("/performances/{p}/calendar.ics", on.performance())
                                .asString()),
                        lines -> lines.contains("STATUS:CANCELLED"));

        // Then
        assertThat(value(after, "UID")).isEqualTo(value(before, "UID"));
        assertThat(Integer.parseInt(value(after, "SEQUENCE")))
                .isGreaterThan(Integer.parseInt(value(before, "SEQUENCE")));
        assertThat(value(after, "DESCRIPTION")).startsWith("The singer\\, sadly\\, is ill.\\nhttp");
    }

    @Test
    void other_facts_are_a_later_version_too() {
        // Given
        var on = show("An evening", Instant.now().plus(Duration.ofDays(9)));
        var before = lines(
                given().get("/performances/{p}/calendar.ics", on.performance()).asString());

        // When
        tell(on, Map.of("description", "", "runtimeMinutes", 90));
        var after = lines(
                given().get("/performances/{p}/calendar.ics", on.performance()).asString());

        // Then
        assertThat(after).contains("DURATION:PT90M");
        assertThat(Integer.parseInt(value(after, "SEQUENCE")))
                .isGreaterThan(Integer.parseInt(value(before, "SEQUENCE")));
    }

    @Test
    void a_performance_there_is_not_has_no_file() {
        // When
        var answer = given().accept("*/*")
                .get("/performances/{p}/calendar.ics", PerformanceId.next().toString());

        // Then
        answer.then().statusCode(404);
    }

    private static OnSale show(String title, Instant startsAt) {
        var show = BoxOffice.show(
                BoxOffice.hall(BoxOffice.plan(4)), Duration.ofDays(9), BoxOffice.sale(Duration.ofMinutes(-1)));
        show.put("title", title);
        show.put("performances", List.of(Map.of("startsAt", startsAt.toString())));
        var added = given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new OnSale(added.getString("id"), added.getString("sale"), added.getString("performances[0]"));
    }

    private static void tell(OnSale on, Map<String, Object> facts) {
        given().contentType(ContentType.JSON)
                .body(facts)
                .put("/api/organiser/shows/{s}/facts", on.show())
                .then()
                .statusCode(200)
                .body("description", equalTo(""));
    }

    /// Unfolded.
    private static List<String> lines(String file) {
        return List.of(file.replace("\r\n ", "").split("\r\n"));
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }
}
