package io.holdfast.ticketing.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is there before any script has run: for old phones, search engines and chats with their previews.
@HouseTest
class FoundPageTest {

    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/ld\\+json\">(.*?)</script>", Pattern.DOTALL);

    @Inject
    BoxOffice house;

    @Test
    void the_list_is_there_without_a_script() {
        // Given
        var own = own();
        var on = show("별이 지는 밤에 " + own, Map.of("category", "Musical", "region", "seoul"));
        show("파도 소리 " + own, Map.of("category", "concert", "region", "busan"));

        // When
        var page = browser().queryParam("q", own).get("/");

        // Then
        page.then()
                .statusCode(200)
                .body(
                        containsString("href=\"/shows/" + on.show() + "\""),
                        containsString("별이 지는 밤에 " + own),
                        containsString("뮤지컬"),
                        containsString("서울 (1)"),
                        containsString("110,000원부터"),
                        containsString("공연 2개"),
                        containsString("value=\"" + own + "\""),
                        containsString("href=\"/?q=" + own + "&amp;category=musical\""),
                        containsString("자바스크립트가 꺼져 있어 공연 정보만 볼 수 있습니다. 예매하려면"));
    }

    @Test
    void the_next_page_is_a_link() {
        // Given
        var own = own();
        for (var n = 0; n < 25; n++) {
            show("show " + n + " " + own, Map.of());
        }
        var first = browser().queryParam("q", own).get("/").asString();
        var link = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"").matcher(first);
        assertThat(link.find()).isTrue();

        // When
        var second = browser().urlEncodingEnabled(false).get(link.group(1).replace("&amp;", "&"));

        // Then
        assertThat(first.split("<li class=\"card\">")).hasSize(25);
        assertThat(second.asString().split("<li class=\"card\">")).hasSize(2);
        second.then().body(not(containsString("rel=\"next\"")));
    }

    @ParameterizedTest
    @CsvSource({"from, 2031-02-30", "from, whenever", "after, nonsense"})
    void what_cannot_be_asked_for_is_said_among_the_filters(String name, String value) {
        // When
        var page = browser().queryParam(name, value).get("/");

        // Then
        page.then().statusCode(200).body(containsString("찾는 조건이 올바르지 않습니다"), containsString("<form class=\"find\""));
    }

    @Test
    void nothing_found_says_so_and_how_to_go_on() {
        // When
        var page = browser().queryParam("q", own()).get("/");

        // Then
        page.then()
                .body(
                        containsString("조건에 맞는 공연이 없습니다."),
                        containsString("<a class=\"button\" href=\"/\">조건 모두 지우기</a>"));
    }

    @Test
    void the_mark_of_a_sign_out_is_no_filter() {
        // When
        var page = browser().queryParam("state", UUID.randomUUID().toString()).get("/");

        // Then
        page.then().statusCode(200).body(not(containsString("찾는 조건이 올바르지 않습니다")));
    }

    @Test
    void a_show_tells_its_facts_without_a_script() {
        // Given
        var on = show(
                "별이 지는 밤에",
                Map.of(
                        "address",
                        "서울 중구 세종대로 1",
                        "cast",
                        List.of(Map.of("name", "김하늘", "role", "딸")),
                        "notes",
                        "공연 시작 후 입장 불가",
                        "notices",
                        List.of("캐스트 변경 안내"),
                        "runtimeMinutes",
                        150,
                        "minimumAge",
                        8));

        // When
        var page = browser().get("/shows/" + on.show());

        // Then
        page.then()
                .statusCode(200)
                .body(
                        containsString("<title>별이 지는 밤에 · Holdfast</title>"),
                        containsString("<h1>별이 지는 밤에</h1>"),
                        containsString("서울 중구 세종대로 1"),
                        containsString("김하늘"),
                        containsString("공연 시작 후 입장 불가"),
                        containsString("캐스트 변경 안내"),
                        containsString("150분"),
                        containsString("8세 이상"),
                        containsString("140,000원"),
                        containsString("/performances/" + on.performance() + "/calendar.ics"),
                        containsString("<hf-show show=\"" + on.show() + "\">"));
    }

    @Test
    void a_show_speaks_english_too() {
        // Given
        var on = show("An evening", Map.of("minimumAge", 0, "category", "exhibition"));

        // When
        var page = browser().header("Accept-Language", "en").get("/shows/" + on.show());

        // Then
        page.then().body(containsString("All ages"), containsString("₩140,000"), containsString("Exhibition"));
    }

    @Test
    void a_link_to_a_show_has_a_preview() {
        // Given
        var on = show("An evening", Map.of("description", "A sad tale's\n\n best for winter. " + "Long ".repeat(100)));

        // When
        var page = browser().get("/shows/" + on.show()).asString();

        // Then
        var address = "http://127.0.0.1:8080/shows/" + on.show();
        assertThat(page)
                .contains(
                        "<link rel=\"canonical\" href=\"" + address + "\">",
                        "<meta property=\"og:url\" content=\"" + address + "\">",
                        "<meta property=\"og:title\" content=\"An evening\">",
                        "<meta property=\"og:image\" content=\"http://127.0.0.1:8080/share.png\">",
                        "<meta name=\"twitter:card\" content=\"summary_large_image\">");
        assertThat(page.split("name=\"description\"")).hasSize(2);
        var summary = Pattern.compile("<meta name=\"description\" content=\"([^\"]*)\">")
                .matcher(page);
        assertThat(summary.find()).isTrue();
        assertThat(summary.group(1))
                .startsWith("뮤지컬 · Small hall · ")
                .contains("A sad tale&#39;s best for winter.")
                .endsWith("…");
        given().get("/share.png").then().statusCode(200).contentType("image/png");
    }

    @Test
    void search_engines_are_told_of_each_performance() throws JsonProcessingException {
        // Given
        var on = show(
                "An evening",
                Map.of(
                        "runtimeMinutes",
                        90,
                        "address",
                        "1 Sejong-daero",
                        "cast",
                        List.of(Map.of("name", "Ann")),
                        "performances",
                        List.of(
                                Map.of("startsAt", "2031-05-01T10:30:00Z"),
                                Map.of("startsAt", "2031-05-02T10:30:00Z"))));
        house.run(
                "update performance set cancelled_at = now(), cancel_reason = 'Rain' where show_id = '%s' and starts_at > '2031-05-02'"
                        .formatted(on.show()));

        // When
        var events = data(browser().get("/shows/" + on.show()).asString()).path("@graph");

        // Then
        assertThat(events).hasSize(2);
        var first = events.path(0);
        assertThat(first.path("@type").asText()).isEqualTo("TheaterEvent");
        assertThat(first.path("startDate").asText()).isEqualTo("2031-05-01T19:30:00+09:00");
        assertThat(first.path("endDate").asText()).isEqualTo("2031-05-01T21:00:00+09:00");
        assertThat(first.path("eventStatus").asText()).isEqualTo("https://schema.org/EventScheduled");
        assertThat(first.path("location").path("name").asText()).isEqualTo("Small hall");
        assertThat(first.path("location").path("address").asText()).isEqualTo("1 Sejong-daero");
        assertThat(first.path("performer").path(0).path("name").asText()).isEqualTo("Ann");
        assertThat(first.path("offers").path(0).path("price").asText()).isEqualTo("140000");
        assertThat(first.path("offers").path(0).path("priceCurrency").asText()).isEqualTo("KRW");
        assertThat(first.path("offers").path(0).path("availability").asText()).isEqualTo("https://schema.org/InStock");
        assertThat(events.path(1).path("eventStatus").asText()).isEqualTo("https://schema.org/EventCancelled");
        assertThat(events.path(1).has("offers")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</script><script>alert(1)</script>",
                "<!--<script>",
                "\"><img src=x onerror=alert(1)>",
                "' onmouseover='alert(1)",
                "{cdi:pages} {view.site}",
                "\u2028alert(1)\u2029",
                "\u202eevil \u0007bell",
                "&lt;script&gt; &amp;",
                "🎭🎭🎭 ]]>"
            })
    void a_hostile_name_stays_a_name(String name) throws JsonProcessingException {
        // Given
        var hostile = name + " " + own();
        var on = show(
                hostile,
                Map.of(
                        "description",
                        hostile,
                        "category",
                        "<u>" + hostile.substring(0, Math.min(20, hostile.length())),
                        "region",
                        "<i>\"'",
                        "venue",
                        hostile,
                        "address",
                        hostile,
                        "notes",
                        hostile,
                        "notices",
                        List.of(hostile),
                        "cast",
                        List.of(Map.of("name", hostile, "role", hostile))));

        // When
        var page = browser().get("/shows/" + on.show()).asString();
        var list = browser().queryParam("q", hostile).get("/").asString();

        // Then
        for (var html : List.of(page, list)) {
            var rest = DATA.matcher(html).replaceAll("");
            assertThat(rest)
                    .doesNotContain("<script>alert", "<img src=x", "<!--<script", "<u>", "<i>", "onmouseover='alert");
            assertThat(rest.split("<script", -1))
                    .as("words and scripts of ours")
                    .hasSize(3);
        }
        var data = DATA.matcher(page);
        assertThat(data.find()).isTrue();
        assertThat(data.group(1)).doesNotContain("<", ">", "&", "\u2028", "\u2029");
        assertThat(data(page).path("@graph").path(0).path("name").asText()).isEqualTo(hostile);
        assertThat(list).contains("/shows/" + on.show());
    }

    @Test
    void a_show_there_is_not_has_the_page_for_that() {
        // When
        var page = browser().get("/shows/" + ShowId.next());

        // Then
        page.then().statusCode(404).contentType("text/html;charset=UTF-8").body(containsString("찾으시는 페이지가 없습니다"));
    }

    private static JsonNode data(String page) throws JsonProcessingException {
        var data = DATA.matcher(page);
        assertThat(data.find()).isTrue();
        return new ObjectMapper().readTree(data.group(1));
    }

    private static String own() {
        return "own" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static OnSale show(String title, Map<String, Object> more) {
        Map<String, Object> show = new HashMap<>(BoxOffice.show(
                BoxOffice.hall(BoxOffice.plan(4)), Duration.ofDays(9), BoxOffice.sale(Duration.ofMinutes(-1))));
        show.put("title", title);
        show.putAll(more);
        var added = given().contentType(ContentType.JSON)
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(show)
                .post("/api/organiser/shows")
                .then()
                .log()
                .ifValidationFails()
                .statusCode(201)
                .extract()
                .jsonPath();
        return new OnSale(added.getString("id"), added.getString("sale"), added.getString("performances[0]"));
    }

    private static RequestSpecification browser() {
        return given().accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    }
}
