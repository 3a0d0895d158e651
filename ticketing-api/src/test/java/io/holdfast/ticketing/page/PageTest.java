package io.holdfast.ticketing.page;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.HouseTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class PageTest {

    private static final String ID = "0190c0de-0000-7000-8000-000000000001";

    @ParameterizedTest
    @CsvSource({
        "/, hf-shows",
        "/performances/" + ID + ", hf-performance",
        "/orders/" + ID + ", hf-order",
        "/payments/" + ID + "/return?paymentKey=k&amount=1&result=success, hf-payment",
        "/me, hf-me",
        "/me/benefits, hf-benefits",
        "/me/notifications, hf-notifications",
        "/me/account, hf-my-account",
        "/tickets/" + ID + ", hf-ticket",
        "/tickets/" + ID + "/print, hf-print",
        "/offers/" + ID + ", hf-offer",
        "/gate, hf-gate",
        "/guest, hf-guest",
        "/business, hf-business",
        "/business/invitations/" + ID + ".abcdefghijklmnopqrstuvwxyz012345, hf-join",
        "/transfers/" + ID + ".abcdefghijklmnopqrstuvwxyz012345, hf-take-ticket"
    })
    void every_page_has_its_frame_and_its_component(String path, String component) {
        // When
        var page = browser().get(path);

        // Then
        page.then()
                .statusCode(200)
                .contentType("text/html;charset=UTF-8")
                .body(containsString("<" + component), containsString("<html lang=\"ko\">"));
    }

    @Test
    void a_page_loads_nothing_but_our_own_files_and_runs_nothing_inline() {
        // When
        var page = browser().get("/");

        // Then
        page.then()
                .header(
                        "Content-Security-Policy",
                        equalTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                                + "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
                                + "form-action 'self'; "
                                + "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
                                + "trusted-types lit-html holdfast-worker"))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Cross-Origin-Opener-Policy", equalTo("same-origin"))
                .body(not(containsString("style=")), not(containsString("<style")), not(containsString("onclick")));
        assertThat(page.asString().replaceFirst("<link rel=\"canonical\" href=\"[^\"]*\">", ""))
                .doesNotContainPattern("(src|href)=\"(https?:)?//");
        assertThat(page.asString()).doesNotContainPattern("<script[^>]*>[^<]");
    }

    @ParameterizedTest
    @CsvSource({
        "/, ko, app, hf-seat-map",
        "/, ko, words-ko, holdfastWords",
        "/, en, words-en, Sold out",
        "/me, en, my, hf-benefits",
        "/gate, ko, my, hf-gate"
    })
    void the_bundles_a_page_names_are_there(String path, String language, String bundle, String holds) {
        // Given
        var script = Pattern.compile("src=\"(/static/bundle/%s-[^\"]+\\.js)\"".formatted(bundle))
                .matcher(browser().cookie("hf_lang", language).get(path).asString());
        assertThat(script.find()).isTrue();

        // When
        var answer = browser().get(script.group(1));

        // Then
        answer.then().statusCode(200).contentType(startsWith("text/javascript")).body(containsString(holds));
    }

    @Test
    void whoever_buys_loads_neither_the_other_pages_nor_the_other_language() {
        // When
        var page = browser().get("/");

        // Then
        page.then().body(not(containsString("/bundle/my-")), not(containsString("/bundle/words-en-")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nowhere", "/shows/7", "/performances/not-an-id", "/shows/%3Cscript%3Ealert(1)%3C/script%3E"})
    void what_is_not_there_is_told_on_a_page(String path) {
        // When
        var page = browser().urlEncodingEnabled(false).get(path);

        // Then
        page.then()
                .statusCode(404)
                .contentType("text/html;charset=UTF-8")
                .header("Content-Security-Policy", containsString("script-src 'self'"))
                .body(containsString("찾으시는 페이지가 없습니다"), not(containsString("<script>alert")));
    }

    @Test
    void a_program_is_told_the_same_as_a_problem() {
        // When
        var answer = given().accept("application/json").get("/nowhere");

        // Then
        answer.then().statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
    }

    @Test
    void below_api_even_a_browser_is_told_as_a_problem() {
        // When
        var answer = browser().get("/api/shows/" + ShowId.next());

        // Then
        answer.then().statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-GB,en;q=0.9,ko;q=0.1 | en",
                "ko-KR,ko;q=0.9,en;q=0.8 | ko",
                "fr-FR,fr;q=0.9          | ko",
                "fr-FR,en;q=0.5          | en",
                ";;;q=                   | ko"
            })
    void a_page_speaks_what_the_browser_prefers(String accepted, String language) {
        // When
        var page = browser().header("Accept-Language", accepted).get("/");

        // Then
        page.then().body(containsString("<html lang=\"%s\">".formatted(language)));
    }

    @Test
    void a_chosen_language_wins() {
        // When
        var page = browser()
                .header("Accept-Language", "ko")
                .cookie("hf_lang", "en")
                .get("/me");

        // Then
        page.then().body(containsString("<html lang=\"en\">"), containsString("<title>My Page · Holdfast</title>"));
    }

    @Test
    void choosing_a_language_leads_back() {
        // When
        Response answer = browser()
                .redirects()
                .follow(false)
                .queryParam("return", "/me?a=b")
                .get("/language/en");

        // Then
        answer.then().statusCode(303).header("Location", equalTo("/me?a=b")).cookie("hf_lang", "en");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\r\nSet-Cookie: x=y"})
    void choosing_a_language_never_leads_to_another_site(String back) {
        // When
        Response answer =
                browser().redirects().follow(false).queryParam("return", back).get("/language/en");

        // Then
        answer.then().statusCode(303).header("Location", equalTo("/"));
    }

    @Test
    void what_the_address_says_is_escaped_in_the_page() {
        // When
        var page = browser().urlEncodingEnabled(false).get("/me?%22%3E%3Cscript%3Ealert(1)%3C/script%3E");

        // Then
        page.then().statusCode(200).body(not(containsString("<script>alert")), not(containsString("\"><script")));
    }

    private static RequestSpecification browser() {
        return given().accept("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
    }
}
