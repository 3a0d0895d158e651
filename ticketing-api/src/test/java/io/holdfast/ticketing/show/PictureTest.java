package io.holdfast.ticketing.show;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class PictureTest {

    private static final String SITE = "http://127.0.0.1:8080";

    @Inject
    BoxOffice house;

    @Test
    void a_show_is_seen_with_the_picture_its_organiser_has_given() throws IOException {
        // Given
        var show = house.openSale().show();
        var content = ImageHeadTest.picture("png", 600, 400);

        // When
        String url = sets(show, "Leontes & Hermione", content)
                .then()
                .statusCode(200)
                .body("width", equalTo(600), "height", equalTo(400), "alt", equalTo("Leontes & Hermione"))
                .extract()
                .path("url");

        // Then
        var file = get(url);
        file.then()
                .statusCode(200)
                .contentType("image/png")
                .header("Cache-Control", equalTo("public, max-age=31536000, immutable"))
                .header("Content-Security-Policy", equalTo("default-src 'none'; sandbox"))
                .header("X-Content-Type-Options", equalTo("nosniff"));
        assertThat(file.asByteArray()).isEqualTo(content);
        get("/api/shows/{show}", show).then().body("picture.url", equalTo(url), "picture.width", equalTo(600));
        page(show)
                .then()
                .body(
                        containsString("<img class=\"picture\" src=\"" + url + "\" width=\"600\" height=\"400\""),
                        containsString("alt=\"Leontes &amp; Hermione\""),
                        containsString("property=\"og:image\" content=\"" + SITE + url + "\""),
                        containsString("name=\"twitter:image\" content=\"" + SITE + url + "\""),
                        containsString("\"image\":\"" + SITE + url + "\""),
                        not(containsString("/share.png")));
    }

    @Test
    void it_stands_in_the_list_and_loads_only_where_somebody_looks() throws IOException {
        // Given
        var show = house.openSale().show();
        var own = "picture" + show.replace("-", "");
        house.run("update show set title = '%s' where id = '%s'".formatted(own, show));

        // When
        String url = sets(show, "The stage", ImageHeadTest.picture("jpg", 640, 480))
                .then()
                .statusCode(200)
                .extract()
                .path("url");

        // Then
        given().queryParam("q", own)
                .get("/api/shows")
                .then()
                .body("shows[0].id", equalTo(show), "shows[0].picture.url", equalTo(url));
        given().accept("text/html")
                .queryParam("q", own)
                .get("/")
                .then()
                .body(containsString("src=\"" + url
                        + "\" width=\"640\" height=\"480\" alt=\"The stage\" loading=\"lazy\" decoding=\"async\""));
    }

    @Test
    void another_picture_has_another_address_and_the_same_has_the_same() throws IOException {
        // Given
        var show = house.openSale().show();
        var first = ImageHeadTest.picture("png", 300, 300);
        String url = sets(show, "one", first).path("url");

        // When
        String again = sets(show, "one", first).path("url");
        String other =
                sets(show, "other", ImageHeadTest.picture("png", 301, 300)).path("url");

        // Then
        assertThat(again).isEqualTo(url);
        assertThat(other).isNotEqualTo(url);
        get(url).then().statusCode(404);
        get(other).then().statusCode(200);
        get("/api/shows/{show}", show).then().body("picture.alt", equalTo("other"));
    }

    @Test
    void taken_away_the_poster_is_back_and_taking_it_away_again_changes_nothing() throws IOException {
        // Given
        var show = house.openSale().show();
        String url = sets(show, "one", ImageHeadTest.picture("png", 300, 300)).path("url");

        // When
        given().delete("/api/organiser/shows/{show}/picture", show).then().statusCode(204);
        given().delete("/api/organiser/shows/{show}/picture", show).then().statusCode(204);

        // Then
        get(url).then().statusCode(404);
        get("/api/shows/{show}", show).then().body("picture", nullValue());
        page(show).then().body(containsString("class=\"poster"), containsString(SITE + "/share.png"));
    }

    @Test
    void of_many_at_once_one_is_the_picture() throws Exception {
        // Given
        var show = house.openSale().show();

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var n = 0; n < 6; n++) {
                var side = 300 + n;
                threads.submit(() -> sets(show, "side " + side, ImageHeadTest.picture("png", side, side)));
            }
        }

        // Then
        var picture = get("/api/shows/{show}", show).jsonPath();
        assertThat(picture.getString("picture.alt")).isEqualTo("side " + picture.getInt("picture.width"));
        var content = get(picture.getString("picture.url")).asByteArray();
        assertThat(ImageHead.of(content).orElseThrow().width()).isEqualTo(picture.getInt("picture.width"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"400\"/>",
                "<html><script>alert(1)</script>",
                "GIF89a, which nobody needs"
            })
    void what_is_no_picture_we_know_is_refused(String content) {
        var show = house.openSale().show();

        var answer = sets(show, "a picture", content.getBytes(StandardCharsets.UTF_8));

        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
        get("/api/shows/{show}", show).then().body("picture", nullValue());
    }

    @ParameterizedTest
    @CsvSource({"199, 400", "400, 199", "4097, 400", "400, 4097"})
    void one_that_is_too_small_or_too_large_is_refused_with_what_it_measures(int width, int height) throws IOException {
        var answer = sets(house.openSale().show(), "a picture", ImageHeadTest.picture("png", width, height));

        answer.then().statusCode(400).body("width", equalTo(width), "height", equalTo(height));
    }

    @Test
    void one_of_more_than_two_mebibytes_is_refused() throws IOException {
        // Given
        var show = house.openSale().show();
        var picture = ImageHeadTest.picture("jpg", 400, 400);
        var large = new byte[2 * 1024 * 1024 + 1];
        System.arraycopy(picture, 0, large, 0, picture.length);
        large[large.length - 2] = (byte) 0xff;
        large[large.length - 1] = (byte) 0xd9;

        // When
        var answer = sets(show, "a picture", large);

        // Then
        answer.then().statusCode(400);
        sets(show, "a picture", java.util.Arrays.copyOfRange(large, 0, 0))
                .then()
                .statusCode(400);
    }

    @Test
    void without_words_for_whoever_does_not_see_it_or_not_in_base64_it_is_refused() throws IOException {
        var show = house.openSale().show();
        var content = Base64.getEncoder().encodeToString(ImageHeadTest.picture("png", 300, 300));

        sends(show, Map.of("content", content)).then().statusCode(400);
        sends(show, Map.of("content", content, "alt", " ")).then().statusCode(400);
        sends(show, Map.of("content", content, "alt", "a".repeat(201))).then().statusCode(400);
        sends(show, Map.of("content", "*" + content, "alt", "a")).then().statusCode(400);
        sends(show, Map.of("alt", "a")).then().statusCode(400);
    }

    @Test
    void a_hostile_sentence_stays_a_sentence() throws IOException {
        // Given
        var show = house.openSale().show();

        // When
        sets(show, "\"><script>alert(1)</script>", ImageHeadTest.picture("png", 300, 300))
                .then()
                .statusCode(200);

        // Then
        page(show).then().statusCode(200).body(not(containsString("<script>alert")));
    }

    @Test
    void another_organiser_gives_and_takes_nothing() throws IOException {
        // Given
        var show = house.openSale().show();
        house.run("update show set organiser = 'oscar' where id = '%s'".formatted(show));

        // Then
        sets(show, "mine", ImageHeadTest.picture("png", 300, 300)).then().statusCode(403);
        given().delete("/api/organiser/shows/{show}/picture", show).then().statusCode(403);
        sets(ShowId.next().toString(), "mine", ImageHeadTest.picture("png", 300, 300))
                .then()
                .statusCode(404);
    }

    @Test
    @TestSecurity(user = "ann", roles = "customer")
    void a_customer_gives_none_and_sees_all() throws IOException {
        sets(ShowId.next().toString(), "mine", ImageHeadTest.picture("png", 300, 300))
                .then()
                .statusCode(403);
        get("/pictures/{show}/{name}", ShowId.next().toString(), "0".repeat(32))
                .then()
                .statusCode(404);
        get("/pictures/{show}/{name}", ShowId.next().toString(), "../../etc")
                .then()
                .statusCode(404);
    }

    private static Response sets(String show, String alt, byte[] content) {
        return sends(
                show,
                new HashMap<>(Map.of("alt", alt, "content", Base64.getEncoder().encodeToString(content))));
    }

    private static Response sends(String show, Map<String, String> body) {
        return given().contentType(ContentType.JSON).body(body).put("/api/organiser/shows/{show}/picture", show);
    }

    private static Response page(String show) {
        return given().accept("text/html").get("/shows/{show}", show);
    }
}
