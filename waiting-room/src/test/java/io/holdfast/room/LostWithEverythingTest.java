package io.holdfast.room;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.TurnEvent.LobbyDrawn;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Rooms;
import io.holdfast.room.draw.Draws;
import io.holdfast.room.queue.Place;
import io.holdfast.room.queue.SignedPlaces;
import io.holdfast.room.sale.Sales;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Redis is slow, or lost together with every process that remembered.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class LostWithEverythingTest {

    private static final AdmissionSettings SLOW =
            new AdmissionSettings(0.001, 1, 100, Duration.ofSeconds(60), Duration.ofMinutes(10));

    @Inject
    RedisDataSource redis;

    @Inject
    Sales sales;

    @Inject
    Rooms rooms;

    @Inject
    Draws draws;

    @Inject
    SignedPlaces signed;

    /// This process has never seen the room; a former one gave the places, and told of the draw.
    @Test
    void the_lobby_keeps_its_drawn_order() {
        // Given
        var sale = SaleId.next();
        tellOfTheDraw(sale, 20);
        SalesTopic.schedule(sale, Duration.ofMinutes(-10), Duration.ofMinutes(-5), Duration.ofHours(1), SLOW);
        await().until(() -> get("/api/sales/" + sale + "/serving").statusCode() == 200);
        var places = LongStream.rangeClosed(1, 20)
                .mapToObj(ticket -> signed.sign(
                        new Place(sale, 1, Place.Kind.LOBBY, ticket, 1, false, Subject.browser("fan " + ticket))))
                .toList();

        // When
        var numbers = places.stream()
                .map(place -> looks(sale, place).jsonPath().getLong("number"))
                .toList();

        // Then
        assertThat(numbers)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 20)
                        .map(ticket -> draws.of(sale).number(20, ticket))
                        .boxed()
                        .toList());
        get("/api/sales/" + sale + "/serving").then().body("epoch", equalTo(2)).body("drawn", equalTo(20));
    }

    @Test
    void a_place_that_redis_never_gave_proves_the_loss_and_newcomers_stand_behind_it() {
        // Given
        var sale = SalesTopic.open(SLOW);
        rooms.look(sales.get(sale));
        var old = signed.sign(new Place(sale, 1, Place.Kind.QUEUE, 500, 1, false, Subject.browser("ann")));

        // When
        var answer = looks(sale, old);

        // Then
        answer.then().statusCode(200).body("state", equalTo("WAITING")).body("number", equalTo(500));
        var newcomer = new Fan(sale);
        await().until(() -> newcomer.joins().statusCode() == 201);
        assertThat(newcomer.looks().jsonPath().getLong("number")).isGreaterThan(500);
    }

    @Test
    void a_number_given_twice_lets_one_person_in() {
        // Given
        var sale = SalesTopic.open();
        var ann = Fan.calledTo(sale);
        ann.claims().then().statusCode(201);
        var twin = signed.sign(new Place(sale, 1, Place.Kind.QUEUE, 1, 1, false, Subject.browser("bob")));
        redis.hash(String.class)
                .hset(
                        SalesTopic.config("holdfast.redis.prefix") + "wr:{" + sale + "}:members",
                        Subject.browser("bob").value(),
                        "1.1");

        // When
        var answer = RestAssured.given().header("Holdfast-Place", twin).post("/api/sales/" + sale + "/passes");

        // Then
        answer.then().statusCode(410);
    }

    @Test
    void while_redis_is_slow_the_document_is_served_and_nobody_joins_twice() {
        // Given
        var sale = SalesTopic.open(SLOW);
        Fan.calledTo(sale);
        var ann = new Fan(sale);

        // When
        redis.execute("CLIENT", "PAUSE", "3000", "ALL");
        var served = get("/api/sales/" + sale + "/serving");
        var joined = ann.joins();

        // Then
        served.then().statusCode(200).body("serving", equalTo(1));
        joined.then().statusCode(anyOf(is(503), is(403), is(201)));
        await().until(() -> ann.joins().statusCode() < 300);
        assertThat(ann.looks().<Integer>path("number")).isEqualTo(2);
    }

    private static Response looks(SaleId sale, String place) {
        return RestAssured.given().header("Holdfast-Place", place).get("/api/sales/" + sale + "/places/me");
    }

    private static void tellOfTheDraw(SaleId sale, long size) {
        SalesTopic.tell(new LobbyDrawn(sale, size, Instant.now()));
    }
}
