package io.holdfast.ticketing.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.RefundEvent.RefundParked;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.SignedIn;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.stack.test.Tables;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.SimulatedGateway;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.builder.RequestSpecBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the other services have told is heard again, all of it, twice and in any order.
@QuarkusTest
@TestProfile(BadInputTest.Undisturbed.class)
@WithTestResource(StackTestResource.class)
@WithTestResource(SimulatedGateway.class)
class ReplayTest {

    /// What is remembered of messages.
    private static final String INBOX = "inbox";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "holdfast.topics.prefix")
    String prefix;

    @BeforeEach
    void olga_is_signed_in() {
        RestAssured.requestSpecification =
                new RequestSpecBuilder().addHeader(SignedIn.HEADER, World.OLGA).build();
    }

    @AfterEach
    void as_others_know_it() {
        RestAssured.requestSpecification = null;
    }

    @Test
    void everything_told_is_heard_again_shuffled_and_doubled_and_changes_nothing() throws Exception {
        try (var facts = new Facts(servers, prefix)) {
            // Given
            var ann = house.member();
            var bob = house.member();
            var settled = givenBack(ann, "A-1");
            facts.tell(new RefundSettled(
                    settled.repayment().refund(),
                    settled.order(),
                    settled.repayment().payment(),
                    settled.performance(),
                    settled.customer(),
                    settled.repayment().amount(),
                    "cancel-1",
                    Instant.now()));
            var parked = givenBack(ann, "A-2");
            facts.tell(parked(parked));
            var unwanted = released(ann, "B-1");
            facts.tell(new SeatsUnwanted(
                    unwanted.performance(),
                    unwanted.release(),
                    List.of(unwanted.seats().getFirst().seat())));
            var taken = offered(facts, bob, "B-2");
            var declined = offered(facts, bob, "B-3");
            bob.asks()
                    .post("/api/offers/{o}/decline", declined.toString())
                    .then()
                    .statusCode(204);
            bob.asks()
                    .header("Idempotency-Key", BoxOffice.newKey())
                    .post("/api/offers/{o}/acceptance", taken.toString())
                    .then()
                    .statusCode(200);
            awaitAllHeard();
            var told = Stream.of(RefundEvent.TOPIC, WaitlistEvent.TOPIC)
                    .flatMap(topic -> facts.told(topic).stream())
                    .toList();
            assertThat(told).hasSizeGreaterThanOrEqualTo(5);
            var before = Tables.content(database, INBOX);
            var eventsBefore = toldByUs();

            // When
            for (var seed = 0; seed < 5; seed++) {
                var again = new ArrayList<>(told);
                again.addAll(told);
                Collections.shuffle(again, new Random(seed));
                again.forEach(facts::repeat);
            }

            // Then
            awaitAllHeard();
            assertThat(Tables.content(database, INBOX)).isEqualTo(before);
            assertThat(toldByUs()).isEqualTo(eventsBefore);
        }
    }

    private static RefundParked parked(OrderCancelled owed) {
        return new RefundParked(owed.repayment().refund(), owed.order(), "UNKNOWN_CHANNEL", Instant.now());
    }

    private OrderCancelled givenBack(Buyer ann, String seat) {
        var on = house.openSale();
        var order = ann.buys(on, seat);
        givesBack(ann, order);
        return broker.awaitSales(
                OrderCancelled.class, event -> event.order().toString().equals(order));
    }

    private SeatsReleased released(Buyer ann, String seat) {
        OnSale on = house.openSale();
        givesBack(ann, ann.buys(on, seat));
        return broker.awaitSales(
                SeatsReleased.class, event -> event.performance().toString().equals(on.performance()));
    }

    private OfferId offered(Facts facts, Buyer bob, String seat) {
        var released = released(house.guest(), seat);
        var offer = OfferId.next();
        facts.tell(new SeatsOffered(
                released.performance(),
                offer,
                EntryId.next(),
                bob.customer(),
                List.of(released.seats().getFirst().seat()),
                Instant.now().plusSeconds(1800)));
        await().atMost(PATIENCE).untilAsserted(() -> bob.asks()
                .get("/api/offers/{o}", offer.toString())
                .then()
                .statusCode(200)
                .body("state", equalTo("OPEN")));
        return offer;
    }

    private static void givesBack(Buyer ann, String order) {
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
    }

    private long toldByUs() {
        await().atMost(PATIENCE)
                .until(() -> Sql.of("select count(*) as n from outbox").one(database, row -> row.large("n")) == 0);
        return broker.sales(io.holdfast.contracts.event.SalesEvent.class, _ -> true)
                .size();
    }

    /// Until both listeners have said that they have heard everything there is.
    private void awaitAllHeard() throws Exception {
        var topics = Map.of(
                RefundEvent.TOPIC, "ticketing-api-refunds",
                WaitlistEvent.TOPIC, "ticketing-api-offers");
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            for (var topic : topics.entrySet()) {
                var partitions = admin
                        .describeTopics(List.of(prefix + topic.getKey()))
                        .allTopicNames()
                        .get()
                        .get(prefix + topic.getKey())
                        .partitions()
                        .stream()
                        .collect(Collectors.toMap(
                                one -> new TopicPartition(prefix + topic.getKey(), one.partition()),
                                _ -> OffsetSpec.latest()));
                var ends = admin.listOffsets(partitions).all().get();
                await().atMost(PATIENCE).until(() -> {
                    var heard = admin.listConsumerGroupOffsets(prefix + topic.getValue())
                            .partitionsToOffsetAndMetadata()
                            .get();
                    return ends.entrySet().stream()
                            .allMatch(end -> end.getValue().offset() == 0
                                    || (heard.get(end.getKey()) != null
                                            && heard.get(end.getKey()).offset()
                                                    >= end.getValue().offset()));
                });
            }
        }
    }
}
