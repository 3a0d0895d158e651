package io.holdfast.ticketing.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.IncidentEvent;
import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.RestAssured;
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
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
@TestSecurity(user = "opal", roles = "operations")
class IncidentTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    @Test
    void operations_open_an_incident_and_it_is_told_without_who_did() {
        // When
        var opened = opens(incident());

        // Then
        opened.then()
                .statusCode(201)
                .body("severity", equalTo("PARTIAL_OUTAGE"))
                .body("components", contains("BOOKING", "PAYMENT"))
                .body("title.ko", equalTo("카드 결제가 되지 않습니다"))
                .body("overdue", equalTo(false))
                .body("closedAt", nullValue())
                .body("history.kind", contains("OPENED"))
                .body("history.who", contains("opal"));
        var told = awaitTold(opened.path("id"), 1);
        assertThat(told.severity()).isEqualTo(Severity.PARTIAL_OUTAGE);
        assertThat(told.components()).containsExactly(Component.BOOKING, Component.PAYMENT);
        assertThat(told.cause().en()).isEqualTo("The line to the card companies is broken.");
        assertThat(told.nextUpdateAt()).isNotNull();
        assertThat(told.updates()).isEmpty();
        assertThat(told.toString()).doesNotContain("opal");
    }

    @Test
    void news_say_what_is_new_and_leave_the_rest() {
        // Given
        var incident = opened();

        // When
        var news = news();
        news.put("severity", "DEGRADED");
        updates(incident, news).then().statusCode(201);

        // Then
        var told = awaitTold(incident, 2);
        assertThat(told.severity()).isEqualTo(Severity.DEGRADED);
        assertThat(told.components()).containsExactly(Component.BOOKING, Component.PAYMENT);
        assertThat(told.cause().ko()).isEqualTo("카드사와의 연결이 끊겼습니다.");
        assertThat(told.expectedRecoveryAt()).isNull();
        assertThat(told.updates())
                .singleElement()
                .satisfies(update -> assertThat(update.text().en()).isEqualTo("Points work."));
    }

    @Test
    void a_closed_incident_expects_nothing_and_is_not_added_to() {
        // Given
        var incident = opened();

        // When
        closes(incident)
                .then()
                .statusCode(200)
                .body("nextUpdateAt", nullValue())
                .body("expectedRecoveryAt", nullValue())
                .body("history.kind", contains("OPENED", "CLOSED"));

        // Then
        assertThat(awaitTold(incident, 2).closedAt()).isNotNull();
        updates(incident, news()).then().statusCode(409).body("type", equalTo("urn:holdfast:problem:incident-closed"));
        closes(incident).then().statusCode(409).body("type", equalTo("urn:holdfast:problem:incident-closed"));
        RestAssured.given()
                .get("/api/staff/incidents?state=open")
                .then()
                .statusCode(200)
                .body("incidents.id", not(hasItem(incident)));
        RestAssured.given().get("/api/staff/incidents").then().body("incidents.id", hasItem(incident));
    }

    @Test
    void there_is_none_without_a_time_of_the_next_news() {
        var without = incident();
        without.remove("nextUpdateAt");

        opens(without).then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1S", "P8D"})
    void the_next_news_come_later_than_now_and_within_a_week(String ahead) {
        // Given
        var incident = opened();
        var opening = incident();
        opening.put("nextUpdateAt", in(Duration.parse(ahead)));
        var news = news();
        news.put("nextUpdateAt", in(Duration.parse(ahead)));

        // When
        var answers = List.of(opens(opening), updates(incident, news));

        // Then
        assertThat(answers).allSatisfy(answer -> answer.then()
                .statusCode(422)
                .body("type", equalTo("urn:holdfast:problem:next-update-not-ahead")));
    }

    @Test
    void what_lies_on_the_wrong_side_of_now_is_refused() {
        var recovered = incident();
        recovered.put("expectedRecoveryAt", in(Duration.ofMinutes(-1)));
        var foreseen = incident();
        foreseen.put("startedAt", in(Duration.ofMinutes(1)));

        assertThat(List.of(opens(recovered), opens(foreseen)))
                .allSatisfy(answer ->
                        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request")));
    }

    @Test
    void words_are_there_in_both_languages_and_not_too_many() {
        var tooLong = incident();
        tooLong.put("cause", words("가".repeat(501), "Long."));
        var blank = incident();
        blank.put("title", words("\u3000", "Blank."));
        var nothing = incident();
        nothing.put("cause", words("", "Nothing."));
        var oneLanguage = incident();
        oneLanguage.put("title", Map.of("ko", "영어가 없습니다"));
        var noComponent = incident();
        noComponent.put("components", List.of());
        var unknown = incident();
        unknown.put("components", List.of("COFFEE"));

        assertThat(List.of(tooLong, blank, nothing, oneLanguage, noComponent, unknown))
                .allSatisfy(wrong -> assertThat(opens(wrong).statusCode()).isEqualTo(400));
    }

    @Test
    void what_is_said_at_once_is_all_said_one_after_the_other() throws Exception {
        // Given
        var incident = opened();

        // When
        var statuses = atOnce(IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(
                        _ -> () -> updates(incident, news()).statusCode())
                .toList());

        // Then
        assertThat(statuses).containsOnly(201);
        assertThat(awaitTold(incident, 9).updates()).hasSize(8);
    }

    @Test
    void of_several_who_close_it_at_once_one_does_and_nothing_is_said_after() throws Exception {
        // Given
        var incident = opened();

        // When
        var statuses = atOnce(IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(i -> () -> i % 2 == 0
                        ? closes(incident).statusCode()
                        : updates(incident, news()).statusCode())
                .toList());

        // Then
        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses).allMatch(status -> status == 200 || status == 201 || status == 409);
        List<String> kinds = RestAssured.given()
                .get("/api/staff/incidents/{i}", incident)
                .then()
                .statusCode(200)
                .extract()
                .path("history.kind");
        assertThat(kinds).endsWith("CLOSED").containsOnlyOnce("CLOSED");
    }

    @Test
    void the_same_key_opens_it_once() {
        // Given
        var key = BoxOffice.newKey();
        var incident = incident();

        // When
        var first = posts("/api/staff/incidents", key, incident);
        var again = posts("/api/staff/incidents", key, incident);

        // Then
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.<String>path("id")).isEqualTo(first.path("id"));
    }

    @Test
    void postgresql_lets_nothing_be_taken_back_and_no_open_incident_go_without_a_next_update() {
        // Given
        var open = opened();
        var closed = opened();
        closes(closed);

        // Then
        assertThatThrownBy(() -> run("update incident_update set text_ko = '아니었습니다' where incident_id = '%s'", open))
                .hasStackTraceContaining("append-only");
        assertThatThrownBy(() -> run("delete from incident where id = '%s'", open))
                .hasStackTraceContaining("append-only");
        assertThatThrownBy(() -> run("update incident set closed_at = null, updates = 3 where id = '%s'", closed))
                .hasStackTraceContaining("stays as it is");
        assertThatThrownBy(() -> run("update incident set updates = 2 where id = '%s'", open))
                .hasStackTraceContaining("the_last_update_is_there");
        assertThatThrownBy(() -> run(SAID.formatted("null", "%s"), open))
                .hasStackTraceContaining("an_open_incident_has_a_next_update");
        assertThatThrownBy(() -> run(SAID.formatted("now()", "%s"), open))
                .hasStackTraceContaining("the_next_update_lies_ahead");
    }

    private static final String SAID = """
        insert into incident_update (incident_id, number, kind, severity, components, cause_ko, cause_en,
                                     text_ko, text_en, next_update_at, who)
        select id, 2, 'UPDATED', 'OUTAGE', array ['QUEUE'], '모름', 'Unknown', '소식', 'News', %s, 'opal'
          from incident
         where id = '%s'
        """;

    @Test
    void who_is_not_there_is_not_found() {
        assertThat(updates("0190c0de-0000-7000-8000-000000000001", news()).statusCode())
                .isEqualTo(404);
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void organisers_and_fans_say_nothing_in_the_name_of_the_house() {
        assertThat(opens(incident()).statusCode()).isEqualTo(403);
        assertThat(RestAssured.given().get("/api/staff/incidents").statusCode()).isEqualTo(403);
    }

    private void run(String statement, String incident) {
        Sql.of(statement.formatted(incident)).run(database);
    }

    private static List<Integer> atOnce(List<Callable<Integer>> calls) throws Exception {
        var answers = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> one : threads.invokeAll(calls)) {
                answers.add(one.get());
            }
        }
        return answers;
    }

    private IncidentChanged awaitTold(String incident, int version) {
        return await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> broker.told(IncidentEvent.TOPIC, IncidentChanged.class).stream()
                                .filter(told -> told.incident().toString().equals(incident))
                                .filter(told -> told.version() == version)
                                .toList(),
                        told -> !told.isEmpty())
                .getFirst();
    }

    private static String opened() {
        return opens(incident()).then().statusCode(201).extract().path("id");
    }

    private static Map<String, Object> incident() {
        Map<String, Object> body = new HashMap<>();
        body.put("severity", "PARTIAL_OUTAGE");
        body.put("components", List.of("PAYMENT", "BOOKING", "PAYMENT"));
        body.put("title", words("카드 결제가 되지 않습니다", "Payment by card does not work"));
        body.put("cause", words("카드사와의 연결이 끊겼습니다.", "The line to the card companies is broken."));
        body.put("startedAt", in(Duration.ofMinutes(-5)));
        body.put("expectedRecoveryAt", in(Duration.ofHours(1)));
        body.put("nextUpdateAt", in(Duration.ofMinutes(30)));
        return body;
    }

    private static Map<String, Object> news() {
        Map<String, Object> body = new HashMap<>();
        body.put("text", words("포인트로는 결제하실 수 있습니다.", "Points work."));
        body.put("nextUpdateAt", in(Duration.ofMinutes(45)));
        return body;
    }

    private static Map<String, String> words(String ko, String en) {
        return Map.of("ko", ko, "en", en);
    }

    private static String in(Duration ahead) {
        return Instant.now().plus(ahead).toString();
    }

    private static Response opens(Map<String, Object> incident) {
        return posts("/api/staff/incidents", BoxOffice.newKey(), incident);
    }

    private static Response updates(String incident, Map<String, Object> news) {
        return posts("/api/staff/incidents/" + incident + "/updates", BoxOffice.newKey(), news);
    }

    private static Response closes(String incident) {
        return posts(
                "/api/staff/incidents/" + incident + "/closure",
                BoxOffice.newKey(),
                Map.of("text", words("이제 됩니다.", "It works again.")));
    }

    private static Response posts(String path, String key, Object body) {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post(path);
    }
}
