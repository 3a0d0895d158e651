package io.holdfast.room.staff;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.account.OrganiserMark;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.TurnEvent.Change;
import io.holdfast.contracts.event.TurnEvent.DoorChanged;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the staff decides about doors, and what becomes of it.
@QuarkusTest
@TestSecurity(user = "otto", roles = "operations")
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class DecisionsTest {

    private static final AdmissionSettings SLOW =
            new AdmissionSettings(0.001, 1, 1000, Duration.ofSeconds(60), Duration.ofMinutes(10));

    @Test
    void a_sale_for_a_site_that_is_not_ours_works_like_any_other() {
        // When
        var created = create(Instant.now().minusSeconds(60), "");

        // Then
        created.then().statusCode(201).body("state", equalTo("OPEN"));
        var sale = sale(created);
        Fan.calledTo(sale).claims().then().statusCode(201);
        get("/wait/" + sale).then().statusCode(200);
        get("/api/staff/sales").then().body("sale", hasItem(sale.toString()));
    }

    @Test
    void a_decision_is_told_with_who_and_why() {
        // Given
        var sale = SalesTopic.open(SLOW);

        // When
        post(sale, "pause", Map.of("reason", "The hall is being checked."))
                .then()
                .statusCode(200);

        // Then
        await().untilAsserted(() -> assertThat(decisions(sale)).singleElement().satisfies(told -> {
            assertThat(told.change()).isEqualTo(Change.PAUSED);
            assertThat(told.by()).isEqualTo("otto");
            assertThat(told.reason()).isEqualTo("The hall is being checked.");
            assertThat(told.settings().paused()).isEqualTo("The hall is being checked.");
            assertThat(told.settings().ratePerSecond()).isEqualTo(0.001);
            assertThat(told.at()).isAfter(Instant.now().minusSeconds(30));
        }));
    }

    @Test
    void a_door_goes_from_planned_to_closed_by_hand() {
        // Given
        var sale = sale(create(Instant.now().plusSeconds(3600), ""));
        new Fan(sale).joins().then().statusCode(409);

        // When
        post(sale, "lobby", null).then().statusCode(200).body("state", equalTo("LOBBY"));
        var ann = Fan.in(sale);
        post(sale, "open", null).then().statusCode(200).body("state", equalTo("OPEN"));
        ann.waitsFor("CALLED");
        post(sale, "close", Map.of("reason", "The show is off."))
                .then()
                .statusCode(200)
                .body("state", equalTo("CLOSED"));

        // Then
        get("/api/sales/" + sale + "/serving")
                .then()
                .body("reason", equalTo("CLOSED_BY_STAFF"))
                .body("message", equalTo("The show is off."))
                .body("takesJoins", equalTo(false));
        new Fan(sale).joins().then().statusCode(410).body("reason", equalTo("CLOSED_BY_STAFF"));
        await().untilAsserted(() -> assertThat(decisions(sale))
                .extracting(DoorChanged::change)
                .containsExactly(Change.CREATED, Change.LOBBY_OPENED, Change.OPENED, Change.CLOSED));
    }

    @Test
    @TestSecurity(user = "olga", roles = "organiser")
    void what_an_organiser_has_made_stays_theirs_whatever_is_decided_about_it() {
        // Given
        var sale = sale(create(Instant.now().minusSeconds(60), ""));

        // When
        post(sale, "pause", Map.of("reason", "A short break.")).then().statusCode(200);

        // Then
        await().untilAsserted(() -> assertThat(decisions(sale))
                .hasSize(2)
                .extracting(decision -> decision.settings().organiser())
                .containsOnly(OrganiserMark.of("olga")));
        post(sale, "resume", null).then().statusCode(200);
    }

    @Test
    void opening_what_is_open_changes_nothing() {
        // Given
        var sale = SalesTopic.open(SLOW);
        var opensAt = get("/api/staff/sales/" + sale).<String>path("opensAt");

        // When
        var answer = post(sale, "open", null);

        // Then
        answer.then().statusCode(200).body("opensAt", equalTo(opensAt));
    }

    @Test
    void a_draining_queue_takes_nobody_new_and_calls_everybody_in_it() {
        // Given
        var sale = SalesTopic.open(SLOW);
        Fan.calledTo(sale);
        var ann = Fan.in(sale);

        // When
        post(sale, "drain", null).then().statusCode(200).body("draining", equalTo(true));

        // Then
        new Fan(sale).joins().then().statusCode(410).body("reason", equalTo("DRAINING"));
        ann.joins().then().statusCode(200);
        given().contentType("application/json")
                .body(Map.of("ratePerSecond", 100, "burst", 10, "activeCap", 100))
                .put("/api/staff/sales/" + sale + "/admission")
                .then()
                .statusCode(200);
        ann.waitsFor("CALLED");
    }

    @Test
    void who_has_an_invitation_is_called_before_those_who_came_earlier() {
        // Given
        var sale = sale(
                create(Instant.now().minusSeconds(60), "\"ratePerSecond\": 0.01, \"burst\": 1, \"invitedShare\": 1,"));
        Fan.calledTo(sale);
        var others = IntStream.range(0, 5).mapToObj(_ -> Fan.in(sale)).toList();
        var invitation = post(sale, "invitations", Map.of("count", 1))
                .then()
                .statusCode(201)
                .body("invitations", hasSize(1))
                .extract()
                .<String>path("invitations[0].invitation");
        var ann = new Fan(sale);
        ann.joinsInvited(invitation).then().statusCode(201).body("invited", equalTo(true));

        // When
        given().contentType("application/json")
                .body(Map.of("ratePerSecond", 0.01, "burst", 2, "activeCap", 100))
                .put("/api/staff/sales/" + sale + "/admission");

        // Then
        assertThat(ann.looks().<Integer>path("ahead")).isZero();
        assertThat(others.getLast().looks().<Integer>path("ahead")).isPositive();
    }

    @Test
    void a_made_up_invitation_is_refused_and_nobody_is_joined_by_it() {
        // Given
        var sale = SalesTopic.open(SLOW);

        // When
        var answer = new Fan(sale).joinsInvited("AQIDBAUGBwgJCgsMDQ4PEA");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:invitation-invalid"));
        get("/api/staff/sales/" + sale).then().body("joined", equalTo(0));
    }

    @Test
    void a_revoked_place_is_told_so_and_its_pass_is_taken_back() {
        // Given
        var sale = SalesTopic.open();
        var ann = Fan.calledTo(sale);
        ann.claims().then().statusCode(201);

        // When
        post(sale, "revocations", Map.of("number", 1)).then().statusCode(204);

        // Then
        assertThat(ann.state()).isEqualTo("REVOKED");
        ann.claims().then().statusCode(410);
        await().until(() -> get("/api/sales/" + sale + "/revoked-passes")
                .<List<String>>path("sessions")
                .contains("1.1"));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 1_000_000_000_000L})
    void a_place_nobody_has_cannot_be_revoked(long number) {
        // Given
        var sale = SalesTopic.open(SLOW);
        Fan.in(sale);

        // When
        var answer = post(sale, "revocations", Map.of("number", number));

        // Then
        answer.then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"title\": \"\", \"opensAt\": \"2030-01-01T00:00:00Z\", \"closesAt\": \"2030-01-02T00:00:00Z\","
                        + "\"ratePerSecond\": 1, \"burst\": 1, \"activeCap\": 1}",
                "{\"title\": \"x\", \"opensAt\": \"2030-01-02T00:00:00Z\", \"closesAt\": \"2030-01-01T00:00:00Z\","
                        + "\"ratePerSecond\": 1, \"burst\": 1, \"activeCap\": 1}",
                "{\"title\": \"x\", \"opensAt\": \"2030-01-01T00:00:00Z\", \"closesAt\": \"2030-01-02T00:00:00Z\","
                        + "\"ratePerSecond\": 0, \"burst\": 1, \"activeCap\": 1}",
                "{\"title\": \"x\", \"opensAt\": \"soon\", \"closesAt\": \"2030-01-02T00:00:00Z\","
                        + "\"ratePerSecond\": 1, \"burst\": 1, \"activeCap\": 1}",
            })
    void a_sale_that_makes_no_sense_is_refused(String body) {
        // When
        var answer = given().contentType("application/json").body(body).post("/api/staff/sales");

        // Then
        answer.then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    @TestSecurity(user = "carl", roles = "customer")
    void a_customer_decides_nothing() {
        // Given
        var sale = SalesTopic.open(SLOW);

        // Then
        create(Instant.now(), "").then().statusCode(403);
        post(sale, "close", Map.of("reason", "x")).then().statusCode(403);
        post(sale, "invitations", Map.of("count", 1)).then().statusCode(403);
        get("/api/staff/sales").then().statusCode(403);
        get("/api/sales/" + sale + "/serving").then().body("reason", nullValue());
    }

    private static Response create(Instant opensAt, String more) {
        return given().contentType("application/json")
                .body("""
                        {%s "title": "The other shop", "opensAt": "%s", "closesAt": "%s"%s}
                        """.formatted(
                                more,
                                opensAt,
                                Instant.now().plusSeconds(7200),
                                more.contains("ratePerSecond")
                                        ? ", \"activeCap\": 100"
                                        : ", \"ratePerSecond\": 100, \"burst\": 10, \"activeCap\": 100"))
                .post("/api/staff/sales");
    }

    private static SaleId sale(Response created) {
        return SaleId.fromString(created.path("sale"));
    }

    private static Response post(SaleId sale, String what, Object body) {
        RequestSpecification request = given();
        return (body == null
                        ? request.noContentType()
                        : request.contentType("application/json").body(body))
                .post("/api/staff/sales/" + sale + "/" + what);
    }

    private static List<DoorChanged> decisions(SaleId sale) {
        var topic = SalesTopic.config("holdfast.topics.prefix") + TurnEvent.TOPIC;
        var decisions = new ArrayList<DoorChanged>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", SalesTopic.config("kafka.bootstrap.servers")),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    var type = new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
                    if (record.key().equals(sale.toString())
                            && EventCodec.TYPES.containsKey(type)
                            && EventCodec.read(type, record.value()).orElseThrow() instanceof DoorChanged changed) {
                        decisions.add(changed);
                    }
                }
            }
        }
        return decisions;
    }
}
