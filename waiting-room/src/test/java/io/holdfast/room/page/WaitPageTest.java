package io.holdfast.room.page;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.SalesTopic;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Room;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
                .contains("data-back=\"/performances/1?a=b\"");
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

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void all_a_page_needs_is_served_here_and_is_less_than_30_kib_on_the_wire(String language) throws IOException {
        // Given
        var address = "/wait/" + SalesTopic.lobby() + "?lang=" + language;
        var page = get(address).asString();
        var needed = Stream.concat(
                        Pattern.compile("(?:href|src)=\"(/wait/assets/[^\"]+\\.(?:css|js))\"")
                                .matcher(page)
                                .results()
                                .map(found -> found.group(1)),
                        // What the script asks for by itself.
                        Stream.of("/wait/assets/x/timer.js"))
                .toList();

        // When
        var bytes = onTheWire(address);
        for (var asset : needed) {
            bytes += onTheWire(asset);
        }

        // Then
        System.out.printf(
                "The wait page (%s), headers and all: %,d bytes in %d answers%n", language, bytes, needed.size() + 1);
        assertThat(needed).hasSize(5);
        assertThat(bytes).isLessThanOrEqualTo(30 * 1024);
    }

    @Test
    void the_page_of_the_draw_is_small_as_well() throws IOException {
        // Given
        var address = "/wait/" + SalesTopic.lobby() + "/draw";

        // When
        var bytes = onTheWire(address)
                + onTheWire("/wait/assets/x/wait.css")
                + onTheWire("/wait/assets/x/draw-page.js")
                + onTheWire("/wait/assets/x/draw.js")
                + onTheWire("/wait/assets/x/draw-list.js");

        // Then
        System.out.printf("The page of the draw, headers and all: %,d bytes%n", bytes);
        assertThat(bytes).isLessThanOrEqualTo(30 * 1024);
    }

    @Test
    void an_asset_is_kept_for_good_under_the_address_the_page_names_and_not_at_all_under_another() {
        // Given
        var named = Pattern.compile("src=\"(.+/wait\\.js)\"")
                .matcher(get("/wait/" + SalesTopic.lobby()).asString());
        assertThat(named.find()).isTrue();

        // When
        var asset = get(named.group(1));
        var older = get("/wait/assets/0123456789ab/wait.js");

        // Then
        assertThat(asset.header("Cache-Control")).contains("immutable");
        assertThat(asset.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(asset.contentType()).startsWith("text/javascript");
        assertThat(older.statusCode()).isEqualTo(200);
        assertThat(older.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void every_script_and_style_of_the_page_has_such_an_address() throws Exception {
        // Given
        var folder = Path.of(getClass()
                        .getResource("/META-INF/resources/wait/assets/wait.js")
                        .toURI())
                .getParent();

        // When
        List<String> files;
        try (var all = Files.list(folder)) {
            files = all.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".js") || name.endsWith(".css"))
                    .toList();
        }

        // Then
        assertThat(files)
                .hasSizeGreaterThan(6)
                .allSatisfy(file -> get("/wait/assets/x/" + file).then().statusCode(200));
        assertThat(get("/wait/assets/x/nothing.js").statusCode()).isEqualTo(404);
    }

    @Test
    void everything_is_said_in_both_languages() throws IOException {
        assertThat(words("ko")).hasSizeGreaterThan(80).isEqualTo(words("en"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void every_reason_and_every_end_has_its_words(String language) throws IOException {
        // Given
        var said = words(language);

        // Then
        assertThat(said)
                .containsAll(Stream.of(Door.Reason.values()).map(Enum::name).toList())
                .containsAll(Stream.of(Room.Limit.values()).map(Enum::name).toList())
                .contains("EXPIRED", "LEFT", "DONE", "REVOKED");
    }

    /// What has a name in a file of words.
    private static List<String> words(String language) throws IOException {
        try (var in =
                WaitPageTest.class.getResourceAsStream("/META-INF/resources/wait/assets/words-" + language + ".js")) {
            return Pattern.compile("^ +(\\w+): ", Pattern.MULTILINE)
                    .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    /// How many bytes come through the socket for one request of a browser, headers included.
    private static int onTheWire(String path) throws IOException {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, br\r\nConnection: close\r\n\r\n"
                                    .formatted(path)
                                    .getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readAllBytes();
            assertThat(new String(answer, 0, 15, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
            return answer.length;
        }
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
