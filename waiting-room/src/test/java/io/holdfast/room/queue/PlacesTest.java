package io.holdfast.room.queue;

import static io.holdfast.room.SalesTopic.GENTLE;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.room.draw.Draw;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class PlacesTest {

    private static final AdmissionSettings CLOSED_DOOR =
            new AdmissionSettings(0.001, 1, 1, Duration.ofSeconds(60), Duration.ofMinutes(10));

    @Test
    void a_fan_joins_and_is_told_the_place() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.in(sale);

        // When
        var answer = new Fan(sale).joins();

        // Then
        answer.then()
                .statusCode(201)
                .body("number", equalTo(2))
                .body("epoch", equalTo(1))
                .body("state", equalTo("WAITING"))
                .body("sale", equalTo(sale.toString()));
    }

    @Test
    void joining_again_gives_the_same_place_to_the_newer_window() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        var ann = Fan.in(sale);
        var first = ann.place();

        // When
        var answer = ann.joins();

        // Then
        answer.then().statusCode(200).body("number", equalTo(1));
        ann.looks().then().statusCode(200).body("number", equalTo(1));
        await().untilAsserted(() -> given().header("Holdfast-Place", first)
                .get("/api/sales/" + sale + "/places/me")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:session-replaced")));
    }

    @Test
    void an_older_window_far_back_in_the_queue_is_told_too() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.calledTo(sale);
        Fan.in(sale);
        var ann = Fan.in(sale);
        var first = ann.place();

        // When
        ann.joins();

        // Then
        await().untilAsserted(() -> given().header("Holdfast-Place", first)
                .get("/api/sales/" + sale + "/places/me")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:session-replaced")));
        assertThat(ann.state()).isEqualTo("WAITING");
    }

    @Test
    void a_browser_without_a_secret_gets_one_with_its_first_answer() {
        // Given
        var sale = SalesTopic.open();

        // When
        var asked = given().noContentType().post("/api/sales/" + sale + "/places");

        // Then
        var secret = asked.cookie(Browser.COOKIE);
        assertThat(secret).hasSize(22);
        given().cookie(Browser.COOKIE, secret)
                .contentType("application/json")
                .body(Map.of("proof", Fan.solved(asked)))
                .post("/api/sales/" + sale + "/places")
                .then()
                .statusCode(201)
                .header("Set-Cookie", nullValue());
    }

    @Test
    void a_member_has_one_place_however_many_browsers() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        var account = new SignedAccount(SalesTopic.config("holdfast.account.key"))
                .sign(CustomerId.next(), Instant.now().plusSeconds(60));
        var phone =
                given().noContentType().cookie(SignedAccount.COOKIE, account).post("/api/sales/" + sale + "/places");

        // When
        var laptop =
                given().noContentType().cookie(SignedAccount.COOKIE, account).post("/api/sales/" + sale + "/places");

        // Then
        assertThat(laptop.<Integer>path("number")).isEqualTo(phone.<Integer>path("number"));
    }

    @Test
    void a_member_who_comes_plainly_is_told_the_same_as_anybody() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.calledTo(sale);

        // When
        var answer = member(Browser.newSecret()).post("/api/sales/" + sale + "/places");

        // Then
        answer.then()
                .statusCode(201)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .body("state", equalTo("WAITING"))
                .body("number", equalTo(2))
                .body("turn", equalTo(2))
                .body("ticket", equalTo(2))
                .body("ahead", equalTo(0))
                .body("epoch", equalTo(1))
                .body("invited", equalTo(false))
                .body("noticePossible", equalTo(true))
                .body("sale", equalTo(sale.toString()));
        given().header("Holdfast-Place", answer.<String>path("place"))
                .get("/api/sales/" + sale + "/places/me")
                .then()
                .statusCode(200)
                .body("number", equalTo(2));
    }

    @Test
    void another_site_cannot_join_a_member() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);

        // When
        var byOrigin = member(Browser.newSecret())
                .header("Origin", "https://scalper.example")
                .post("/api/sales/" + sale + "/places");
        var bySite = member(Browser.newSecret())
                .header("Sec-Fetch-Site", "cross-site")
                .post("/api/sales/" + sale + "/places");

        // Then
        byOrigin.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:cross-origin"));
        bySite.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:cross-origin"));
    }

    @Test
    void a_member_too_early_or_too_late_is_told_so() {
        // Given
        var early = SalesTopic.scheduled(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofHours(1), GENTLE);
        var late =
                SalesTopic.scheduled(Duration.ofMinutes(-10), Duration.ofMinutes(-5), Duration.ofMinutes(-1), GENTLE);

        // Then
        member(Browser.newSecret())
                .post("/api/sales/" + early + "/places")
                .then()
                .statusCode(409);
        member(Browser.newSecret())
                .post("/api/sales/" + late + "/places")
                .then()
                .statusCode(410);
    }

    @Test
    void a_member_of_a_sale_for_members_joins_and_a_guest_is_asked_to_sign_in() {
        // Given
        var sale = SalesTopic.open(
                new AdmissionSettings(100, 100, 10, Duration.ofSeconds(60), Duration.ofMinutes(10), true, null));

        // Then
        member(Browser.newSecret())
                .post("/api/sales/" + sale + "/places")
                .then()
                .statusCode(201);
        new Fan(sale).joins().then().statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    private static RequestSpecification member(String browser) {
        var account = new SignedAccount(SalesTopic.config("holdfast.account.key"))
                .sign(CustomerId.next(), Instant.now().plusSeconds(60));
        return given().noContentType().cookie(SignedAccount.COOKIE, account).cookie(Browser.COOKIE, browser);
    }

    @Test
    void the_lobby_gives_no_numbers_yet() {
        // Given
        var sale = SalesTopic.lobby();

        // When
        var answer = new Fan(sale).joins();

        // Then
        answer.then().statusCode(201).body("state", equalTo("LOBBY")).body("number", nullValue());
    }

    @Test
    void nobody_joins_before_the_lobby_opens() {
        // Given
        var sale = SalesTopic.scheduled(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofHours(1), GENTLE);

        // When
        var answer = new Fan(sale).joins();

        // Then
        answer.then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:holdfast:problem:lobby-not-open"));
        assertThat(Instant.parse(answer.path("opensAt"))).isAfter(Instant.parse(answer.path("lobbyOpensAt")));
    }

    @Test
    void nobody_joins_after_the_sale() {
        // Given
        var sale =
                SalesTopic.scheduled(Duration.ofMinutes(-10), Duration.ofMinutes(-5), Duration.ofMinutes(-1), GENTLE);

        // When
        var answer = new Fan(sale).joins();

        // Then
        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:sale-closed"));
    }

    @Test
    void the_opening_puts_the_lobby_in_the_drawn_order() {
        // Given
        var sale = SaleId.next();
        SalesTopic.schedule(sale, Duration.ofMinutes(-1), Duration.ofSeconds(6), Duration.ofHours(1), CLOSED_DOOR);
        await().until(() -> get("/api/sales/" + sale + "/serving").statusCode() == 200);
        var commitment = get("/api/sales/" + sale + "/draw")
                .then()
                .body("key", nullValue())
                .extract()
                .<String>path("commitment");
        var lobby = IntStream.range(0, 8).mapToObj(_ -> Fan.in(sale)).toList();

        // When
        await().until(() -> lobby.stream().noneMatch(fan -> "LOBBY".equals(fan.state())));

        // Then
        var published = get("/api/sales/" + sale + "/draw");
        var draw = new Draw(HexFormat.of().parseHex(published.path("key")));
        assertThat(published.<Integer>path("size")).isEqualTo(8);
        assertThat(draw.commitment()).isEqualTo(commitment);
        var numbers = new ArrayList<Long>();
        lobby.forEach(fan -> numbers.add(fan.looks().jsonPath().getLong("number")));
        assertThat(numbers)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 8)
                        .mapToObj(ticket -> draw.number(8, ticket))
                        .toList());
    }

    @Test
    void who_leaves_the_lobby_is_passed_over_after_the_draw() {
        // Given
        var sale = SaleId.next();
        SalesTopic.schedule(sale, Duration.ofMinutes(-1), Duration.ofSeconds(4), Duration.ofHours(1), GENTLE);
        await().until(() -> get("/api/sales/" + sale + "/serving").statusCode() == 200);
        var ann = Fan.in(sale);
        var bob = Fan.in(sale);

        // When
        ann.leaves().then().statusCode(204);

        // Then
        assertThat(ann.state()).isEqualTo("LEFT");
        bob.waitsFor("CALLED");
        assertThat(ann.state()).isEqualTo("LEFT");
        await().until(() -> get("/api/sales/" + sale + "/serving").<Integer>path("waiting") == 0);
    }

    @Test
    void a_place_knows_who_is_ahead() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.calledTo(sale);
        Fan.in(sale);
        var ann = Fan.in(sale);

        // When
        var answer = ann.looks();

        // Then
        answer.then()
                .statusCode(200)
                .body("state", equalTo("WAITING"))
                .body("number", equalTo(3))
                .body("ahead", equalTo(1))
                .body("serving", equalTo(1))
                .body("etaSeconds", nullValue())
                .body("nextPollSeconds", greaterThan(0));
    }

    @Test
    void leaving_frees_the_room_for_the_next() {
        // Given
        var sale = SalesTopic.open(new AdmissionSettings(100, 100, 1, Duration.ofSeconds(60), Duration.ofMinutes(10)));
        var ann = Fan.calledTo(sale);
        var bob = Fan.in(sale);

        // When
        ann.leaves().then().statusCode(204);

        // Then
        bob.waitsFor("CALLED");
        assertThat(ann.state()).isEqualTo("LEFT");
    }

    @Test
    void who_has_left_joins_again_at_the_end() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        var ann = Fan.in(sale);
        Fan.in(sale);
        ann.leaves();

        // When
        var answer = ann.joins();

        // Then
        answer.then().statusCode(201).body("number", equalTo(3));
    }

    @Test
    void leaving_twice_is_the_same_as_leaving_once() {
        // Given
        var ann = Fan.in(SalesTopic.open());
        ann.leaves();

        // When
        var answer = ann.leaves();

        // Then
        answer.then().statusCode(204);
    }

    @Test
    void a_no_show_is_moved_back_once_and_then_loses_the_place() {
        // Given
        var sale = SalesTopic.open(new AdmissionSettings(100, 100, 1, Duration.ofSeconds(2), Duration.ofMinutes(10)));
        var ann = Fan.calledTo(sale);
        var bob = Fan.in(sale);

        // When
        await().until(() -> ann.looks().path("movedBack"));

        // Then
        bob.waitsFor("CALLED");
        ann.waitsFor("EXPIRED");
        ann.claims().then().statusCode(410).body("type", equalTo("urn:holdfast:problem:place-expired"));
        ann.joins().then().statusCode(201).body("number", equalTo(3));
    }

    @Test
    void the_public_document_tells_everybody_the_same() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.calledTo(sale);
        Fan.in(sale);
        await().until(() -> get("/api/sales/" + sale + "/serving").<Integer>path("waiting") == 1);

        // When
        var answer = get("/api/sales/" + sale + "/serving");

        // Then
        answer.then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=1")
                .header("Set-Cookie", nullValue())
                .body("sale", equalTo(sale.toString()))
                .body("title", equalTo("Hamlet"))
                .body("state", equalTo("OPEN"))
                .body("serving", equalTo(1))
                .body("epoch", equalTo(1))
                .body("message", nullValue())
                .body("nextPollSeconds", lessThanOrEqualTo(5));
        assertThat(Instant.parse(answer.path("serverTime")))
                .isBetween(Instant.now().minusSeconds(3), Instant.now().plusSeconds(1));
    }

    @Test
    void an_unchanged_document_is_not_sent_again() {
        // Given
        var sale = SalesTopic.scheduled(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofHours(1), GENTLE);

        // When
        var unchanged = await().until(
                        () -> {
                            var tag = get("/api/sales/" + sale + "/serving").header("ETag");
                            return given().header("If-None-Match", tag).get("/api/sales/" + sale + "/serving");
                        },
                        answer -> answer.statusCode() == 304);

        // Then
        assertThat(unchanged.body().asByteArray()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/places/me",
        "DELETE,/places/me",
        "POST,/passes",
    })
    void a_request_without_a_place_is_told_to_join(String method, String path) {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = given().request(method, "/api/sales/" + sale + path);

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:place-required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "AAAA", "%00", "{}", "null"})
    void a_forged_place_is_refused(String forged) {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = given().header("Holdfast-Place", forged).get("/api/sales/" + sale + "/places/me");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:place-invalid"));
    }

    @Test
    void a_place_of_another_sale_is_refused() {
        // Given
        var ann = Fan.calledTo(SalesTopic.open());
        var other = SalesTopic.open();

        // When
        var answer = given().header("Holdfast-Place", ann.place()).post("/api/sales/" + other + "/passes");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:place-invalid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-1-1-1-1", "019b0000-0000-7000-8000-000000000000", "%F0%9F%8E%AB"})
    void an_unknown_sale_is_not_found(String sale) {
        // When
        var answer = given().urlEncodingEnabled(false).get("/api/sales/" + sale + "/serving");

        // Then
        answer.then().statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
    }

    @Test
    void a_join_from_another_site_is_refused() {
        // Given
        var sale = SalesTopic.open();

        // When
        var answer = given().header("Origin", "https://scalper.example")
                .noContentType()
                .post("/api/sales/" + sale + "/places");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:cross-origin"));
    }

    @Test
    void new_settings_hold_from_the_next_look_on() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.calledTo(sale);
        var ann = Fan.in(sale);

        // When
        SalesTopic.schedule(sale, Duration.ofMinutes(-10), Duration.ofMinutes(-1), Duration.ofHours(1), GENTLE);

        // Then
        ann.waitsFor("CALLED");
    }

    @Test
    void a_sale_that_closes_tells_the_waiting_that_their_place_has_ended() {
        // Given
        var sale = SalesTopic.open(CLOSED_DOOR);
        Fan.calledTo(sale);
        var ann = Fan.in(sale);

        // When
        SalesTopic.schedule(sale, Duration.ofMinutes(-10), Duration.ofMinutes(-9), Duration.ofSeconds(-1), GENTLE);

        // Then
        ann.waitsFor("EXPIRED");
        get("/api/sales/" + sale + "/serving").then().body("state", equalTo("CLOSED"));
    }
}
