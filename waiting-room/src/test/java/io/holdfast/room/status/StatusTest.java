package io.holdfast.room.status;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class StatusTest {

    private final List<TestIncident> open = new ArrayList<>();

    /// From the future, so that nobody has to wait for the shop to be heard of again.
    @BeforeEach
    void the_shop_answers() {
        SalesTopic.tell(new ShopPulse(UUID.randomUUID(), Instant.now().plus(Duration.ofHours(1))));
    }

    @AfterEach
    void everything_works_again() {
        open.forEach(incident -> SalesTopic.tell(incident.closed(99)));
        await().until(() -> get("/api/status").path("incidents.size()").equals(0));
    }

    @Test
    void an_open_incident_is_told_to_everybody_with_its_next_news() {
        // When
        var incident = told(TestIncident.of(Severity.PARTIAL_OUTAGE, Component.PAYMENT));

        // Then
        var found = "incidents.find { it.id == '" + incident.id() + "' }.";
        get("/api/status")
                .then()
                .statusCode(200)
                .body("state", equalTo("PARTIAL_OUTAGE"))
                .body("components", hasSize(8))
                .body("components.find { it.component == 'PAYMENT' }.state", equalTo("PARTIAL_OUTAGE"))
                .body("silentSince", nullValue())
                .body(found + "title.ko", equalTo("카드 결제가 되지 않습니다"))
                .body(found + "overdue", equalTo(false));
        assertThat(get("/api/status").header("Cache-Control")).isEqualTo("public, max-age=5");
    }

    @Test
    void whoever_knows_it_already_is_told_so() {
        // Given
        told(TestIncident.of(Severity.DEGRADED, Component.QUEUE));
        var tag = get("/api/status").header("ETag");
        var pageTag = get("/status").header("ETag");

        // When
        var same = given().header("If-None-Match", tag).get("/api/status");
        var samePage = given().header("If-None-Match", pageTag).get("/status");

        // Then
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(samePage.statusCode()).isEqualTo(304);
        assertThat(samePage.header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void the_page_says_all_of_it_without_a_script(String language) {
        // Given
        var incident = TestIncident.of(Severity.OUTAGE, Component.PAYMENT).promising(Duration.ofMinutes(5));
        open.add(incident);
        SalesTopic.tell(incident.updated(3));
        awaitTold(incident);

        // When
        var page = given().cookie("hf_lang", language).get("/status");

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Content-Language")).isEqualTo(language);
        assertThat(page.asString())
                .contains(
                        language.equals("ko")
                                ? List.of(
                                        "카드 결제가 되지 않습니다",
                                        "카드사와의 연결이 끊겼습니다.",
                                        "포인트로는 결제하실 수 있습니다. (2)",
                                        "약속한 시각이 지났습니다",
                                        "중단",
                                        "정상")
                                : List.of(
                                        "Payment by card does not work",
                                        "The line to the card companies is broken.",
                                        "Paying by points works. (2)",
                                        "overdue",
                                        "Down",
                                        "Works"))
                .doesNotContain("<style")
                .doesNotContainPattern("<script[^>]*>[^<]");
        assertThat(page.asString().indexOf("(3)")).isLessThan(page.asString().indexOf("(2)"));
    }

    @Test
    void what_was_is_told_in_pages_newest_first() {
        // Given
        var past = new ArrayList<TestIncident>();
        for (var i = 0; i < Statuses.PAGE + 2; i++) {
            past.add(TestIncident.of(Severity.OUTAGE, Component.REFUND).titled("지난 일 " + i, "Past " + i));
        }
        past.forEach(incident -> SalesTopic.tell(incident.closed(2)));
        var newest = past.getLast().id().toString();
        await().until(() ->
                get("/api/status/history").<String>path("incidents[0].id").equals(newest));

        // When
        var first = get("/api/status/history");
        var second = given().queryParam("after", first.<String>path("next")).get("/api/status/history");
        var page = get("/status").asString();

        // Then
        assertThat(first.<List<String>>path("incidents.id")).hasSize(Statuses.PAGE);
        assertThat(second.<List<String>>path("incidents.id"))
                .contains(past.getFirst().id().toString())
                .doesNotContainAnyElementsOf(first.path("incidents.id"));
        assertThat(page).contains("지난 일 " + (Statuses.PAGE + 1)).contains("?after=" + first.path("next"));
        assertThat(given().queryParam("after", first.<String>path("next"))
                        .get("/status")
                        .asString())
                .contains("지난 일 0");
    }

    @Test
    void what_staff_write_is_text_and_never_markup() {
        // Given
        var incident = TestIncident.of(Severity.DEGRADED, Component.LOGIN)
                .titled("<script>alert(1)</script>", "<img src=x onerror=alert(1)>");

        // When
        told(incident);

        // Then
        assertThat(get("/status").asString()).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
        assertThat(get("/status?lang=en").asString()).doesNotContain("<img");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/status/history?after=nonsense", "/status?after=nonsense"})
    void a_page_begins_where_another_one_ended(String path) {
        assertThat(get(path).statusCode()).isEqualTo(400);
    }

    private TestIncident told(TestIncident incident) {
        open.add(incident);
        SalesTopic.tell(incident.opened());
        awaitTold(incident);
        return incident;
    }

    private static void awaitTold(TestIncident incident) {
        await().atMost(Duration.ofSeconds(20)).until(() -> get("/api/status")
                .<List<String>>path("incidents.id")
                .contains(incident.id().toString()));
    }
}
