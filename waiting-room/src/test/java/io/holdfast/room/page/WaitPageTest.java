package io.holdfast.room.page;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class WaitPageTest {

    @Test
    void the_page_names_the_sale_and_where_it_leads() {
        // Given
        var sale = SalesTopic.lobby();

        // When
        var page = given().urlEncodingEnabled(false).get("/wait/" + sale + "?return=/performances/1%3Fa=b");

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.asString())
                .contains("<h1>Hamlet</h1>")
                .contains("data-sale=\"" + sale + "\"")
                .contains("data-return=\"/performances/1?a=b\"");
    }

    @Test
    void the_page_runs_no_script_but_its_own() {
        // When
        var page = get("/wait/" + SalesTopic.lobby());

        // Then
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'");
        assertThat(page.asString())
                .doesNotContain("<style")
                .doesNotContain("onclick")
                .doesNotContain("<script>");
    }

    @Test
    void the_language_chosen_in_the_shop_is_kept() {
        // When
        var page =
                given().cookie("hf_lang", "en").header("Accept-Language", "ko").get("/wait/" + SalesTopic.lobby());

        // Then
        assertThat(page.header("Content-Language")).isEqualTo("en");
    }

    @Test
    void everything_the_page_needs_is_served_here_and_is_small() {
        // When
        var style = get("/wait/assets/wait.css");
        var script = get("/wait/assets/wait.js");

        // Then
        assertThat(style.statusCode()).isEqualTo(200);
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(style.asByteArray().length + script.asByteArray().length).isLessThan(30 * 1024);
    }

    @Test
    void a_title_is_text_and_never_markup() {
        // Given
        var sale = SaleId.next();
        var now = Instant.now();
        SalesTopic.tell(new SaleScheduled(
                sale,
                "<script>alert(1)</script>",
                List.of(),
                now,
                now.plusSeconds(60),
                now.plus(Duration.ofHours(1)),
                SalesTopic.GENTLE));
        Awaitility.await().until(() -> get("/wait/" + sale).statusCode() == 200);

        // When
        var page = get("/wait/" + sale);

        // Then
        assertThat(page.asString()).doesNotContain("<script>alert");
    }

    @Test
    void the_page_is_korean_unless_english_is_asked_for() {
        // Given
        var sale = SalesTopic.lobby();

        // Then
        assertThat(get("/wait/" + sale).asString()).contains("lang=\"ko\"");
        assertThat(in("de, en;q=0.8, ko;q=0.5", sale)).contains("lang=\"en\"");
        assertThat(in("ko-KR, en;q=0.8", sale)).contains("lang=\"ko\"");
        assertThat(in("fr", sale)).contains("lang=\"ko\"");
    }

    private static String in(String languages, SaleId sale) {
        return given().header("Accept-Language", languages).get("/wait/" + sale).asString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.example/",
                "//other.example/",
                "/%5Cother.example/",
                "javascript:alert(1)",
                "performances/1",
                "/a%0d%0ab",
                "%09//other.example"
            })
    void a_page_of_another_site_is_no_place_to_return_to(String back) {
        // Given
        var sale = SalesTopic.lobby();

        // When
        var page = given().urlEncodingEnabled(false).accept("text/html").get("/wait/" + sale + "?return=" + back);

        // Then
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.contentType()).startsWith("text/html");
    }

    @Test
    void an_unknown_sale_has_a_page_that_says_so() {
        // When
        var page = given().accept("text/html").get("/wait/019b0000-0000-7000-8000-000000000000");

        // Then
        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.contentType()).startsWith("text/html");
    }
}
