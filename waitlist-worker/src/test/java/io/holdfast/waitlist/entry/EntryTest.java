package io.holdfast.waitlist.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class EntryTest {

    private static final String WISH = "{\"grades\":[\"R\",\"S\"],\"seats\":2,\"adjacent\":true}";

    private final CustomerId ann = CustomerId.next();
    private final CustomerId bob = CustomerId.next();

    @Inject
    House house;

    @Test
    void who_joins_sees_the_wish_and_the_place_in_the_line() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);

        // When
        var answer = join(bob, performance, WISH);

        // Then
        answer.statusCode(201)
                .body("performance.id", equalTo(performance.toString()))
                .body("performance.title", equalTo("봄의 콘서트"))
                .body("grades", equalTo(java.util.List.of("R", "S")))
                .body("seats", equalTo(2))
                .body("adjacent", equalTo(true))
                .body("state", equalTo("WAITING"))
                .body("position", equalTo(2));
    }

    @Test
    void ones_entries_are_listed_while_they_may_be_served() {
        // Given
        var waiting = house.joins(ann, house.performance());
        var left = house.joins(ann, house.performance());
        house.browser(ann).delete("/api/waitlist/" + left);

        // When
        var mine = house.browser(ann).get("/api/waitlist").then();

        // Then
        mine.statusCode(200).body("entries", hasSize(1)).body("entries[0].id", equalTo(waiting.toString()));
    }

    @Test
    void leaving_moves_the_others_up_and_can_be_said_twice() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        var bobs = house.joins(bob, performance);
        house.browser(ann).delete("/api/waitlist/" + anns).then().statusCode(204);

        // When
        var again = house.browser(ann).delete("/api/waitlist/" + anns).then();

        // Then
        again.statusCode(204);
        house.browser(ann).get("/api/waitlist/" + anns).then().body("reason", equalTo("LEFT"));
        house.browser(bob).get("/api/waitlist/" + bobs).then().body("position", equalTo(1));
    }

    @Test
    void somebody_elses_entry_is_not_there() {
        // Given
        var anns = house.joins(ann, house.performance());

        // When
        var seen = house.browser(bob).get("/api/waitlist/" + anns).then();
        var left = house.browser(bob).delete("/api/waitlist/" + anns).then();

        // Then
        seen.statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
        left.statusCode(404);
        assertThat(house.state(ann, anns)).isEqualTo("WAITING");
    }

    @Test
    void nobody_joins_twice_but_may_come_back_after_leaving() {
        // Given
        var performance = house.performance();
        var first = house.joins(ann, performance);
        var twice = join(ann, performance, WISH);
        house.browser(ann).delete("/api/waitlist/" + first);

        // When
        var comeback = join(ann, performance, WISH);

        // Then
        twice.statusCode(409).body("type", equalTo("urn:holdfast:problem:already-on-waitlist"));
        comeback.statusCode(201);
    }

    @Test
    void joining_at_the_same_time_from_many_windows_is_one_entry() throws Exception {
        // Given
        var performance = house.performance();
        Callable<Integer> window = () -> join(ann, performance, WISH).extract().statusCode();

        // When
        java.util.List<Integer> statuses = new java.util.ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var answer : threads.invokeAll(
                    IntStream.range(0, 8).mapToObj(_ -> window).toList())) {
                statuses.add(answer.get());
            }
        }

        // Then
        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }

    @Test
    void the_same_key_hears_the_same_answer_and_serves_no_other_wish() {
        // Given
        var performance = house.performance();
        var key = UUID.randomUUID().toString();
        var first = join(ann, performance, WISH, key).statusCode(201).extract().asString();

        // When
        var again = join(ann, performance, WISH, key);
        var other = join(ann, performance, "{\"grades\":[\"VIP\"],\"seats\":1}", key);

        // Then
        assertThat(again.statusCode(201).extract().asString()).isEqualTo(first);
        other.statusCode(422).body("type", equalTo("urn:holdfast:problem:idempotency-key-reused"));
    }

    @Test
    void joining_needs_a_key() {
        // Given
        var performance = house.performance();

        // When
        var answer = house.browser(ann)
                .contentType(ContentType.JSON)
                .body(WISH)
                .post("/api/performances/" + performance + "/waitlist")
                .then();

        // Then
        answer.statusCode(400).body("type", equalTo("urn:holdfast:problem:idempotency-key-missing"));
    }

    @Test
    void joining_needs_somebody_signed_in() {
        // Given
        var performance = house.performance();

        // When
        var stranger = RestAssured.given()
                .cookie(SignedAccount.COOKIE, ann + ".9999999999.forged")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(ContentType.JSON)
                .body(WISH)
                .post("/api/performances/" + performance + "/waitlist")
                .then();

        // Then
        stranger.statusCode(401).body("type", equalTo("urn:holdfast:problem:login-required"));
    }

    @Test
    void another_site_cannot_make_a_browser_join() {
        // Given
        var performance = house.performance();

        // When
        var answer = house.browser(ann)
                .header("Origin", "https://elsewhere.example")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(ContentType.JSON)
                .body(WISH)
                .post("/api/performances/" + performance + "/waitlist")
                .then();

        // Then
        answer.statusCode(403).body("type", equalTo("urn:holdfast:problem:cross-origin"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"grades\":[],\"seats\":1}",
                "{\"grades\":[\"X\"],\"seats\":1}",
                "{\"grades\":[null],\"seats\":1}",
                "{\"grades\":[\"R\",\"R\"],\"seats\":1}",
                "{\"grades\":[\"R\"]}",
                "{\"grades\":[\"R\"],\"seats\":0}",
                "{\"grades\":[\"R\"],\"seats\":5}",
                "{\"grades\":[\"R\"],\"seats\":\"two\"}",
                "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[]}",
                "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[null]}",
                "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[\" \"]}",
                "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[\"a name that is longer than any section has one\"]}",
                "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[1,2,3,4,5,6,7,8,9,10,11]}",
                "{\"grades\":[\"R\"],\"seats\":1,\"highestPrice\":{\"amount\":0,\"currency\":\"KRW\"}}",
                "{\"grades\":[\"R\"],\"seats\":1,\"highestPrice\":{\"amount\":99999,\"currency\":\"KRW\"}}",
                "{\"grades\":[\"R\"],\"seats\":1,\"highestPrice\":{\"amount\":200000,\"currency\":\"USD\"}}",
                "{\"grades\":[\"R\"],\"seats\":1,\"until\":\"2020-01-01T00:00:00Z\"}"
            })
    void a_wish_one_cannot_have_is_refused_and_changes_nothing(String wish) {
        // Given
        var performance = house.performance();

        // When
        var answer = join(ann, performance, wish);

        // Then
        answer.statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
        house.browser(ann).get("/api/waitlist").then().body("entries", hasSize(0));
    }

    @Test
    void a_wish_may_name_sections_and_a_highest_price() {
        // Given
        var performance = house.performance();

        // When
        var answer = join(
                ann,
                performance,
                "{\"grades\":[\"R\"],\"seats\":2,\"sections\":[\"2F\",\"1F\",\"2F\"],"
                        + "\"highestPrice\":{\"amount\":150000,\"currency\":\"KRW\"}}");

        // Then
        answer.statusCode(201)
                .body("sections", equalTo(java.util.List.of("1F", "2F")))
                .body("highestPrice.amount", equalTo(150_000))
                .body("highestPrice.currency", equalTo("KRW"));
        house.browser(ann)
                .get("/api/waitlist")
                .then()
                .body("entries[0].sections", equalTo(java.util.List.of("1F", "2F")))
                .body("entries[0].highestPrice.amount", equalTo(150_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"150000", "{\"amount\":0.5,\"currency\":\"KRW\"}", "{\"amount\":150000,\"currency\":\"?\"}"})
    void a_price_that_is_none_is_refused(String price) {
        // Given
        var performance = house.performance();

        // When
        var answer = join(ann, performance, "{\"grades\":[\"R\"],\"seats\":1,\"highestPrice\":" + price + "}");

        // Then
        answer.statusCode(400);
        house.browser(ann).get("/api/waitlist").then().body("entries", hasSize(0));
    }

    @Test
    void what_is_not_json_is_refused() {
        // Given
        var performance = house.performance();

        // When
        var answer = join(ann, performance, "{\"grades\":");

        // Then
        answer.statusCode(400).body("type", equalTo("urn:holdfast:problem:malformed-request"));
    }

    @Test
    void a_performance_or_entry_nobody_knows_is_not_there() {
        // Given
        var nothing = PerformanceId.next();

        // When
        var unknown = join(ann, nothing, WISH);
        var nonsense = house.browser(ann).get("/api/waitlist/nonsense").then();
        var unknownEntry =
                house.browser(ann).get("/api/waitlist/" + EntryId.next()).then();

        // Then
        unknown.statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
        nonsense.statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
        unknownEntry.statusCode(404);
    }

    @Test
    void the_line_is_closed_before_the_sale_after_it_and_once_the_performance_has_begun() {
        // Given
        var now = Instant.now();
        var later = now.plus(30, ChronoUnit.DAYS);
        var notYetOnSale = SaleId.next();
        house.sale(notYetOnSale, now.plusSeconds(600), later);
        var noLongerOnSale = SaleId.next();
        house.sale(noLongerOnSale, now.minusSeconds(600), now.minusSeconds(1));
        var early = house.performance(notYetOnSale, later);
        var late = house.performance(noLongerOnSale, later);
        var begun = house.performance(SaleId.next(), now.minusSeconds(1));

        // When
        var answers = java.util.stream.Stream.of(early, late, begun)
                .map(performance -> join(ann, performance, WISH))
                .toList();

        // Then
        answers.forEach(answer -> answer.statusCode(409).body("type", equalTo("urn:holdfast:problem:waitlist-closed")));
    }

    private ValidatableResponse join(CustomerId customer, PerformanceId performance, String wish) {
        return join(customer, performance, wish, UUID.randomUUID().toString());
    }

    private ValidatableResponse join(CustomerId customer, PerformanceId performance, String wish, String key) {
        return house.browser(customer)
                .header("Idempotency-Key", key)
                .contentType(ContentType.JSON)
                .body(wish)
                .post("/api/performances/" + performance + "/waitlist")
                .then();
    }
}
